"""`sctui fmt`: .ode files in the standard form."""

from __future__ import annotations

import difflib
import sys
from argparse import Namespace

from kernels.language.printing.printer import format_text
from sctui.atomic_write import write_text
from sctui.failure import FAILED, USAGE
from sctui.sources import Source, find_ode_files, readable


def run(options: Namespace) -> int:
    """Format the files in place; with --check or --diff change nothing and return 1 if something would change."""
    changed = 0
    unreadable: list[str] = []
    names = find_ode_files(options.file)
    for source in readable(names, unreadable):
        formatted = format_text(source.text)
        differs = formatted != source.text
        changed += differs
        if options.diff:
            sys.stdout.writelines(_diff(source, formatted))
        if options.check and differs:
            print(f"{source.name}: would be reformatted", file=sys.stderr)
        if options.check or options.diff:
            continue
        if source.path is None:
            sys.stdout.write(formatted)
        elif differs:
            write_text(source.path, formatted)
            print(f"{source.name}: reformatted", file=sys.stderr)
    if unreadable:
        return USAGE
    return FAILED if changed and (options.check or options.diff) else 0


def _diff(source: Source, formatted: str) -> list[str]:
    before, after = source.text.splitlines(keepends=True), formatted.splitlines(keepends=True)
    lines = difflib.unified_diff(before, after, source.name, source.name + " (formatted)")
    return [line if line.endswith("\n") else line + "\n\\ no newline at end of file\n" for line in lines]
