"""`sctui lsp`: the language server, which is a package beside this one; started by its name, never imported here."""

from __future__ import annotations

from argparse import Namespace
from importlib import import_module


def run(options: Namespace) -> int:
    """Serve until the editor ends it."""
    words = ["--tcp", options.tcp] if options.tcp else []
    status: int = import_module("lsp.__main__").main(words)
    return status
