"""What can be offered where: candidates for completion out of the language's own tables and a text's own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kernels.language.analysis import Analysis
from kernels.language.constants import BUILTIN_NAMES
from kernels.language.functions import FUNCTIONS, signature
from kernels.language.measures import MEASURES, PATTERNS, measure_signature
from kernels.language.protocols import PROTOCOLS, Protocol, protocol_signature
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.settings import METHODS, RUN_NAMES, RUN_SETTINGS, TIME_UNITS
from kernels.language.syntax.tokens import RESERVED
from kernels.language.syntax.tree import Definition, Directive
from kernels.language.units.dimensions import si_name
from kernels.language.units.unit_table import (
    COMMON_UNITS,
    SHORT_FORMS,
    Dimension,
    is_si_base,
    is_unit,
    unit,
    unit_names,
)

_WORD = re.compile(r"[A-Za-z]\w*", re.ASCII)
SPIKE_WORDS = {
    "crosses": "the level that `v crosses 0*mV upward` is about",
    "upward": "from below the level to above it",
    "downward": "from above the level to below it",
}


class Candidate(NamedTuple):
    """Something to offer: what the list shows, what kind it is, what is inserted, and what there is to say about it."""

    label: str
    kind: str
    insert: str
    detail: str = ""
    doc: str = ""


def names(analysis: Analysis, kinds: Iterable[str], suffix: str = "") -> Iterator[Candidate]:
    """The text's own names of these kinds."""
    wanted = tuple(kinds)
    found = [info for kind in wanted for info in analysis.names.values() if info.kind == kind]
    heads = {one.name: one for one in analysis.document.statements if isinstance(one, Definition)}
    for info in found:
        if info.kind == "function":
            definition = heads.get(info.name)
            arguments = ", ".join(name for name, _ in definition.arguments) if definition is not None else ""
            yield Candidate(info.name, info.kind, f"{info.name}(", f"{info.name}({arguments})", info.doc)
        else:
            yield Candidate(info.name, info.kind, info.name + suffix, info.unit, info.doc)


def expression(analysis: Analysis, local: Iterable[str] = ()) -> Iterator[Candidate]:
    """What may stand in an expression."""
    for name in local:
        yield Candidate(name, "argument", name, "", "an argument of this function")
    yield from names(analysis, ("state", "input", "sub-expression", "parameter", "function"))
    yield from functions()
    for item in BUILTIN_NAMES.values():
        yield Candidate(item.name, "constant", item.name, "" if item.unit == "1" else item.unit, item.doc)
    for word in sorted(RESERVED):
        yield Candidate(word, "word", word)


def functions() -> Iterator[Candidate]:
    """The built-in functions."""
    for function in FUNCTIONS.values():
        insert = f"{function.name}()" if function.at_most == 0 else f"{function.name}("
        yield Candidate(function.name, "function", insert, signature(function), function.doc)


def units(text: str, like: Dimension | None = None, *, base_first: bool = False) -> Iterator[Candidate]:
    """Unit names: those that the text uses already, the short forms, all others; of dimension `like` first."""
    used = [word for word in dict.fromkeys(_WORD.findall(text)) if is_unit(word)]
    common = sorted(COMMON_UNITS, key=lambda name: name in SHORT_FORMS) if base_first else list(SHORT_FORMS)
    if base_first:
        used.sort(key=lambda name: not is_si_base(name))
    order = list(dict.fromkeys((*used, *common, *unit_names())))
    if like is not None:
        order.sort(key=lambda name: (found := unit(name)) is None or found.dimension != like)
    for name in order:
        found = unit(name)
        if found is not None:
            scale = "" if found.exponent == 0 else f"1e{found.exponent} "
            yield Candidate(name, "unit", name, scale + si_name(found.dimension))


def directives(marked: bool) -> Iterator[Candidate]:
    """The keys, with a `#` before them where the line has none."""
    for row in DIRECTIVES.values():
        behind = " " if row.argument == "required" else ": "
        yield Candidate(row.key, "directive", ("" if marked else "# ") + row.key + behind, row.example, row.doc)


def preset_names(analysis: Analysis) -> Iterator[Candidate]:
    """The presets of the text."""
    for one in analysis.document.statements:
        if isinstance(one, Directive) and one.key == "preset" and one.argument:
            yield Candidate(one.argument, "preset", one.argument, "", one.value)


def protocols() -> Iterator[Candidate]:
    """The stimulus protocols."""
    for protocol in PROTOCOLS.values():
        detail = protocol_signature(protocol)
        yield Candidate(protocol.name, "protocol", f"{protocol.name}(", detail, f"{protocol.doc} {protocol.example}")


def protocol_arguments(protocol: Protocol) -> Iterator[Candidate]:
    """The arguments that one protocol takes by name."""
    for item in protocol.arguments:
        default = "" if item.default is None else f"by default {item.default}"
        yield Candidate(item.name, "argument", f"{item.name}=", item.quantity, f"{item.doc}; {default}".rstrip("; "))


def measures() -> Iterator[Candidate]:
    """What an expect line can measure."""
    for measure in MEASURES.values():
        insert = f"{measure.name}(" if measure.required else measure.name
        yield Candidate(measure.name, "measure", insert, measure_signature(measure), measure.doc)


def patterns(quoted: bool) -> Iterator[Candidate]:
    """The firing patterns; `quoted`: the opening quote is there."""
    for pattern in PATTERNS:
        yield Candidate(pattern, "pattern", pattern if quoted else f'"{pattern}"')


def words(table: dict[str, str], kind: str, suffix: str = "") -> Iterator[Candidate]:
    """The rows of a table of names with their docs."""
    for name, doc in table.items():
        yield Candidate(name, kind, name + suffix, "", doc)


def methods() -> Iterator[Candidate]:
    """The integration methods."""
    return words(METHODS, "method")


def run_settings(taken: str = "") -> Iterator[Candidate]:
    """The settings of a run that `taken`, the text so far, does not have yet."""
    left = {name: doc for name, doc in RUN_SETTINGS.items() if f"{name} =" not in taken and f"{name}=" not in taken}
    return words(left, "setting", " = ")


def preset_settings() -> Iterator[Candidate]:
    """The settings of a run that a preset may change."""
    return words({name: RUN_SETTINGS[name] for name in RUN_NAMES}, "setting", " = ")


def time_units() -> Iterator[Candidate]:
    """The units of time of a file."""
    return words(TIME_UNITS, "unit")


def spike_words() -> Iterator[Candidate]:
    """The words of a `spike` line."""
    return words(SPIKE_WORDS, "word")


def undefined(analysis: Analysis) -> Iterator[Candidate]:
    """Names that the text uses without defining them, as the line that would define them."""
    text = analysis.document.text
    missing = [one for one in analysis.diagnostics if one.code == "ODE202"]
    for name in dict.fromkeys(text[one.start : one.end] for one in missing):
        if name.isidentifier():
            yield Candidate(name, "parameter", f"{name} = ", "not defined yet", "a line that defines it")
