"""What a command line is made of: an argument, a command, and the arguments that several commands share.

It holds plain tuples and imports nothing heavy: it is read before anything else happens.
"""

from __future__ import annotations

from typing import NamedTuple


class Argument(NamedTuple):
    """One positional (`names` without dashes) or option.

    `kind` is `text`, `count` (a whole number), `flag` (takes no value) or `assignment` (NAME=VALUE).
    `many` lets it be given more than once (option) or take several values (positional); a positional that is
    `optional` may be left out. `complete` says what a shell offers: `ode` files, `model` (a library name or a
    file), `file`, `topic`, `command`, `category`, or nothing.
    """

    names: tuple[str, ...]
    help: str
    kind: str = "text"
    metavar: str = ""
    choices: tuple[str, ...] = ()
    many: bool = False
    optional: bool = False
    complete: str = ""
    group: str = "options"

    @property
    def positional(self) -> bool:
        """Whether it is given by place rather than by name."""
        return not self.names[0].startswith("-")

    @property
    def key(self) -> str:
        """The attribute under which the parsed value is found: `--spike-times` is `spike_times`."""
        return self.names[-1].lstrip("-").replace("-", "_").lower()


class Command(NamedTuple):
    """One command: `module` is imported and its `run(options)` called only when the command is used."""

    name: str
    summary: str
    module: str
    arguments: tuple[Argument, ...] = ()
    examples: tuple[tuple[str, str], ...] = ()


PROTOCOLS = ("constant", "step", "ramp", "pulses", "sine", "chirp", "ou", "poisson", "file")
METHODS = ("euler", "heun", "rk4", "exponential_euler", "rush_larsen", "exact", "milstein")
PATTERNS = (
    "silent", "single_spike", "tonic", "bursting", "adapting",
    "accelerating", "delayed", "irregular", "chaotic", "mixed",
)  # fmt: skip
MARKERS = ("braille", "block", "ascii")
THEMES = ("dark", "light", "contrast", "colour-blind", "ansi")
SHELLS = ("bash", "zsh", "fish")
SPIKE_TIMES = ("step", "interpolated", "precise")

JSON = Argument(("--json",), "print JSON instead of text", "flag")
SCHEDULER = Argument(
    ("--scheduler",), "run on the Dask cluster of this scheduler: tcp://host:8786", metavar="ADDRESS", group="run"
)
ODE_FILES = Argument(
    ("FILE",), "an .ode file, a folder of them, or - for standard input", many=True, complete="ode", group="arguments"
)


def _number(name: str, help: str) -> Argument:
    return Argument((f"--{name}",), help, metavar="X", group="numbers of the protocol")


RUN_ARGUMENTS = (
    Argument(("MODEL",), "a library model, an .ode file, or - for standard input", complete="model", group="arguments"),
    Argument(("--current",), "level of the first input: its amplitude, of ou the mean", metavar="X", group="stimulus"),
    Argument(("--input",), "level of the input NAME", "assignment", "NAME=X", many=True, group="stimulus"),
    Argument(("--protocol",), "how the first input changes over time", choices=PROTOCOLS, group="stimulus"),
    _number("start", "when it begins (step, ramp, pulses)"),
    _number("stop", "when it ends (step, pulses) or arrives (ramp)"),
    _number("width", "how long each pulse lasts (pulses)"),
    _number("period", "from one pulse's beginning to the next's (pulses)"),
    _number("frequency", "in Hz (sine)"),
    _number("phase", "in radians (sine)"),
    _number("offset", "level around which it swings (sine, chirp)"),
    _number("f-start", "frequency at the start, in Hz (chirp)"),
    _number("f-stop", "frequency at the end, in Hz (chirp)"),
    _number("sigma", "standard deviation (ou)"),
    _number("tau", "correlation or decay time (ou, poisson)"),
    _number("rate", "events a second (poisson)"),
    _number("scale", "factor on the values (file)"),
    Argument(
        ("--path",), "table of times and values (file)", metavar="CSV", complete="file", group="numbers of the protocol"
    ),
    Argument(("--param",), "value of a parameter: g_Na=100", "assignment", "NAME=X", many=True, group="model"),
    Argument(("--init",), "initial value of a state: v=-60", "assignment", "NAME=X", many=True, group="model"),
    Argument(("--preset",), "a preset of the model", metavar="NAME", group="model"),
    Argument(("--duration",), "how long, in the model's time unit", metavar="T", group="run"),
    Argument(("--dt",), "time step", metavar="T", group="run"),
    Argument(("--method",), "integration method", choices=METHODS, group="run"),
    Argument(("--seed",), "seed of the random numbers", "count", "N", group="run"),
    Argument(("--record-every",), "keep every N-th step of the traces", "count", "N", group="run"),
    Argument(
        ("--spike-times",),
        "stamped at the end of the step, interpolated, or precise: reset at the crossing",
        metavar="WAY",
        choices=SPIKE_TIMES,
        group="run",
    ),
    Argument(("--strict",), "plain IEEE arithmetic: bit for bit what the equations say", "flag", group="run"),
    Argument(("--plot",), "draw even if the output is no terminal", "flag", group="output"),
    Argument(("--no-plot",), "print the summary alone", "flag", group="output"),
    Argument(("--marker",), "what lines are drawn with", choices=MARKERS, group="output"),
    Argument(("--json",), "print the whole run as JSON", "flag", group="output"),
    Argument(
        ("--csv",), "write the traces as CSV (- for standard output)", metavar="FILE", complete="file", group="output"
    ),
)

# what carries out an operation on a model takes these settings of its runs
RUN_GROUPS = ("arguments", "stimulus", "numbers of the protocol", "model", "run")
NOT_OF_RUNS = ("record_every", "spike_times", "strict")  # fields of `simulate` alone
MODEL_ARGUMENTS = tuple(item for item in RUN_ARGUMENTS if item.group in RUN_GROUPS and item.key not in NOT_OF_RUNS)


def _file(name: str, help: str) -> Argument:
    return Argument((f"--{name}",), help, metavar="FILE", complete="file", group="output")


OUTPUTS = (
    Argument(("--plot",), "draw even if the output is no terminal", "flag", group="output"),
    Argument(("--no-plot",), "print the numbers alone", "flag", group="output"),
    Argument(
        ("--view",), "which picture, where there are several: isi --view return-map", metavar="NAME", group="output"
    ),
    Argument(("--marker",), "what lines are drawn with", choices=MARKERS, group="output"),
    Argument(("--json",), "print the whole answer as JSON", "flag", group="output"),
    _file("csv", "write the curves as CSV (- for standard output)"),
    _file("png", "write the picture as PNG (needs the extra figures)"),
)
