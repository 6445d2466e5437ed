"""The checked, immutable model: what a correct text means, every number in display units.

The compiler, the plots and the sliders read this and nothing else. All expressions in it have been
rewritten into display units: they are plain numbers, user functions are inlined, unit names are gone,
and the derivative of a state is per display time unit (ms, s, or one step for maps). The names left in
an expression are states, parameters, inputs, sub-expressions, `t`, `dt`, `t_spike`, and noise (`xi`, `xi_*`).
Calls left are those of the table `kernels.language.functions.FUNCTIONS`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kernels.language.syntax.tree import Expr, Span


@dataclass(frozen=True, slots=True)
class State:
    """A quantity with dynamics. `rhs` is its derivative (ode) or its next value (map)."""

    name: str
    kind: str  # "ode" | "map"
    rhs: Expr
    unit: str  # display unit as text, "" where unknown or dimensionless
    hold_in_refractory: bool
    low: float | None
    high: float | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A named constant with a default and, where the file gives one, the slider's range."""

    name: str
    default: float
    unit: str
    low: float | None
    high: float | None
    log: bool
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Input:
    """An injected quantity, set by a stimulus at every step."""

    name: str
    unit: str
    low: float | None
    high: float | None
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class SubExpression:
    """A named expression, in an order in which each uses only earlier ones."""

    name: str
    expr: Expr
    unit: str
    doc: str
    span: Span


@dataclass(frozen=True, slots=True)
class Update:
    """One statement of a reset or event: `name` becomes `expr` (`+=` is already expanded)."""

    name: str
    expr: Expr


@dataclass(frozen=True, slots=True)
class Event:
    """A further event: when `condition` becomes true, `updates` run in order."""

    name: str
    condition: Expr
    updates: tuple[Update, ...]


@dataclass(frozen=True, slots=True)
class StimulusTerm:
    """One summand of an input's stimulus: a protocol and its numbers in display units.

    `numbers` holds what the text gives, by argument name (`amplitude`, `start`, `frequency` ...);
    `path` only for `file`.
    """

    protocol: str
    numbers: Mapping[str, float]
    path: str | None = None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """The `run` directive; None where the text says nothing. Times in display units."""

    duration: float | None = None
    dt: float | None = None
    method: str | None = None
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class Preset:
    """Named values (display units) of parameters, input levels and initial states.

    `stimuli` replaces the drive of the inputs it names, `run` the duration and dt where it gives them.
    """

    name: str
    values: Mapping[str, float]
    doc: str
    span: Span
    stimuli: Mapping[str, tuple[StimulusTerm, ...]] = field(default_factory=dict)
    run: RunSettings = RunSettings()


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable fact: a measure of a run, and what it has to be. Numbers in display units.

    `rate(800*pA) in [14 Hz, 18 Hz]` is measure "rate", arguments (800.0,), relation "in", low 14, high 18;
    `pattern == "adapting"` is measure "pattern", relation "==", word "adapting";
    `lyapunov > 0` is relation ">", low 0. Arguments may be words (`isi(last)`, `peak(v)`).
    """

    measure: str
    arguments: tuple[float | str, ...]
    relation: str  # "in", "==", "<", "<=", ">", ">="
    low: float | None
    high: float | None
    word: str | None


@dataclass(frozen=True, slots=True)
class Expect:
    """A fact the model must show, under a preset or none; `text` as written."""

    preset: str | None
    claim: Claim
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Model:
    """A checked model. Names are unique over states, parameters, inputs and sub-expressions."""

    title: str
    states: tuple[State, ...]
    parameters: tuple[Parameter, ...]
    inputs: tuple[Input, ...]
    subexpressions: tuple[SubExpression, ...]
    init: tuple[Update, ...]  # explicit initial values; a state not named here starts at 0
    init_steady: bool
    threshold: Expr | None  # a condition; None where `spike` or nothing is given
    reset: tuple[Update, ...]
    spike: Expr | None  # the condition whose becoming true is a spike, without reset
    refractory: Expr | None  # a time, or a condition if `refractory_is_condition`
    refractory_is_condition: bool
    events: tuple[Event, ...]
    stimuli: Mapping[str, tuple[StimulusTerm, ...]]
    run: RunSettings
    time_unit: str  # "ms" | "s" | "step"
    plot: tuple[str, ...]
    presets: tuple[Preset, ...]
    expects: tuple[Expect, ...]
    category: str = ""
    tags: tuple[str, ...] = ()
    reference: str = ""
    doi: str = ""
    notes: tuple[str, ...] = ()
    source: str = field(default="", repr=False)
