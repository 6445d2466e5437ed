"""One logical line into a `Definition`: `dx/dt = expr : unit (flags)  # [low, high] text`, and its kin."""

from __future__ import annotations

import re

from kernels.language.checks.nearest import unknown_word
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.syntax.directives import DIRECTIVES, TEXT_KEYS
from kernels.language.syntax.parser import Parser
from kernels.language.syntax.tokens import RESERVED, Token, tokenize
from kernels.language.syntax.tree import Annotation, Definition, Expr, Span

# Brian 2's flags are read; only the first changes a model.
FLAGS = {
    "unless refractory": "The state keeps its value for the refractory time after a spike.",
    "constant": "The value does not change during a run.",
    "constant over dt": "The value is taken once a step.",
    "shared": "The value is the same for all neurons.",
}

_PRIME = re.compile(r"[ \t]*([A-Za-z_]\w*)[ \t]*'(?:[ \t]*\(t\))?[ \t]*=")
_RANGE_BEGINS = frozenset(("-", "+", "(", "num"))
_RANGE_NAMES = frozenset(("inf", "pi", "e"))


def parse_definition(
    text: str, start: int, end: int, comment: int, line_end: int, problems: list[Diagnostic]
) -> Definition | None:
    """The definition in text[start:end], its comment in text[comment:line_end].

    None where the left side is not understood. Problems are appended.
    An expression that could not be read holds `error` nodes.
    """
    mark = len(problems)
    tokens = tokenize(text, start, end, problems)
    if not tokens:
        return None
    if tokens[0][0] == "end":  # nothing but unusual blanks, or a lone backslash
        if len(problems) == mark:
            problems.append(diagnose("ODE105", start, end, "nothing stands on this line: remove it"))
        return None
    parser = Parser(tokens, problems)
    head = _head(text, parser, mark)
    if head is None:
        return None
    kind, name, name_span, arguments = head
    expr: Expr | None = None
    if kind != "input":
        first, at, to, _ = tokens[parser.at]
        if first == "end" or first == ":":
            before = tokens[parser.at - 1]
            parser.report("ODE107", before[1], before[2], f"an expression is missing after `=`: what is `{name}`?")
            expr = Expr("error", (), None, before[2], before[2], before[2])
        else:
            expr = parser.whole(":")
    unit: Expr | None = None
    flags: tuple[tuple[str, Span], ...] = ()
    if tokens[parser.at][0] == ":":
        parser.at += 1
        unit, flags = _unit(parser)
    annotation = parse_annotation(text, comment, line_end, problems) if comment < line_end else None
    return Definition(kind, name, name_span, arguments, expr, unit, flags, annotation, Span(tokens[0][1], end))


_Head = tuple[str, str, Span, tuple[tuple[str, Span], ...]]


def _head(text: str, parser: Parser, mark: int) -> _Head | None:
    """What the line defines; leaves the parser behind `=`, or at the `:` of an input."""
    tokens = parser.tokens
    kind, start, end, name = tokens[0]
    if kind == "name":
        after = tokens[1][0]
        if after == "=":
            parser.at = 2
            return "value", name, Span(start, end), ()
        if after == ":":
            parser.at = 1
            return "input", name, Span(start, end), ()
        if after == "/" and tokens[2][0] == "name" and tokens[3][0] == "=":
            return _derivative(parser)
        if after == "(":
            return _function(parser)
        if after == "[":
            return _map(parser)
        if after == "end":
            message = f"`{name}` alone says nothing: write `{name} = expr`, or `{name} : unit` for an input"
            parser.report("ODE105", start, end, message)
            return None
    prime = _PRIME.match(text, start)
    if prime is not None:
        del parser.problems[mark:]  # the lexer took the prime for a quote
        fix = (Fix("Write a derivative", (Edit(start, prime.end(), f"d{prime[1]}/dt ="),)),)
        parser.report("ODE106", start, prime.end(), f"a derivative is written `d{prime[1]}/dt = ...`", fix)
        return None
    _not_understood(parser)
    return None


