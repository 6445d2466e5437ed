"""Names: unknown, misspelt, undeclared, unused, called with the wrong number of arguments, defined in a circle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kernels.language.checks.circles import sort_by_use
from kernels.language.checks.declarations import INPUT_BY_CUSTOM, Declarations, mentions
from kernels.language.checks.suggestions import Suggestions
from kernels.language.codes import diagnose
from kernels.language.constants import BUILTIN_NAMES, builtin
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.functions import FUNCTIONS, accepts, signature
from kernels.language.syntax.bodies import Claim, Event, Init, Run, Stimulus, Word
from kernels.language.syntax.tree import Assignment, Definition, Directive, Expr, Span
from kernels.language.units.unit_problems import AFTER_NUMBER, informal_unit
from kernels.language.units.unit_table import INFORMAL, SHORT_FORMS, is_unit


class NameCheck(NamedTuple):
    """What the check of names found out.

    `order` lists the sub-expressions so that each uses only earlier ones; those in a circle are left out.
    `functions` are the functions that are free of circles. `custom_input` is true where a free I is the input.
    """

    order: tuple[str, ...]
    functions: frozenset[str]
    custom_input: bool


class _Checker:
    """State of one check: what is known, what was reported, how much comparing is left."""

    def __init__(
        self, declarations: Declarations, text: str, suggestions: Suggestions, problems: list[Diagnostic]
    ) -> None:
        self.declarations = declarations
        self.text = text
        self.problems = problems
        self.known = dict.fromkeys(definition.name for definition in declarations.quantities())  # in a fixed order
        self.used: set[str] = set()
        self.reported: set[str] = set()
        self.suggestions = suggestions
        self.custom_input = False

    def expression(self, names: Iterable[Expr], calls: Iterable[Expr], local: frozenset[str] = frozenset()) -> None:
        for node in names:
            name = str(node.value)
            if name in self.known:
                self.used.add(name)
            elif name not in local and builtin(name) is None and not is_unit(name):
                self.unknown_name(node, name, local)
        for node in calls:
            self.call(node)

    def unknown_name(self, node: Expr, name: str, local: frozenset[str]) -> None:
        if name == INPUT_BY_CUSTOM and not self.declarations.inputs:
            self.custom_input = True
            return
        if name in self.declarations.functions or name in FUNCTIONS:
            self.problems.append(
                diagnose("ODE210", node.start, node.end, f"`{name}` is a function: write its arguments behind it")
            )
            return
        if name in self.reported:  # once for each name: one declaration mends all
            return
        self.reported.add(name)
        declare = Fix(f"declare {name} as a parameter", (declaration(name, self.text),))
        informal = informal_unit(self.occurrences(name), self.text, factors=False) if name in INFORMAL else None
        if informal is not None:
            self.problems.append(informal._replace(fixes=(*informal.fixes, declare)))
            return
        units = SHORT_FORMS if AFTER_NUMBER.search(self.text, max(0, node.start - 30), node.start) else ()
        unit = informal_unit([node], self.text, factors=True)
        close = None if unit else self.suggestions.nearest(name, local, self.known, BUILTIN_NAMES, units)
        if close is None:
            message = f"`{name}` is not defined: declare it, for instance `{name} = 1`"
            if unit is not None:
                message += f"; as a unit it is written `{INFORMAL[name]}`"
            fixes = (declare, *(unit.fixes if unit is not None else ()))
            self.problems.append(diagnose("ODE202", node.start, node.end, message, fixes))
        else:
            edits = tuple(Edit(other.start, other.end, close) for other in self.occurrences(name))
            replace = Fix(f"replace by {close}", edits)
            message = f"`{name}` is not defined: did you mean `{close}`?"
            self.problems.append(diagnose("ODE201", node.start, node.end, message, (replace, declare)))

    def occurrences(self, name: str) -> list[Expr]:
        return [
            node for expr in all_expressions(self.declarations) for node in mentions(expr).names if node.value == name
        ]

    def call(self, node: Expr) -> None:
        name, count = str(node.value), len(node.args)
        span = node.op_start, node.op_start + len(name)
        own = self.declarations.functions.get(name)
        if own is not None:
            self.used.add(name)
            if len(own.arguments) != count:
                shown = f"{name}({', '.join(argument for argument, _ in own.arguments)})"
                self.problems.append(diagnose("ODE208", *span, _wrong_count(shown, len(own.arguments), count)))
            return
        builtin_function = FUNCTIONS.get(name)
        if builtin_function is not None:
            if not accepts(builtin_function, count):
                wanted = builtin_function.at_least if builtin_function.at_most is not None else None
                message = _wrong_count(signature(builtin_function), wanted, count)
                self.problems.append(diagnose("ODE208", *span, message))
            return
        if name in self.known or builtin(name) is not None:
            edit = Edit(span[1], span[1], "*")
            message = f"`{name}` is no function: to multiply, write `{name}*(...)`"
            insert = (Fix("insert *", (edit,)),) if count == 1 else ()
            if name in self.known:
                self.used.add(name)
            self.problems.append(diagnose("ODE210", *span, message, insert))
            return
        hint, fixes = self.suggestions.hint(name, Span(*span), self.declarations.functions, FUNCTIONS)
        message = f"there is no function `{name}`{hint or f': define it, as `{name}(x) = ...`'}"
        self.problems.append(diagnose("ODE203", *span, message, fixes))


def declaration(name: str, text: str) -> Edit:
    """The edit that declares a parameter on a line of its own: behind the last definition line, else at the end."""
    newline = "" if not text or text.endswith("\n") else "\n"
    return Edit(len(text), len(text), f"{newline}{name} = 1\n")


def check_names(
    declarations: Declarations, text: str, suggestions: Suggestions, problems: list[Diagnostic]
) -> NameCheck:
    """Report every name that means nothing, every circle, every parameter nobody reads."""
    checker = _Checker(declarations, text, suggestions, problems)
    for definition in (*declarations.states.values(), *declarations.subexpressions.values()):
        if definition.expr is not None:
            checker.expression(*declarations.mentions[id(definition.expr)])
    for definition in declarations.functions.values():
        if definition.expr is not None:
            local = frozenset(argument for argument, _ in definition.arguments)
            inside = declarations.mentions[id(definition.expr)]
            checker.expression([node for node in inside.names if node.value not in local], inside.calls, local)
    for expr in directive_expressions(declarations):
        checker.expression(*mentions(expr))
    order, circles = sort_by_use(_uses(declarations.subexpressions, declarations, calls=False))
    for circle in circles:
        _report_circle(circle, declarations.subexpressions, "ODE206", problems)
    functions, circles = sort_by_use(_uses(declarations.functions, declarations, calls=True))
    for circle in circles:
        _report_circle(circle, declarations.functions, "ODE207", problems)
    in_presets = _in_presets(declarations)
    for name, definition in declarations.parameters.items():
        if name not in checker.used and definition.span.end and not is_broken(definition.expr):
            start = text.rfind("\n", 0, definition.span.start) + 1
            end = text.find("\n", definition.span.end)
            remove = Fix(f"remove {name}", (Edit(start, len(text) if end < 0 else end + 1, ""),))
            removal = () if name in in_presets else (remove,)
            message = f"the parameter `{name}` is not used anywhere"
            problems.append(diagnose("ODE211", *definition.name_span, message, removal))
    return NameCheck(order, frozenset(functions), checker.custom_input)


def is_broken(expr: Expr | None) -> bool:
    """Whether a part of the expression could not be read."""
    waiting = [] if expr is None else [expr]
    while waiting:
        node = waiting.pop()
        if node.op == "error":
            return True
        waiting.extend(node.args)
    return False


def _in_presets(declarations: Declarations) -> frozenset[str]:
    """The names that presets set: removing their definitions would break them."""
    return frozenset(
        assignment.name
        for directive in declarations.presets.values()
        for assignment in directive.body or ()  # type: ignore[attr-defined]
    )


def directive_expressions(declarations: Declarations) -> Iterator[Expr]:
    """The expressions in directives that may use the names of the model."""
    for key in ("threshold", "spike", "refractory"):
        directive = declarations.directives.get(key)
        if directive is not None and isinstance(directive.body, Expr):
            yield directive.body
    init = declarations.directives.get("init")
    if init is not None and isinstance(init.body, Init):
        for assignment in init.body.assignments:
            yield assignment.expr
    for assignment in reset_assignments(declarations.directives.get("reset")):
        yield assignment.expr
    for directive in declarations.events.values():
        if isinstance(directive.body, Event):
            yield directive.body.condition
            for assignment in directive.body.assignments:
                yield assignment.expr


def constant_expressions(declarations: Declarations) -> Iterator[Expr]:
    """The expressions in directives that have to be numbers: presets, stimuli, run settings, claims, ranges."""
    for directive in declarations.presets.values():
        for assignment in reset_assignments(directive):
            yield assignment.expr
    for stimulus in all_stimuli(declarations):
        for term in stimulus.terms:
            for argument in term.arguments:
                yield argument.expr
    run = declarations.directives.get("run")
    if run is not None and isinstance(run.body, Run):
        for expr in (run.body.duration, run.body.dt, run.body.seed):
            if expr is not None:
                yield expr
    for directive in declarations.expects:
        for claim in claims(directive):
            for expr in (*claim.arguments, claim.low, claim.high):
                if expr is not None:
                    yield expr
    for definition in declarations.quantities():
        if definition.annotation is not None:
            for expr in (definition.annotation.low, definition.annotation.high):
                if expr is not None:
                    yield expr


def all_expressions(declarations: Declarations) -> Iterator[Expr]:
    """Every expression of a file that uses names."""
    for definition in (*declarations.quantities(), *declarations.functions.values()):
        if definition.expr is not None:
            yield definition.expr
    yield from directive_expressions(declarations)


def reset_assignments(directive: Directive | None) -> tuple[Assignment, ...]:
    """The assignments of a reset or preset directive; none where it did not parse."""
    body = directive.body if directive is not None and isinstance(directive.body, tuple) else ()
    return tuple(item for item in body if isinstance(item, Assignment))


def preset_stimuli(directive: Directive) -> tuple[Stimulus, ...]:
    """The stimuli a preset sets."""
    body = directive.body if isinstance(directive.body, tuple) else ()
    return tuple(item for item in body if isinstance(item, Stimulus))


def all_stimuli(declarations: Declarations) -> Iterator[Stimulus]:
    """The stimuli of the `input` lines and of the presets."""
    for directive in declarations.stimuli:
        if isinstance(directive.body, Stimulus):
            yield directive.body
    for directive in declarations.presets.values():
        yield from preset_stimuli(directive)


def claims(directive: Directive) -> tuple[Claim, ...]:
    """The claims of an expect directive; none where it did not parse."""
    return directive.body if isinstance(directive.body, tuple) else ()


def plotted(declarations: Declarations) -> tuple[Word, ...]:
    """The words of the plot directive."""
    directive = declarations.directives.get("plot")
    return directive.body if directive is not None and isinstance(directive.body, tuple) else ()


def _wrong_count(shown: str, wanted: int | None, count: int) -> str:
    if wanted is None:
        return f"`{shown}` does not take {count} argument{'' if count == 1 else 's'}"
    return f"`{shown}` takes {wanted} argument{'' if wanted == 1 else 's'}, not {count}"


def _uses(table: dict[str, Definition], declarations: Declarations, calls: bool) -> dict[str, list[str]]:
    """For each definition of a table the others of the table that it names or calls."""
    uses: dict[str, list[str]] = {}
    for name, definition in table.items():
        inside = declarations.mentions.get(id(definition.expr))
        nodes: tuple[Expr, ...] = () if inside is None else (inside.calls if calls else inside.names)
        uses[name] = [used for used in dict.fromkeys(str(node.value) for node in nodes) if used in table]
    return uses


def _report_circle(
    circle: tuple[str, ...], table: dict[str, Definition], code: str, problems: list[Diagnostic]
) -> None:
    first = min(circle, key=lambda name: table[name].name_span.start)
    at = circle.index(first)
    walk = " -> ".join([*circle[at:], *circle[:at], first][:8]) + (" ..." if len(circle) > 7 else "")
    what = "is defined through itself" if code == "ODE206" else "calls itself"
    span: Span = table[first].name_span
    problems.append(diagnose(code, *span, f"`{first}` {what}: {walk}"))
