"""The call around the cursor and its arguments."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.editing.signature import signature_at
from lsp.server import Server


def register(server: Server) -> None:
    """Opened by a bracket, moved on by a comma."""
    options = types.SignatureHelpOptions(trigger_characters=["("], retrigger_characters=[",", "="])

    @server.on(types.TEXT_DOCUMENT_SIGNATURE_HELP, options)
    def help_with(params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        document = server.document(params.text_document.uri)
        if document is None:
            return None
        found = signature_at(document.text, document.positions.offset(params.position), document.analysis)
        if found is None:
            return None
        label = found.label
        arguments = [
            types.ParameterInformation(label=label[one.start : one.end], documentation=one.doc or None)
            for one in found.arguments
        ]
        shown = types.SignatureInformation(label=label, documentation=found.doc or None, parameters=arguments)
        return types.SignatureHelp(signatures=[shown], active_signature=0, active_parameter=found.active)
