"""What can be done with a line: run the model, with a preset, and check what the file expects of it."""

from __future__ import annotations

from typing import NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.syntax.tree import Definition, Directive, Span


class Lens(NamedTuple):
    """Something to be done, shown above the line of `span`.

    `action` is run or verify; `preset` is the preset to run with, None without one; `claims` how many facts are to be
    checked.
    """

    span: Span
    action: str
    preset: str | None
    claims: int


def lenses(analysis: Analysis) -> list[Lens]:
    """The actions of a text in its order; none where it has errors, since nothing of it can run."""
    if analysis.model is None:
        return []
    found = []
    claims = len(analysis.model.expects)
    run = first_expect = False
    for one in analysis.document.statements:
        if isinstance(one, Definition) and one.kind in ("ode", "map") and not run:
            run = True
            found.append(Lens(one.span, "run", None, 0))
        elif isinstance(one, Directive) and one.key == "preset" and one.argument is not None:
            found.append(Lens(one.span, "run", one.argument, 0))
        elif isinstance(one, Directive) and one.key == "expect" and not first_expect:
            first_expect = True
            found.append(Lens(one.span, "verify", None, claims))
    return found
