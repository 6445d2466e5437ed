"""The table of directives: key, whether a name follows, and how the value is read.

The same table feeds completion, hover, the docs and the check for misspelt keys. The types of the parsed
values are those of `bodies.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from kernels.language.diagnostic import Diagnostic
from kernels.language.syntax.assignments import (
    parse_condition,
    parse_event,
    parse_init,
    parse_spike,
    parse_statements,
    parse_values,
)
from kernels.language.syntax.claims import parse_claims
from kernels.language.syntax.settings import parse_plot, parse_run, parse_tags, parse_text, parse_time
from kernels.language.syntax.stimulus_syntax import parse_stimulus

BodyParser: TypeAlias = Callable[[str, int, int, list[Diagnostic]], object]


class DirectiveKind(NamedTuple):
    """One directive.

    `argument` says whether a name follows the key: no, required or optional. `plausible` matches the values a
    misspelt key may have for its line to be taken for this directive and not for prose.
    """

    key: str
    argument: str
    repeatable: bool
    doc: str
    example: str
    parse: BodyParser
    plausible: re.Pattern[str]


_ASSIGNS = re.compile(r"\s*[A-Za-z_]\w*\s*[-+*/]?=(?!=)")
_COMPARES = re.compile(r".*(?:[<>]|==|!=)")
_TEXT = re.compile(r"\s*\S")


_NAMES = re.compile(r"\s*[A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*\s*$")
_CLAIMS = re.compile(r".*(?:\bin\b\s*\[|[<>]|==)")


def _row(
    key: str,
    parse: BodyParser,
    plausible: re.Pattern[str],
    doc: str,
    example: str,
    argument: str = "no",
    repeatable: bool = False,
) -> DirectiveKind:
    return DirectiveKind(key, argument, repeatable, doc, f"{key}{example}", parse, plausible)


# fmt: off
_TABLE = (
    _row("title", parse_text, _TEXT,
         "The model's name.", ": Adaptive exponential integrate-and-fire"),
    _row("category", parse_text, re.compile(r"\s*[\w-]+\s*$"),
         "The shelf of the library it belongs to.", ": integrate-and-fire"),
    _row("tags", parse_tags, _TEXT,
         "Words to find it by, separated by commas.", ": cortex, adaptation"),
    _row("reference", parse_text, _TEXT,
         "Where it was published.", ": Lapicque L (1907) J Physiol 9:620-635", repeatable=True),
    _row("doi", parse_text, re.compile(r"\s*10\."),
         "The publication's DOI.", ": 10.1152/jn.00686.2005", repeatable=True),
    _row("note", parse_text, _TEXT,
         "A remark shown with the model.", ": Capacitance is per area.", repeatable=True),
    _row("init", parse_init, re.compile(r"\s*(?:steady\b|[A-Za-z_]\w*\s*=)"),
         "Initial values, or `steady` for the rest state (values beside it say where to look).", ": v = E_L; w = 0*pA"),
    _row("threshold", parse_condition, _COMPARES,
         "A spike is when this becomes true; then the reset runs.", ": v > -50*mV"),
    _row("reset", parse_statements, _ASSIGNS,
         "Statements run at each spike, in order.", ": v = V_r; w += b"),
    _row("spike", parse_spike, re.compile(r".*(?:[<>]|\bcross)"),
         "Detection of spikes without a reset.", ": v crosses 0*mV upward"),
    _row("refractory", parse_condition, re.compile(r".*(?:[0-9]|[<>])"),
         "For how long, or while what holds, no spike follows a spike.", ": 2*ms"),
    _row("on", parse_event, re.compile(r".*->"),
         "A further event: when the condition becomes true, the statements run.",
         " release: v < -80*mV -> u = 0", argument="required", repeatable=True),
    _row("input", parse_stimulus, _ASSIGNS,
         "The stimulus of an input.", ": I = step(800*pA, start=100 ms)", repeatable=True),
    _row("run", parse_run, re.compile(r"\s*(?:[.0-9]|[a-z]+\s*=)"),
         "Duration, step, method and seed of a run.", ": 500 ms, dt = 0.05 ms, method = euler, seed = 3"),
    _row("time", parse_time, re.compile(r"\s*(?:ms|s|step)\s*$"),
         "The unit of time of a file without units: ms, s, or step for maps.", ": ms"),
    _row("plot", parse_plot, _NAMES,
         "The traces shown first: states, inputs and named expressions.", ": v, w"),
    _row("preset", parse_values, _ASSIGNS,
         "Named values of parameters, inputs (or their stimulus) and initial states; duration and dt of the run.",
         " bursting: b = 5 pA, I = step(500 pA), duration = 300 ms", argument="required", repeatable=True),
    _row("expect", parse_claims, _CLAIMS,
         "Facts the model must show, under a preset if one is named.",
         ": rate(800*pA) in [14 Hz, 18 Hz]", argument="optional", repeatable=True),
)
# fmt: on

DIRECTIVES: dict[str, DirectiveKind] = {row.key: row for row in _TABLE}

# Their value is taken as it stands, `#` and quotes included.
TEXT_KEYS = frozenset(("title", "category", "tags", "reference", "doi", "note"))