def _derivative(parser: Parser) -> _Head | None:
    """`dx/dt =`."""
    (_, start, end, name), _, (_, below_start, below_end, below), _ = parser.tokens[:4]
    if name[0] != "d" or len(name) < 2 or not (name[1].isalpha() or name[1] == "_"):
        parser.report("ODE106", start, below_end, "left of `=` stands a name or a derivative, `dx/dt`")
        return None
    if below != "dt":
        fix = (Fix("Replace by dt", (Edit(below_start, below_end, "dt"),)),)
        parser.report("ODE106", below_start, below_end, f"derivatives are by time: write `{name}/dt`", fix)
        if not below.startswith("d"):
            return None
    parser.at = 4
    return "ode", name[1:], Span(start + 1, end), ()


def _function(parser: Parser) -> _Head | None:
    """`f(x, y) =`."""
    tokens = parser.tokens
    _, start, end, name = tokens[0]
    arguments: list[tuple[str, Span]] = []
    at = 2
    while tokens[at][0] == "name":
        arguments.append((tokens[at][3], Span(tokens[at][1], tokens[at][2])))
        at += 1
        if tokens[at][0] != ",":
            break
        at += 1
    if tokens[at][0] != ")" or tokens[at + 1][0] != "=":
        parser.at = 2
        parser.skip_to(")")
        _, closed_start, closed_end, _ = tokens[parser.at]
        if tokens[parser.at][0] != ")" or tokens[parser.at + 1][0] != "=":
            _not_understood(parser)
        elif len(tokens) > 5 and [token[0] for token in tokens[2:6]] == ["name", "+", "num", ")"]:
            fix = (Fix("Use square brackets", (Edit(tokens[1][1], closed_end, "[n+1]"),)),)
            parser.report("ODE115", tokens[1][1], closed_end, f"the next value of a map is written `{name}[n+1]`", fix)
        else:
            message = f"the arguments of `{name}` have to be names, as in `{name}(x, y)`"
            parser.report("ODE112", tokens[1][1], closed_end, message)
        return None
    seen: set[str] = set()
    for argument, span in arguments:
        if argument in seen:
            parser.report("ODE112", *span, f"the argument `{argument}` stands here twice")
        seen.add(argument)
    if not arguments:
        fix = (Fix("Remove the brackets", (Edit(tokens[1][1], tokens[at][2], ""),)),)
        message = f"a function has at least one argument; else write `{name} = ...`"
        parser.report("ODE112", tokens[1][1], tokens[at][2], message, fix)
    parser.at = at + 2
    return "function", name, Span(start, end), tuple(arguments)


def _map(parser: Parser) -> _Head | None:
    """`x[n+1] =`."""
    tokens = parser.tokens
    _, start, end, name = tokens[0]
    parser.at = 2
    parser.skip_to("]")
    closed = parser.at
    if tokens[closed][0] != "]" or tokens[closed + 1][0] != "=":
        _not_understood(parser)
        return None
    if [token[3] for token in tokens[2:closed]] != ["n", "+", "1"]:
        fix = (Fix("Write [n+1]", (Edit(tokens[1][1], tokens[closed][2], "[n+1]"),)),)
        message = f"the next value of a map is written `{name}[n+1]`"
        parser.report("ODE115", tokens[1][1], tokens[closed][2], message, fix)
    parser.at = closed + 2
    return "map", name, Span(start, end), ()


def _not_understood(parser: Parser) -> None:
    """Reports a line that begins like no statement."""
    tokens = parser.tokens
    kind, start, end, word = tokens[0]
    if kind == "bad":
        return
    equals = next((token for token in tokens if token[0] == "="), None)
    if kind in RESERVED and equals is tokens[1]:
        parser.report("ODE134", start, end, f"`{word}` is a reserved word and cannot be defined")
    elif equals is not None and not _is_key(word):
        last = tokens[tokens.index(equals) - 1][2]
        message = "left of `=` stands a name, `dx/dt`, `x[n+1]` or `f(x, y)`"
        parser.report("ODE106", start, max(last, end), message)
    elif _is_key(word):
        fix = (Fix("Insert :", (Edit(end, end, ":"),)),)
        parser.report("ODE105", start, end, f"a colon is missing: a directive is written `{word}: value`", fix)
    else:
        parser.report("ODE105", start, tokens[-1][2], _guess(tokens))


def _is_key(word: str) -> bool:
    """Whether `word` begins a directive whose value directly follows it."""
    row = DIRECTIVES.get(word)
    return row is not None and row.argument != "required" and word not in TEXT_KEYS


