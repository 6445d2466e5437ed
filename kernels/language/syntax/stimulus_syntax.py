"""The value of an `input` directive: `I = step(800*pA, start=100 ms) + ou(0 pA, 50 pA, 5 ms)`."""

from __future__ import annotations

from kernels.language.checks.nearest import listed, unknown_word
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.protocols import PROTOCOLS, Protocol, protocol_signature
from kernels.language.syntax.bodies import Argument, Stimulus, Term
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import tokenize
from kernels.language.syntax.tree import Span


def parse_stimulus(text: str, start: int, end: int, problems: list[Diagnostic]) -> Stimulus | None:
    """The input's name and the terms that drive it; a broken term is reported and left out."""
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    parser = Parser(tokens, problems)
    kind, at, to, name = tokens[0]
    if kind != "name" or tokens[1][0] != "=":
        if kind != "bad":
            parser.report("ODE124", at, to, "which input? Write `input: NAME = protocol(...)`")
        return None
    parser.at = 2
    return Stimulus(name, Span(at, to), parse_terms(parser))


def parse_terms(parser: Parser, *ends: str) -> tuple[Term, ...]:
    """`protocol(...) + protocol(...)` up to a token of kind `ends` or the end; a broken term is left out."""
    tokens = parser.tokens
    terms: list[Term] = []
    while True:
        term = _term(parser, ends)
        if term is not None:
            terms.append(term)
        kind, at_operator, to_operator, word = tokens[parser.at]
        if kind == "end" or kind in ends or parser.hopeless():
            break
        if kind != "+":
            if kind == "-":
                message = "terms are added: give this one a negative amplitude"
            else:
                message = f"`{word}` cannot stand here: terms are joined by `+`"
            if kind != "bad":
                parser.report("ODE124", at_operator, to_operator, message)
            parser.skip_to("+", *ends)
            if tokens[parser.at][0] != "+":
                break
        parser.at += 1
    return tuple(terms)


def _term(parser: Parser, ends: tuple[str, ...]) -> Term | None:
    """`protocol(argument, ..., name=argument)`."""
    tokens = parser.tokens
    first = parser.at
    kind, start, end, name = tokens[first]
    if kind != "name" or tokens[first + 1][0] != "(":
        _no_protocol(parser)
        return None
    protocol = PROTOCOLS.get(name)
    if protocol is None:
        parser.report("ODE125", start, end, *unknown_word("protocol", name, start, end, PROTOCOLS))
        parser.at = first + 1
        parser.skip_to("+", "-", *ends)
        return None
    parser.at = first + 2
    arguments: list[Argument] = []
    path: str | None = None
    taken: set[str] = set()
    position = 0
    while tokens[parser.at][0] not in (")", "end") and not parser.hopeless():
        kind, at, to, word = tokens[parser.at]
        if kind == "name" and tokens[parser.at + 1][0] == "=":
            parser.at += 2
            target = next((item for item in protocol.arguments if item.name == word), None)
            if target is None:
                known = [item.name for item in protocol.arguments]
                parser.report("ODE126", at, to, *unknown_word(f"argument of {name}", word, at, to, known))
        elif position < len(protocol.arguments):
            target = protocol.arguments[position]
            position += 1
        else:
            target = None
            parser.report("ODE126", at, to, f"too many arguments: {protocol_signature(protocol)}")
            position += 1
        if target is not None and target.name in taken:
            parser.report("ODE126", at, to, f"`{target.name}` is given twice: {protocol_signature(protocol)}")
        if target is not None:
            taken.add(target.name)
        if target is not None and target.quantity == "path":
            path = _path(parser)
        else:
            expr = parser.whole(",", ")")
            if target is not None:
                arguments.append(Argument(target.name, expr, Span(at, expr.end)))
        if tokens[parser.at][0] == ",":
            parser.at += 1
        elif tokens[parser.at][0] != ")":
            break
    closed = parser.close(first + 1)
    _require(parser, protocol, taken, Span(start, end))
    return Term(name, Span(start, end), tuple(arguments), path, Span(start, closed))


def _require(parser: Parser, protocol: Protocol, taken: set[str], where: Span) -> None:
    """Reports the arguments without a default that were not given."""
    missing = [item.name for item in protocol.arguments if item.default is None and item.name not in taken]
    if missing:
        parser.report("ODE126", *where, f"{protocol.name} needs {listed(missing)}: {protocol_signature(protocol)}")


def _path(parser: Parser) -> str | None:
    kind, start, end, word = parser.tokens[parser.at]
    if kind == "string":
        parser.at += 1
        return word[1:-1]
    if kind != "bad":
        parser.report("ODE126", start, end, 'the path of a file stands in quotes: file("current.csv")')
    parser.skip_to(",", ")")
    return None


def _no_protocol(parser: Parser) -> None:
    """A summand that is not a call: a plain value becomes constant(...) by the fix."""
    kind, start, end, word = parser.tokens[parser.at]
    before = len(parser.problems)
    if kind == "end":
        parser.report("ODE124", start, end, "a protocol is missing here, as in `I = step(10)`")
        return
    expr = parser.expression()
    if len(parser.problems) > before:
        return
    fix = (Fix("Write constant(...)", (Edit(expr.start, expr.start, "constant("), Edit(expr.end, expr.end, ")"))),)
    parser.report("ODE124", expr.start, expr.end, f"`{word}` begins no protocol; known are {listed(PROTOCOLS)}", fix)
