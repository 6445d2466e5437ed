"""From checked declarations to the `Model`: every expression checked for units and rewritten into display units."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from kernels.language.checks.build_directives import (
    build_expects,
    build_presets,
    build_run,
    build_stimuli,
    constant,
    time_target,
)
from kernels.language.checks.check_names import NameCheck, plotted, reset_assignments
from kernels.language.checks.declarations import INPUT_BY_CUSTOM, Declarations
from kernels.language.checks.meanings import InlinedFunction, Meaning
from kernels.language.codes import diagnose
from kernels.language.constants import NOISE, is_noise
from kernels.language.model import Event, Input, Model, Parameter, State, SubExpression, Update
from kernels.language.syntax.bodies import Event as EventBody
from kernels.language.syntax.bodies import Init, Stimulus
from kernels.language.syntax.bodies import Run as RunBody
from kernels.language.syntax.tree import Assignment, Definition, Expr, Span
from kernels.language.units.dimensions import PER_ROOT_SECOND, SECOND, exact, unit_name
from kernels.language.units.display import Rewriter
from kernels.language.units.display_units import over_time
from kernels.language.units.name_units import NameUnit, NameUnits
from kernels.language.units.scaled import CONDITION, NUMBER, QUANTITY, UNKNOWN, aligned
from kernels.language.units.unit_table import Unit

_NO_UNIT = NameUnit(None, "")
_NOWHERE = Span(0, 0)


class Builder:
    """Builds one file's model; everything that is wrong goes to the rewriter's problems."""

    def __init__(self, declarations: Declarations, names: NameCheck, units: NameUnits, text: str) -> None:
        self.declarations = declarations
        self.names = names
        self.units = units
        self.text = text
        self.shown: dict[str, str] = {}  # the display unit's text of every name
        self.rewriter = Rewriter(text, self._meanings(), self._functions(), units.display)

    def build(self) -> Model:
        """The model. It is right only if no error was reported."""
        declarations, rewriter = self.declarations, self.rewriter
        for name, function in rewriter.functions.items():
            rewriter.check_function(name, function)
        parameters = tuple(self._parameter(item) for item in declarations.parameters.values())
        inputs = tuple(self._input(item) for item in declarations.inputs.values())
        if self.names.custom_input:
            inputs = (Input(INPUT_BY_CUSTOM, self._text(INPUT_BY_CUSTOM), None, None, "", _NOWHERE),)
        subexpressions = tuple(self._subexpression(declarations.subexpressions[name]) for name in self.names.order)
        states = tuple(self._state(item) for item in declarations.states.values())
        init = declarations.directives.get("init")
        body = init.body if init is not None and isinstance(init.body, Init) else Init(False, ())
        threshold, spike = self._condition("threshold"), self._condition("spike")
        refractory, is_condition = self._refractory()
        run = declarations.directives.get("run")
        settings = run.body if run is not None and isinstance(run.body, RunBody) else None
        return Model(
            title=self._texts("title"),
            states=states,
            parameters=parameters,
            inputs=inputs,
            subexpressions=subexpressions,
            init=self._updates(body.assignments, "init"),
            init_steady=body.steady,
            threshold=threshold,
            reset=self._updates(reset_assignments(declarations.directives.get("reset")), "reset"),
            spike=spike,
            refractory=refractory,
            refractory_is_condition=is_condition,
            events=tuple(self._events()),
            stimuli=build_stimuli(self._stimuli(), self.units, rewriter),
            run=build_run(settings, self.units, rewriter),
            time_unit=self.units.time_unit,
            plot=tuple(word.text for word in plotted(declarations)),
            presets=build_presets(declarations, self.units, rewriter),
            expects=build_expects(declarations, self.units, rewriter),
            category=self._texts("category"),
            tags=tuple(
                tag for directive in declarations.tags if isinstance(directive.body, tuple) for tag in directive.body
            ),
            reference=self._texts("reference"),
            doi=self._texts("doi"),
            notes=tuple(str(directive.body) for directive in declarations.texts.get("note", ())),
            source=self.text,
        )

    # What names count

    def _meanings(self) -> dict[str, Meaning]:
        units, declarations = self.units, self.declarations
        meanings = {
            name: _meaning(units.of[name].unit)
            for name in (*declarations.states, *declarations.inputs, *declarations.parameters)
        }
        if self.names.custom_input:
            meanings[INPUT_BY_CUSTOM] = _meaning(units.of[INPUT_BY_CUSTOM].unit)
        unknown = Meaning(UNKNOWN, None, 0)
        for name in declarations.subexpressions:
            meanings[name] = unknown  # until it is rewritten; stays for those in a circle
        time = units.time
        for name in ("t", "dt", "t_spike"):
            meanings[name] = _meaning(time)
        noise = unknown
        if time is not None and time.dimension == SECOND:
            noise = Meaning(QUANTITY, PER_ROOT_SECOND, -time.exponent * exact(0.5))
        meanings[NOISE] = noise
        for inside in declarations.mentions.values():
            for node in inside.names:
                if is_noise(str(node.value)):
                    meanings[str(node.value)] = noise
        return meanings

    def _functions(self) -> dict[str, InlinedFunction]:
        found = {}
        for name, definition in self.declarations.functions.items():
            if name in self.names.functions and definition.expr is not None:
                annotated = self.units.of.get(name, _NO_UNIT).unit
                arguments = tuple(argument for argument, _ in definition.arguments)
                found[name] = InlinedFunction(arguments, definition.expr, annotated)
        return found

    def _text(self, name: str) -> str:
        return self.units.of.get(name, _NO_UNIT).text

    # Definitions

    def _parameter(self, definition: Definition) -> Parameter:
        unit = self.units.of[definition.name].unit
        default = 0.0
        if definition.expr is not None:
            default = constant(definition.expr, unit, f"`{definition.name}`", self.rewriter, bare_is_display=False)
        low, high, log = self._range(definition, default)
        name = definition.name
        return Parameter(name, default, self._text(name), low, high, log, _doc(definition), definition.name_span)

    def _input(self, definition: Definition) -> Input:
        low, high, _ = self._range(definition, None)
        return Input(definition.name, self._text(definition.name), low, high, _doc(definition), definition.name_span)

    def _range(self, definition: Definition, default: float | None) -> tuple[float | None, float | None, bool]:
        """The range of a definition's annotation, checked against itself and the default."""
        annotation = definition.annotation
        if annotation is None or annotation.low is None or annotation.high is None:
            return None, None, False
        unit = self.units.of[definition.name].unit
        what = f"the range of `{definition.name}`"
        low = constant(annotation.low, unit, what, self.rewriter)
        high = constant(annotation.high, unit, what, self.rewriter)
        span = annotation.low.start, annotation.high.end
        if math.isnan(low + high):
            return None, None, False  # reported
        if low >= high:
            self._problem("ODE402", span, f"the range of `{definition.name}` is empty: its low end comes first")
        elif annotation.log and low <= 0:
            self._problem("ODE403", span, "a logarithmic range needs a low end above 0")
        elif default is not None and definition.expr is not None and not low <= default <= high:
            text = f" {self._text(definition.name)}".rstrip()
            self._problem(
                "ODE401",
                (definition.expr.start, definition.expr.end),
                f"`{definition.name}` is {default:g}{text}, outside its range [{low:g}, {high:g}]{text}",
            )
        return low, high, annotation.log

    def _subexpression(self, definition: Definition) -> SubExpression:
        """Rewrite one and note what it counts: its annotation's unit, else the scale it comes out in."""
        name, rewriter = definition.name, self.rewriter
        assert definition.expr is not None
        named = self.units.of.get(name)
        target = None if named is None else named.unit
        value = rewriter.top(definition.expr, None if target is None else target.exponent)
        text = "" if named is None else named.text
        if target is None:
            if value.kind is QUANTITY and value.dimension is not None:
                shown = unit_name(value.dimension, value.exponent)
                if shown is None:
                    shown, exponent = self.units.display.of(value.dimension)
                    value = aligned(value, exponent)
                text = shown
            meaning = Meaning(value.kind, value.dimension, value.exponent)
            if value.kind is NUMBER:
                meaning = Meaning(UNKNOWN, None, 0)
        else:
            expr = rewriter.fitted(definition.expr, value, target, f"`{name}`")
            exponent = target.exponent
            if not text and value.kind is QUANTITY and value.dimension == target.dimension:
                # `: amp` asks for a dimension only: keep the scale it has where that has a name
                shown = unit_name(target.dimension, value.exponent)
                if shown is not None:
                    expr, exponent, text = value.expr, value.exponent, shown
            text = text or self.units.display.of(target.dimension).text
            value = value._replace(expr=expr)
            kind = CONDITION if value.kind is CONDITION else QUANTITY
            meaning = Meaning(kind, target.dimension, exponent)
        rewriter.meanings[name] = meaning
        self.shown[name] = text
        return SubExpression(name, value.expr, text, _doc(definition), definition.name_span)

    def _state(self, definition: Definition) -> State:
        name = definition.name
        unit, time = self.units.of[name].unit, self.units.time
        what = f"`{name}`"
        if definition.kind == "ode":
            what = f"d{name}/dt"
            if time is None:
                unit = None
            elif unit is not None:
                unit = over_time(unit, time)
        assert definition.expr is not None
        rhs = self.rewriter.assigned(definition.expr, unit, what)
        low, high, _ = self._range(definition, None)
        hold = any(flag == "unless refractory" for flag, _ in definition.flags)
        return State(
            name, definition.kind, rhs, self._text(name), hold, low, high, _doc(definition), definition.name_span
        )

    # Directives

    def _updates(self, assignments: Iterable[Assignment], where: str) -> tuple[Update, ...]:
        """Statements of a reset, an event or init, `+=` written out; only states can be set."""
        found = []
        for assignment in assignments:
            name = assignment.name
            if name not in self.declarations.states:
                continue  # reported where the structure is checked
            expr = assignment.expr
            if assignment.operator != "=":
                start, end = assignment.name_span
                old = Expr("name", (), name, start, end, start)
                at = self.text.find(assignment.operator, end)
                expr = Expr(_EXPANDED[assignment.operator], (old, expr), None, start, expr.end, at)
            unit = self.units.of[name].unit
            found.append(Update(name, self.rewriter.assigned(expr, unit, f"`{name}`")))
        return tuple(found)

    def _condition(self, key: str) -> Expr | None:
        directive = self.declarations.directives.get(key)
        if directive is None or not isinstance(directive.body, Expr):
            return None
        return self.rewriter.condition(directive.body, f"`{key}`")

    def _refractory(self) -> tuple[Expr | None, bool]:
        directive = self.declarations.directives.get("refractory")
        if directive is None or not isinstance(directive.body, Expr):
            return None, False
        time = self.units.time
        value = self.rewriter.top(directive.body, None if time is None else time.exponent)
        if value.kind is CONDITION:
            return value.expr, True
        target = time_target(self.units)
        return self.rewriter.fitted(directive.body, value, target, "`refractory`", bare_is_display=True), False

    def _events(self) -> Iterator[Event]:
        for name, directive in self.declarations.events.items():
            body = directive.body
            if isinstance(body, EventBody):
                condition = self.rewriter.condition(body.condition, f"`on {name}`")
                yield Event(name, condition, self._updates(body.assignments, "on"))

    def _stimuli(self) -> Iterator[Stimulus]:
        for directive in self.declarations.stimuli:
            if isinstance(directive.body, Stimulus) and directive.body.name in self.units.of:
                yield directive.body

    def _texts(self, key: str) -> str:
        return "; ".join(str(directive.body) for directive in self.declarations.texts.get(key, ()) if directive.body)

    def _problem(self, code: str, span: tuple[int, int], message: str) -> None:
        self.rewriter.problems.append(diagnose(code, *span, message))


_EXPANDED = {"+=": "add", "-=": "sub", "*=": "mul", "/=": "div"}


def _meaning(unit: Unit | None) -> Meaning:
    return Meaning(UNKNOWN, None, 0) if unit is None else Meaning(QUANTITY, unit.dimension, unit.exponent)


def _doc(definition: Definition) -> str:
    return "" if definition.annotation is None else definition.annotation.text
