"""The value of an `expect` directive: `rate(800*pA) in [14 Hz, 18 Hz], pattern == "adapting"`."""

from __future__ import annotations

from kernels.language.checks.nearest import unknown_word
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.measures import MEASURES, PATTERNS, measure_signature
from kernels.language.syntax.bodies import Claim
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Expr, Span

RELATIONS = ("in", "==", "<", "<=", ">", ">=")
_IN = frozenset(("in",))
_CONDITIONS = frozenset(("lt", "le", "gt", "ge", "eq", "ne", "and", "or", "not", "if"))


def parse_claims(text: str, start: int, end: int, problems: list[Diagnostic]) -> tuple[Claim, ...] | None:
    """Claims separated by commas; a broken one is reported and left out."""
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    parser = Parser(tokens, problems, stops=_IN)
    claims: list[Claim] = []
    while tokens[parser.at][0] != "end" and not parser.hopeless():
        claim = _claim(parser)
        if claim is not None:
            claims.append(claim)
        kind, at, to, word = tokens[parser.at]
        if kind not in (",", ";", "end"):
            if claim is not None:
                parser.report("ODE131", at, to, f"`{word}` cannot stand here: a comma belongs between claims")
            parser.skip_to(",", ";")
        if tokens[parser.at][0] != "end":
            parser.at += 1
    return tuple(claims)


def _claim(parser: Parser) -> Claim | None:
    """One claim, or None where it cannot be read; then the problem is reported."""
    tokens = parser.tokens
    kind, start, end, name = tokens[parser.at]
    if kind != "name":
        if kind != "bad":
            parser.report("ODE131", start, end, "a claim begins with a measure, as in `rate in [10 Hz, 20 Hz]`")
        return None
    measure = MEASURES.get(name)
    if measure is None:
        parser.report("ODE130", start, end, *unknown_word("measure", name, start, end, MEASURES))
        return None
    parser.at += 1
    arguments: list[Expr] = []
    last = end
    if tokens[parser.at][0] == "(":
        opened = parser.at
        parser.at += 1
        while tokens[parser.at][0] not in (")", "end"):
            arguments.append(parser.whole(",", ")"))
            if tokens[parser.at][0] != ",":
                break
            parser.at += 1
        last = parser.close(opened)
    if not measure.required <= len(arguments) <= len(measure.arguments):
        parser.report("ODE132", start, last, f"{name} is written {measure_signature(measure)}")
    _, at, to, relation = tokens[parser.at]
    if relation not in RELATIONS:
        where = (start, last) if tokens[parser.at][0] in ("end", ",", ";") else (at, to)
        message = f"what of it? Write `{name} in [low, high]`, or `<`, `<=`, `>`, `>=`, `==` and a value"
        parser.report("ODE131", *where, message)
        return None
    parser.at += 1
    low: Expr | None = None
    high: Expr | None = None
    word: str | None = None
    before = len(parser.problems)
    if measure.quantity == "word":
        word = _word(parser, relation)
    elif relation == "in":
        low, high = _range(parser)
    else:
        low = parser.whole(",", ";")
        if low.op in _CONDITIONS:
            parser.report("ODE131", low.start, low.end, "one value is expected here; a comma belongs between claims")
    if len(parser.problems) > before:
        return None
    claim_end = tokens[parser.at - 1][2]
    return Claim(name, Span(start, end), tuple(arguments), relation, low, high, word, Span(start, claim_end))


def _range(parser: Parser) -> tuple[Expr | None, Expr | None]:
    """`[low, high]`."""
    tokens = parser.tokens
    kind, start, end, word = tokens[parser.at]
    if kind != "[":
        if kind != "bad":
            parser.report("ODE131", start, end, "after `in` comes a range, `[low, high]`")
        return None, None
    opened = parser.at
    parser.at += 1
    low = parser.whole(",", "]")
    if tokens[parser.at][0] != ",":
        parser.report("ODE131", tokens[opened][1], tokens[parser.at][2], "a range has two ends, `[low, high]`")
        parser.skip_to("]")
        if tokens[parser.at][0] == "]":
            parser.at += 1
        return None, None
    parser.at += 1
    high = parser.whole("]")
    parser.close(opened)
    return low, high


def _word(parser: Parser, relation: str) -> str | None:
    """The text a measure is compared with; the only such measure is the pattern."""
    kind, start, end, text = parser.tokens[parser.at]
    if relation != "==":
        parser.report("ODE131", start, end, 'a pattern is compared with `==`, as in `pattern == "tonic"`')
        return None
    if kind == "name":
        fix = (Fix("Put it in quotes", (Edit(start, end, f'"{text}"'),)),)
        parser.report("ODE131", start, end, f'a pattern stands in quotes: "{text}"', fix)
        return None
    if kind != "string":
        if kind != "bad":
            parser.report("ODE131", start, end, f'a pattern in quotes is expected, such as "{PATTERNS[2]}"')
        return None
    parser.at += 1
    if text[1:-1] not in PATTERNS:
        parser.report("ODE131", start, end, *unknown_word("pattern", text[1:-1], start + 1, end - 1, PATTERNS))
        return None
    return text[1:-1]
