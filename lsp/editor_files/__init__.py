"""Syntax files and snippets for editors, written from the language's tables: `python -m lsp.editor_files`."""
