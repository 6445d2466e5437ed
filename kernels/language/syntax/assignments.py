"""The statements inside directives: `x = e; y += e`, conditions, spikes as crossings, events."""

from __future__ import annotations

from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.bodies import Event, Init, Stimulus
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.stimulus_syntax import parse_terms
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Assignment, Expr, Span

ASSIGNING = frozenset(("=", "+=", "-=", "*=", "/="))
_SETTING = frozenset(("=",))
STEADY = "steady"
CROSSES = "crosses"
DIRECTIONS = {"upward": "gt", "downward": "lt"}

# What people write for the directions; as names that end an expression, so that `0 up` is no product.
_SLIPS = {"up": "upward", "upwards": "upward", "rising": "upward",
          "down": "downward", "downwards": "downward", "falling": "downward"}  # fmt: skip
_CROSSING_WORDS = frozenset((CROSSES, *DIRECTIONS, *_SLIPS))


def parse_init(text: str, start: int, end: int, problems: list[Diagnostic]) -> Init | None:
    """`x = e; y = e`, `steady`, or `steady; x = e`."""
    parser = _parser(text, start, end, problems)
    if parser is None:
        return None
    steady = False
    tokens = parser.tokens
    if tokens[0][3] == STEADY and tokens[1][0] in (";", ",", "end"):
        steady = True
        parser.at = 1 if tokens[1][0] == "end" else 2
    return Init(steady, _assignments(parser, (";", ","), _SETTING))


def parse_statements(text: str, start: int, end: int, problems: list[Diagnostic]) -> tuple[Assignment, ...] | None:
    """`x = e; y += e`, as in a reset."""
    parser = _parser(text, start, end, problems)
    return None if parser is None else _assignments(parser, (";",), ASSIGNING)


def parse_values(
    text: str, start: int, end: int, problems: list[Diagnostic]
) -> tuple[Assignment | Stimulus, ...] | None:
    """`C = 130 pF, I = pulses(500 pA)`, as in a preset; `;` separates as well."""
    parser = _parser(text, start, end, problems)
    if parser is None:
        return None
    found: list[Assignment | Stimulus] = []
    while parser.tokens[parser.at][0] != "end" and not parser.hopeless():
        if parser.tokens[parser.at][0] in (",", ";"):
            parser.at += 1
            continue
        if not _is_stimulus(parser):
            found.extend(_assignments(parser, (",", ";"), _SETTING, once=True))
            continue
        _, name_start, name_end, name = parser.tokens[parser.at]
        parser.at += 2
        found.append(Stimulus(name, Span(name_start, name_end), parse_terms(parser, ",", ";")))
    return tuple(found)


def _is_stimulus(parser: Parser) -> bool:
    """Whether `name = protocol(` comes next."""
    kinds = [parser.tokens[min(parser.at + i, len(parser.tokens) - 1)] for i in range(4)]
    return (
        kinds[0][0] == "name"
        and kinds[1][0] == "="
        and kinds[2][0] == "name"
        and kinds[2][3] in PROTOCOLS
        and kinds[3][0] == "("
    )


def parse_condition(text: str, start: int, end: int, problems: list[Diagnostic]) -> Expr | None:
    """One expression; whether it is a condition is the checker's to say."""
    parser = _parser(text, start, end, problems)
    return None if parser is None else parser.whole()


def parse_spike(text: str, start: int, end: int, problems: list[Diagnostic]) -> Expr | None:
    """`v crosses LEVEL upward` as `v > LEVEL`, `downward` as `v < LEVEL`; or a condition."""
    parser = _parser(text, start, end, problems, _CROSSING_WORDS)
    if parser is None:
        return None
    what = parser.expression()
    tokens = parser.tokens
    _, word_start, word_end, word = tokens[parser.at]
    if word != CROSSES:
        if tokens[parser.at][0] != "end":
            parser.unexpected()
        return what
    parser.at += 1
    level = parser.expression()
    _, direction_start, direction_end, direction = tokens[parser.at]
    if tokens[parser.at][0] != "end":
        parser.at += 1
        if direction not in DIRECTIONS:
            message = f"`{direction}` is no direction: write `upward` or `downward`"
            meant = _SLIPS.get(direction)
            edit = Edit(direction_start, direction_end, meant or "")
            fix = (Fix(f"Replace by {meant}", (edit,)),) if meant is not None else ()
            parser.report("ODE123", direction_start, direction_end, message, fix)
        elif tokens[parser.at][0] != "end":
            parser.unexpected()
    return Expr(DIRECTIONS.get(direction, "gt"), (what, level), None, what.start, level.end, word_start)


def parse_event(text: str, start: int, end: int, problems: list[Diagnostic]) -> Event | None:
    """`condition -> x = e; y += e`."""
    parser = _parser(text, start, end, problems)
    if parser is None:
        return None
    condition = parser.whole("->")
    if parser.tokens[parser.at][0] != "->":
        message = "the statements are missing: `condition -> x = expr; ...`"
        parser.report("ODE122", condition.start, condition.end, message)
        return Event(condition, ())
    parser.at += 1
    return Event(condition, _assignments(parser, (";",), ASSIGNING))


def _parser(
    text: str, start: int, end: int, problems: list[Diagnostic], stops: frozenset[str] = frozenset()
) -> Parser | None:
    tokens = tokenize(text, start, end, problems)
    return Parser(tokens, problems, stops=stops) if tokens else None


def _assignments(
    parser: Parser, separators: tuple[str, ...], operators: frozenset[str], once: bool = False
) -> tuple[Assignment, ...]:
    """The statements from the parser's position to its end (or only the next); a broken one costs only itself."""
    found: list[Assignment] = []
    tokens = parser.tokens
    while tokens[parser.at][0] != "end" and not parser.hopeless():
        kind, start, end, name = tokens[parser.at]
        if kind in separators:  # an empty statement, as behind a last `;`
            parser.at += 1
            continue
        _, operator_start, operator_end, operator = tokens[parser.at + 1] if kind != "end" else tokens[parser.at]
        if kind == "name" and operator in operators:
            parser.at += 2
            expr = parser.whole(*separators)
            found.append(Assignment(name, Span(start, end), operator, expr, Span(start, max(expr.end, operator_end))))
        else:
            _no_assignment(parser, separators, operators)
        if once:
            break
    return tuple(found)


def _no_assignment(parser: Parser, separators: tuple[str, ...], operators: frozenset[str]) -> None:
    """Reports what stands where a statement should, and skips it."""
    kind, start, end, word = parser.tokens[parser.at]
    after, after_start, after_end, operator = parser.tokens[parser.at + 1]
    fix: tuple[Fix, ...] = ()
    if kind == "name" and after in ("==", ":"):
        message = f"to set `{word}`, write `{word} = ...`"
        fix = (Fix("Replace by =", (Edit(after_start, after_end, "="),)),)
        start, end = after_start, after_end
    elif kind == "name" and after in ASSIGNING:
        message = f"`{operator}` has no meaning here: write `{word} = ...`"
        start, end = after_start, after_end
    elif kind == "bad" or (kind == "name" and after == "bad"):
        message = ""  # the lexer has said it
    elif kind == "name":
        message = f"`{word}` alone does nothing: write `{word} = expr` or `{word} += expr`"
    else:
        message = f"a statement begins with a name, as in `x = expr`, not with `{word}`"
    if "+=" not in operators:
        message = message.replace(" or `" + word + " += expr`", "")
    if message:
        parser.report("ODE121", start, end, message, fix)
    parser.skip_to(*separators)
