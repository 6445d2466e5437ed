"""The directives that set how a model is run and shown: `run`, `time`, `plot`, `tags`."""

from __future__ import annotations

from kernels.language.checks.nearest import listed, unknown_word
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic
from kernels.language.syntax.bodies import Run, Word
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Expr, Span

METHODS = {
    "euler": "Forward Euler, first order; with noise Euler-Maruyama (Ito).",
    "heun": "Heun's method, second order; with noise stochastic Heun (Stratonovich).",
    "rk4": "Classical Runge-Kutta, fourth order, with an estimate of each step's error; without noise.",
    "exponential_euler": "Each state by its own linear equation, first order; without noise.",
    "rush_larsen": "Gates and voltage staggered, each by its own linear equation, second order; without noise.",
    "exact": "The closed form of a linear model of up to eight states; without noise.",
    "milstein": "Milstein, strong first order for noise multiplied by its own state (Ito).",
}

RUN_NAMES = ("duration", "dt")  # settings of the run that a preset may change
# What a model does not say, by time unit: (duration, dt)
DEFAULT_RUN = {"ms": (500.0, 0.05), "s": (10.0, 0.001), "step": (1000.0, 1.0)}
TIME_UNITS = {"ms": "milliseconds", "s": "seconds", "step": "steps of a map"}

RUN_SETTINGS = {
    "duration": "How long the run lasts; the first value needs no name.",
    "dt": "The integration step.",
    "method": "The integration method.",
    "seed": "The seed of the random numbers, a whole number.",
}


def parse_run(text: str, start: int, end: int, problems: list[Diagnostic]) -> Run | None:
    """`500 ms, dt = 0.05 ms, method = euler, seed = 3`, in any order, each at most once."""
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    parser = Parser(tokens, problems)
    numbers: dict[str, Expr] = {}
    method: Word | None = None
    first = True
    while tokens[parser.at][0] != "end" and not parser.hopeless():
        kind, at, to, word = tokens[parser.at]
        key = "duration" if first else ""
        first = False
        if kind == "name" and tokens[parser.at + 1][0] == "=":
            key = word
            parser.at += 2
        if not key:
            message = f"which setting is this? Write one of {listed(RUN_SETTINGS)} and `=` before it"
            parser.report("ODE127", at, to, message)
            parser.skip_to(",")
        elif key not in RUN_SETTINGS:
            parser.report("ODE127", at, to, *unknown_word("setting", key, at, to, RUN_SETTINGS))
            parser.skip_to(",")
        elif key in numbers or (key == "method" and method is not None):
            parser.report("ODE127", at, to, f"`{key}` is set twice")
            parser.skip_to(",")
        elif key == "method":
            method = _method(parser)
        else:
            numbers[key] = parser.whole(",")
        if tokens[parser.at][0] == ",":
            parser.at += 1
            if tokens[parser.at][0] == "end":
                comma = tokens[parser.at - 1]
                parser.report("ODE127", comma[1], comma[2], "nothing follows this comma")
    return Run(numbers.get("duration"), numbers.get("dt"), method, numbers.get("seed"))


def parse_time(text: str, start: int, end: int, problems: list[Diagnostic]) -> str | None:
    """One of TIME_UNITS."""
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    word = text[start:end]
    if word in TIME_UNITS:
        return word
    problems.append(diagnose("ODE129", start, end, *unknown_word("time unit", word, start, end, TIME_UNITS)))
    return None


def parse_plot(text: str, start: int, end: int, problems: list[Diagnostic]) -> tuple[Word, ...] | None:
    """Names separated by commas."""
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    parser = Parser(tokens, problems)
    names: list[Word] = []
    while tokens[parser.at][0] != "end" and not parser.hopeless():
        kind, at, to, word = tokens[parser.at]
        if kind == "name":
            names.append(Word(word, Span(at, to)))
            parser.at += 1
            if tokens[parser.at][0] not in (",", "end"):
                parser.report("ODE133", *tokens[parser.at][1:3], "a comma belongs between the names of the traces")
                parser.skip_to(",")
        elif kind != "bad":
            parser.report("ODE133", at, to, f"the name of a trace is expected, not `{word}`")
        if kind != "name":
            parser.skip_to(",")
        if tokens[parser.at][0] == ",":
            parser.at += 1
    return tuple(names)


def parse_text(text: str, start: int, end: int, problems: list[Diagnostic]) -> str:
    """The value as it stands."""
    return text[start:end]


def parse_tags(text: str, start: int, end: int, problems: list[Diagnostic]) -> tuple[str, ...]:
    """Words separated by commas."""
    return tuple(tag.strip() for tag in text[start:end].split(",") if tag.strip())


def _method(parser: Parser) -> Word | None:
    kind, start, end, name = parser.tokens[parser.at]
    if kind == "name" and name in METHODS:
        parser.at += 1
        if parser.tokens[parser.at][0] not in (",", "end"):
            parser.unexpected()
            parser.skip_to(",")
        return Word(name, Span(start, end))
    if kind == "name":
        parser.report("ODE128", start, end, *unknown_word("method", name, start, end, METHODS))
    elif kind != "bad":
        parser.report("ODE128", start, end, f"a method is expected here: {listed(METHODS)}")
    parser.skip_to(",")
    return None
