"""`sctui check`: every problem of .ode files, where it is, and what helps."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections import Counter

from kernels.language import analyse
from kernels.language.editing.fix_all import Applied, automatic, fix_all
from sctui.atomic_write import write_text
from sctui.console import printable, screen
from sctui.diagnostic_text import Lines, render, to_json
from sctui.failure import FAILED, USAGE
from sctui.sources import Source, find_ode_files, readable


def run(options: Namespace) -> int:
    """Check the files; 1 if any has an error, 2 if any cannot be read."""
    names = find_ode_files(options.file)
    out = sys.stderr if options.fix and "-" in names else sys.stdout  # standard output then holds the repaired text
    colour = screen(out).colours > 0
    severities: Counter[str] = Counter()
    fixable = fixed = 0
    unreadable: list[str] = []
    records = []
    for source in readable(names, unreadable):
        if options.fix:
            source, applied = _fix(source)
            fixed += len(applied)
        lines = Lines(source.text)
        for diagnostic in analyse(source.text).diagnostics:
            severities[diagnostic.severity] += 1
            fixable += bool(diagnostic.fixes) and automatic(diagnostic.fixes[0], source.text)
            if options.json:
                records.append(to_json(diagnostic, source.name, lines))
            else:
                print(render(diagnostic, source.name, lines, colour), end="\n\n", file=out)
    if options.json:
        print(json.dumps(records, indent=2), file=out)
    out.flush()
    print(_summary(len(names) - len(unreadable), severities, fixable, fixed), file=sys.stderr)
    return USAGE if unreadable else FAILED if severities["error"] else 0


def _fix(source: Source) -> tuple[Source, list[Applied]]:
    """Apply fixes and say which; the file is replaced if something changed, standard input goes to standard output."""
    text, applied = fix_all(source.text, lambda text: analyse(text).diagnostics)
    if source.path is None:
        sys.stdout.write(text)
        sys.stdout.flush()
    elif applied:
        write_text(source.path, text)
    for done in applied:
        place = Lines(done.text).place(done.diagnostic.start)
        message = printable(f"[{done.diagnostic.code}] {done.fix.title}")
        print(f"{source.name}:{place.line}:{place.column}: fixed{message}", file=sys.stderr)
    return source._replace(text=text), applied


def _summary(files: int, severities: Counter[str], fixable: int, fixed: int) -> str:
    checked = f"{_count(files, 'file')} checked"
    found = [_count(severities[kind], kind) for kind in ("error", "warning", "hint") if severities[kind]]
    parts = [f"{checked}: {', '.join(found) if found else 'no problems'}"]
    if fixed:
        parts.append(f"{fixed} fixed")
    if fixable:
        parts.append(f"sctui check --fix can repair {fixable}")
    return "; ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
