"""What colour each character of a model should have by the language's own account, and how an editor's is compared."""

from __future__ import annotations

from kernels.language.analysis import analyse
from kernels.language.constants import builtin
from kernels.language.editing.highlight import highlight_line
from kernels.language.functions import FUNCTIONS
from kernels.language.measures import MEASURES
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.settings import METHODS, RUN_SETTINGS
from kernels.language.units.unit_table import is_unit

# What a syntax file cannot know, it having no table of the model's names: it colours where they are defined, and calls
OWN = frozenset(("state", "parameter", "input", "sub-expression"))


def expected(text: str) -> list[list[str]]:
    """The kind of each character of each line, "" for none."""
    names = {name: info.kind for name, info in analyse(text).names.items()}
    lines = []
    for line in text.split("\n"):
        kinds = [""] * len(line)
        for start, end, kind in highlight_line(line, names):
            kinds[start:end] = [kind] * (end - start)
        lines.append(kinds)
    return lines


def disagreements(text: str, shown: list[list[str]]) -> list[str]:
    """Where an editor shows something else; `shown` has kinds, "definition" for a name of the model, "" for none.

    Names of the model that are also the language's own (a parameter `rate`) are left out: only an analysis knows.
    """
    names = analyse(text).names
    wrong = []
    for number, (line, wanted, got) in enumerate(zip(text.split("\n"), expected(text), shown, strict=True), 1):
        at = 0
        while at < len(line):
            end = at + 1
            while end < len(line) and _word(line[end]) and _word(line[at]):
                end += 1
            if not _shadows(line[at:end], names):
                for place in range(at, end):
                    if not line[place].isspace() and not _agrees(wanted[place], got[place]):
                        said = f"{got[place] or 'nothing'} instead of {wanted[place] or 'nothing'}"
                        wrong.append(f"{number}:{place + 1} `{line[at:end]}` is {said}")
                        break
            at = end
    return wrong


def _word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _agrees(wanted: str, got: str) -> bool:
    if wanted in OWN:
        return got in ("", "definition")
    return wanted == got


def _shadows(word: str, names: object) -> bool:
    known = builtin(word) is not None or is_unit(word)
    tables = (FUNCTIONS, MEASURES, PROTOCOLS, METHODS, RUN_SETTINGS, DIRECTIVES, ("steady", "upward", "downward"))
    return word in names and (known or any(word in table for table in tables))  # type: ignore[operator]
