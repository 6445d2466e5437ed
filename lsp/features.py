"""All features of the server, one module each."""

from __future__ import annotations

from lsp import (
    code_actions,
    code_lens,
    commands,
    completion,
    configuration,
    diagnostics,
    ending,
    expectations,
    formatting,
    hardware,
    hover,
    inlay_hints,
    preview,
    references,
    rename,
    semantic_tokens,
    signature_help,
    steady_values,
    structure,
    symbols,
    write_back,
)
from lsp.server import Server

FEATURES = (
    configuration, diagnostics, code_actions, references, rename, symbols, structure, semantic_tokens, inlay_hints,
    formatting, signature_help, completion, hover, code_lens, preview, write_back, commands, hardware,
    expectations, steady_values, ending,
)  # fmt: skip


def create() -> Server:
    """A server with all features, ready to be connected."""
    server = Server()
    for feature in FEATURES:
        feature.register(server)
    return server
