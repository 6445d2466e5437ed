"""Every command of `sctui`: its name, help, arguments, and the module that runs it.

This one table feeds parsing, `--help`, shell completion and the manual's command pages.
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

COMMANDS = (
    Command(
        "open",
        "open the studio in this terminal; sctui alone does it too",
        "sctui.commands.open",
        (
            Argument(
                ("WHAT",),
                "a link, an .ode file, a saved session, or a library model; without it, what was open last",
                optional=True,
                complete="model",
                group="arguments",
            ),
            Argument(("--theme",), "colours of the screen", choices=THEMES),
            Argument(("--marker",), "what lines are drawn with", choices=MARKERS),
            Argument(("--no-mouse",), "leave the mouse to the terminal", "flag"),
            Argument(("--no-animation",), "nothing moves by itself", "flag"),
            Argument(("--no-session",), "begin afresh, and leave what was open last as it is", "flag"),
        ),
        (
            ("sctui", "where it was left"),
            ("sctui open adex", "with a model of the library"),
            ("sctui open my.ode --theme light", "with an own file"),
        ),
    ),
    Command(
        "run",
        "simulate one neuron and plot it",
        "sctui.commands.run",
        RUN_ARGUMENTS,
        (
            ("sctui run hodgkin_huxley --current 10 --duration 1000", "a second of firing"),
            ("sctui run my.ode --param tau_m=20 --csv trace.csv", "an own file, traces to a table"),
            ("sctui run lif --protocol sine --frequency 5 --json", "everything as JSON"),
        ),
    ),
    Command(
        "check",
        "report every problem of .ode files, with fixes",
        "sctui.commands.check",
        (
            ODE_FILES,
            Argument(("--fix",), "repair what can be repaired without asking, and say what", "flag"),
            JSON,
        ),
        (
            ("sctui check models/", "all .ode files below a folder"),
            ("sctui check --fix my.ode", "repair what has a fix"),
        ),
    ),
    Command(
        "fmt",
        "lay .ode files out in the standard form",
        "sctui.commands.fmt",
        (
            ODE_FILES,
            Argument(("--check",), "change nothing; exit 1 if a file would change", "flag"),
            Argument(("--diff",), "change nothing; show what would change", "flag"),
        ),
        (("sctui fmt my.ode", "format in place"), ("sctui fmt - < my.ode", "format standard input")),
    ),
    Command(
        "models",
        "list the model library",
        "sctui.commands.models",
        (
            Argument(("--category",), "only this category", metavar="NAME", complete="category"),
            Argument(("--search",), "only models whose name, title, tags or reference contain TEXT", metavar="TEXT"),
            Argument(("--pattern",), "only models whose default run fires so", metavar="LABEL", choices=PATTERNS),
            Argument(("--names",), "print the names alone", "flag"),
            Argument(("--categories",), "print the categories alone", "flag"),
            JSON,
        ),
        (("sctui models --search adapt", "models about adaptation"),),
    ),
    Command(
        "show",
        "one model: equations, parameters, presets, expectations",
        "sctui.commands.show",
        (
            Argument(("MODEL",), "a library model, an .ode file, or -", complete="model", group="arguments"),
            Argument(("--source",), "print the .ode text itself", "flag"),
            Argument(("--quick",), "do not measure what the model is expected to show", "flag"),
            JSON,
        ),
        (("sctui show adex", ""), ("sctui show adex --source > my.ode", "start an own file from the library")),
    ),
    Command(
        "verify",
        "check models against what their expect lines say",
        "sctui.commands.verify",
        (
            Argument(
                ("NAME",),
                "library models, .ode files, folders of them, or -; without any, the whole library",
                many=True,
                optional=True,
                complete="model",
                group="arguments",
            ),
            Argument(("--category",), "only this category of the library", metavar="NAME", complete="category"),
            Argument(("--jobs",), "processes that work side by side (one a core)", "count", "N"),
            JSON,
        ),
        (
            ("sctui verify", "every claim of the library"),
            ("sctui verify hodgkin_huxley my.ode", "these two"),
        ),
    ),
    Command(
        "call",
        "carry out an operation given as JSON on standard input",
        "sctui.commands.call",
        (
            Argument(("OPERATION",), "an operation", optional=True, group="arguments"),
            Argument(("--list",), "list the operations", "flag"),
            SCHEDULER._replace(group="options"),
        ),
        (('echo \'{"model": "lif"}\' | sctui call fi-curve', "the f-I curve as JSON"),),
    ),
    Command(
        "warmup",
        "compile the whole library ahead of time",
        "sctui.commands.warmup",
        (Argument(("--quiet",), "no progress bar", "flag"),),
    ),
    Command(
        "lsp",
        "the language server, for an editor to start",
        "sctui.commands.lsp",
        (
            Argument(("--stdio",), "on standard input and output, as without options", "flag"),
            Argument(("--tcp",), "one connection on this loopback address; port 0: a free one", metavar="HOST:PORT"),
        ),
    ),
    Command("where", "print the folders sctui uses", "sctui.commands.where", (JSON,)),
    Command("doctor", "examine the installation and say what to do", "sctui.commands.doctor", (JSON,)),
    Command(
        "completion",
        "print the completion script of a shell",
        "sctui.commands.completion",
        (Argument(("SHELL",), "bash, zsh or fish", choices=SHELLS, group="arguments"),),
        (('eval "$(sctui completion bash)"', "in ~/.bashrc"), ("sctui completion fish | source", "in config.fish")),
    ),
    Command(
        "help",
        "read the manual",
        "sctui.commands.help",
        (Argument(("TOPIC",), "a page or a command", optional=True, complete="topic", group="arguments"),),
        (("sctui help language", "the ODE language"),),
    ),
)

BY_NAME = {command.name: command for command in COMMANDS}
