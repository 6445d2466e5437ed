"""Is this line a directive, `# key name: value` or `key name: value`, and what does it hold?"""

from __future__ import annotations

import re

from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.syntax.directives import DIRECTIVES, TEXT_KEYS, DirectiveKind
from kernels.language.syntax.lines import code_end
from kernels.language.syntax.misspelt import meant_directive
from kernels.language.syntax.tree import Comment, Directive, Span

_HEAD = re.compile(r"[ \t]*+(#*+)[ \t]*+([A-Za-z_]\w*+)(?:[ \t]++([A-Za-z_]\w*+))?+[ \t]*+:")
_ODD_NAME = re.compile(r"[ \t]*+#*+[ \t]*+([a-z]++)[ \t]++([^:=\r\n]++):")


def comment_line(text: str, start: int, end: int, problems: list[Diagnostic]) -> Directive | Comment:
    """A line that begins with `#`: a directive, or prose, perhaps a misspelt directive."""
    match = _HEAD.match(text, start, end)
    if match is not None:
        row = DIRECTIVES.get(match[2])
        if row is not None and _is_directive(row, match[3], text[match.end() : end]):
            stop = end if row.key in TEXT_KEYS else code_end(text, match.end(), end)
            return parse_directive(text, row, match, stop, problems)
    suspicion = suspected_directive(text, start, end, plain=False)
    if suspicion is not None:
        problems.append(suspicion)
    first = start
    while text[first] in " \t":
        first += 1
    last = end
    while text[last - 1] in " \t":
        last -= 1
    return Comment(text[first:last], Span(first, last))


def _is_directive(row: DirectiveKind, argument: str | None, value: str) -> bool:
    """Whether a comment `# key argument: value` with a known key is one, and not prose such as `# note that: ...`."""
    if argument is None:
        return row.argument != "required" or row.plausible.match(value) is not None
    if row.argument == "no" or row.key == "on":
        return row.key not in TEXT_KEYS and row.plausible.match(value) is not None
    return True


def directive_head(text: str, start: int, end: int) -> tuple[DirectiveKind, re.Match[str]] | None:
    """`key: value` without `#`, of a known key."""
    match = _HEAD.match(text, start, end)
    if match is None:
        return None
    row = DIRECTIVES.get(match[2])
    return None if row is None else (row, match)


def parse_directive(
    text: str, row: DirectiveKind, match: re.Match[str], stop: int, problems: list[Diagnostic]
) -> Directive:
    """The directive whose head is `match` and whose value reaches to `stop`."""
    key_span = Span(*match.span(2))
    argument = match[3]
    argument_span = None if argument is None else Span(*match.span(3))
    first = match.end()
    while first < stop and text[first] in " \t":
        first += 1
    while stop > first and text[stop - 1] in " \t":
        stop -= 1
    if argument is None and row.argument == "required":
        problems.append(diagnose("ODE118", *key_span, f"`{row.key}` needs a name, as in `{row.example}`"))
    elif argument_span is not None and row.argument == "no":
        fix = (Fix("Remove the name", (Edit(key_span.end, argument_span.end, ""),)),)
        problems.append(diagnose("ODE119", *argument_span, f"`{row.key}` takes no name: write `{row.example}`", fix))
    body: object = None
    if first >= stop:
        first = stop = max(match.end(), stop)
        problems.append(diagnose("ODE120", *key_span, f"`{row.key}` has no value; write for instance `{row.example}`"))
    else:
        body = row.parse(text, first, stop, problems)
    begin = match.start(1) if match[1] else key_span.start
    return Directive(
        row.key, key_span, argument, argument_span, text[first:stop], Span(first, stop), body, Span(begin, stop)
    )


def suspected_directive(text: str, start: int, end: int, plain: bool) -> Diagnostic | None:
    """What to say about a line that is no directive but was probably meant as one; `plain`: it has no `#`."""
    match = _HEAD.match(text, start, end)
    if match is None:
        odd = _ODD_NAME.match(text, start, end)
        row = None if odd is None else DIRECTIVES.get(odd[1])
        if odd is None or row is None or row.argument == "no" or row.plausible.match(text[odd.end() : end]) is None:
            return None
        name = odd[2].rstrip()
        span = (odd.start(2), odd.start(2) + len(name))
        spelled = re.sub(r"\W+", "_", name).strip("_")
        if spelled[:1].isdigit():
            spelled = f"_{spelled}"
        edits = (Edit(*span, spelled),)
        message = f"the name of a {row.key} is one word of letters, digits and _: write `{spelled}`"
        return diagnose("ODE118", *span, message, (Fix(f"Write {spelled}", edits),) if spelled.isascii() else ())
    key = match[2]
    meant = None if key in DIRECTIVES else meant_directive(key, match[3], text[match.end() : end])
    if meant is None:
        return None
    fix = (Fix(f"Replace by {meant.key}", (Edit(*match.span(2), meant.key),)),)
    if plain:
        return diagnose("ODE105", *match.span(2), f"`{key}` is no directive; did you mean `{meant.key}`?", fix)
    message = f"`{key}` is no directive, so this line has no effect; did you mean `{meant.key}`?"
    return diagnose("ODE117", *match.span(2), message, fix)
