"""Problems of a text: pushed when it has settled, or pulled when the client asks, by what the client can."""

from __future__ import annotations

from lsprotocol import types

from kernels.language.codes import CODES, diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.editing.strict_units import strict_units
from kernels.language.limits import MAX_TEXT
from lsp.documents import Document
from lsp.hardware_problems import HARDWARE
from lsp.server import Server

SOURCE = "sctui"
_SEVERITY = {
    "error": types.DiagnosticSeverity.Error,
    "warning": types.DiagnosticSeverity.Warning,
    "hint": types.DiagnosticSeverity.Hint,
}
_AS_INFORMATION = ("ODE010", HARDWARE)  # an XPPAUT file is no mistake, nor is a model that no circuit can be made of
_UNNECESSARY = "ODE211"


def problems_of(server: Server, document: Document) -> list[Diagnostic]:
    """All problems of a document by position, with those that the settings ask for and that simulations have found."""
    if document.dropped:
        message = f"this text has {document.dropped} characters; at most {MAX_TEXT} are analysed: open a shorter one"
        return [diagnose("ODE001", 0, 0, message)]
    found = list(document.analysis.diagnostics)
    more = strict_units(document.analysis) if server.settings.strict_units else []
    more = [*more, *server.findings.of(document)]
    return sorted([*found, *more], key=lambda problem: (problem.start, problem.end)) if more else found


def converted(document: Document, problem: Diagnostic) -> types.Diagnostic:
    """A problem as the protocol has it."""
    information = problem.code in _AS_INFORMATION
    return types.Diagnostic(
        range=document.positions.range(problem.start, problem.end),
        severity=types.DiagnosticSeverity.Information if information else _SEVERITY[problem.severity],
        code=problem.code,
        source=SOURCE,
        message=problem.message,
        tags=[types.DiagnosticTag.Unnecessary] if problem.code == _UNNECESSARY else None,
        data={"title": CODES[problem.code].title if problem.code in CODES else problem.code},
    )


def register(server: Server) -> None:
    """Both ways; which one is used is decided when the client has said what it can."""

    def push(document: Document) -> None:
        if not server.pulls:
            found = [converted(document, problem) for problem in problems_of(server, document)]
            server.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(uri=document.uri, version=document.version, diagnostics=found)
            )

    def clear(uri: str) -> None:
        if not server.pulls:
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri=uri, diagnostics=[]))

    def again(document: Document) -> None:
        push(document)
        if server.pulls:
            server.workspace_diagnostic_refresh(None)

    server.on_settled.append(push)
    server.on_found.append(again)
    server.on_closed.append(clear)

    options = types.DiagnosticOptions(identifier=SOURCE, inter_file_dependencies=False, workspace_diagnostics=False)

    @server.on(types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    def pull(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        document = server.documents.get(params.text_document.uri)
        if document is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        result = f"{document.revision}{'s' if server.settings.strict_units else ''}.{server.findings.number}"
        if params.previous_result_id == result:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=result)
        found = [converted(document, problem) for problem in problems_of(server, document)]
        return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=result)