def _guess(tokens: list[Token]) -> str:
    word = tokens[0][3]
    after = tokens[1][0]
    if tokens[0][0] == "name" and after == "==":
        return f"to define `{word}` write `{word} = expr`"
    if tokens[0][0] == "name" and after in ("+=", "-=", "*=", "/="):
        return f"`{word} {after} ...` stands in a `reset` or an `on` line; to define `{word}` write `{word} = expr`"
    if after in ("/", "(", "[") and any(token[0] == ":" for token in tokens):
        return "`= expr` is missing before the unit"
    return "this line is no definition (`x = expr`), no directive (`key: value`) and no comment (`# text`)"


def _unit(parser: Parser) -> tuple[Expr | None, tuple[tuple[str, Span], ...]]:
    """The unit and the flags behind the colon."""
    tokens = parser.tokens
    kind, start, end, word = tokens[parser.at]
    if kind == "end":
        colon = tokens[parser.at - 1]
        fix = (Fix("Remove the colon", (Edit(colon[1], colon[2], ""),)),)
        message = "a unit is missing after `:`; without one, leave the colon out"
        parser.report("ODE113", colon[1], colon[2], message, fix)
        return None, ()
    parser.calls = False
    unit = parser.expression()
    flags: tuple[tuple[str, Span], ...] = ()
    if tokens[parser.at][0] == "(":
        flags = _flags(parser)
    if tokens[parser.at][0] != "end":
        parser.unexpected()
    return unit, flags


def _flags(parser: Parser) -> tuple[tuple[str, Span], ...]:
    """`(flag, flag)`, each one or more words."""
    tokens = parser.tokens
    opened = parser.at
    parser.at += 1
    flags: list[tuple[str, Span]] = []
    words: list[Token] = []
    while not parser.hopeless():
        token = tokens[parser.at]
        if token[0] in ("name", "if", "else", "and", "or", "not"):
            words.append(token)
            parser.at += 1
            continue
        if words:
            flag = " ".join(word[3] for word in words)
            span = Span(words[0][1], words[-1][2])
            flags.append((flag, span))
            if flag not in FLAGS:
                parser.report("ODE114", *span, *unknown_word("flag", flag, *span, FLAGS))
            words = []
        if token[0] != ",":
            break
        parser.at += 1
    parser.close(opened)
    return tuple(flags)


def parse_annotation(text: str, comment: int, end: int, problems: list[Diagnostic]) -> Annotation | None:
    """What the comment text[comment:end] says, `# [low, high, log] text`. None where it is empty."""
    at = comment
    while at < end and text[at] in "# \t":
        at += 1
    while end > at and text[end - 1] in " \t":
        end -= 1
    if at == end:
        return None
    span = Span(comment, end)
    if text[at] == "[":
        found = _range(text, at, end, problems)
        if found is not None:
            low, high, log, closed = found
            return Annotation(low, high, log, text[closed:end].strip(), span)
    return Annotation(None, None, False, text[at:end], span)


def _range(text: str, start: int, end: int, problems: list[Diagnostic]) -> tuple[Expr, Expr, bool, int] | None:
    """`[low, high]` or `[low, high, log]` and the offset behind it. None for prose in brackets, and for a
    range that is not understood, which is reported."""
    closed = text.find("]", start, end)
    inside: list[Diagnostic] = []
    tokens = tokenize(text, start + 1, closed if closed > 0 else end, inside)
    if not tokens or (tokens[0][0] not in _RANGE_BEGINS and tokens[0][3] not in _RANGE_NAMES):
        return None
    parser = Parser(tokens, inside)
    low = parser.expression()
    if closed > 0 and tokens[parser.at][0] == ",":
        parser.at += 1
        high = parser.expression()
        log = tokens[parser.at][0] == "," and tokens[parser.at + 1][3] == "log"
        if tokens[parser.at + (2 if log else 0)][0] == "end" and not inside:
            return low, high, log, closed + 1
    elif closed > 0 and tokens[parser.at][0] == "end" and not inside:
        return None  # `[1]`: a citation
    stop = closed + 1 if closed > 0 else end
    message = "this is no range: write `[low, high] text` or `[low, high, log] text`"
    problems.append(diagnose("ODE116", start, stop, message))
    return None
