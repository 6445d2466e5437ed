"""Whether the parts of a file fit together: states, thresholds, resets, presets, plots, and how time runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from kernels.language.checks.check_names import NameCheck, all_stimuli, plotted, reset_assignments
from kernels.language.checks.declarations import INPUT_BY_CUSTOM, Declarations
from kernels.language.checks.suggestions import Suggestions
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.measures import MEASURES
from kernels.language.syntax.bodies import Event, Init, Stimulus, Word
from kernels.language.syntax.settings import RUN_NAMES
from kernels.language.syntax.tree import Assignment, Expr, Span


def check_structure(
    declarations: Declarations,
    names: NameCheck,
    time_unit: str,
    text: str,
    suggestions: Suggestions,
    problems: list[Diagnostic],
) -> None:
    """Report what is missing, contradicts itself, or sets and shows what cannot be set or shown."""
    _check_dynamics(declarations, time_unit, text, problems)
    _check_spikes(declarations, problems)
    members = _Members(suggestions, problems)
    inputs = (*declarations.inputs, INPUT_BY_CUSTOM) if names.custom_input else tuple(declarations.inputs)
    for where, assignment in _state_assignments(declarations):
        if assignment.name not in declarations.states:
            problems.append(_not_a_state(where, assignment, declarations, names, suggestions))
    settable = dict.fromkeys((*declarations.parameters, *declarations.states, *inputs, *RUN_NAMES))
    for directive in declarations.presets.values():
        for assignment in reset_assignments(directive):
            name, span = assignment.name, assignment.name_span
            members.check("ODE213", name, span, settable, "is no parameter, input or state: a preset cannot set it")
    for stimulus in all_stimuli(declarations):
        _check_input(stimulus, inputs, declarations, members)
    traces = dict.fromkeys((*declarations.states, *declarations.subexpressions, *inputs))
    for word in plotted(declarations):
        members.check("ODE221", word.text, word.span, traces, "is no state, input or named expression")
    for directive in declarations.expects:
        if directive.argument is not None and directive.argument_span is not None:
            name, span = directive.argument, directive.argument_span
            members.check("ODE220", name, span, declarations.presets, "is no preset of this file")
        for word in _measured(directive.body):
            members.check("ODE221", word.text, word.span, traces, "is no state, input or named expression")


def _check_dynamics(declarations: Declarations, time_unit: str, text: str, problems: list[Diagnostic]) -> None:
    if not declarations.states:
        errors = [problem.code for problem in problems if problem.severity == "error"]
        if any(code < "ODE2" or code == "ODE205" for code in errors):
            return  # the state may be on the line that could not be read, or have a name that none can have
        end = min(len(text), max(text.find("\n"), 0) or len(text))
        problems.append(
            diagnose("ODE214", 0, end, "the model has no state: write `dx/dt = ...` or, for a map, `x[n+1] = ...`")
        )
        return
    kinds = [definition.kind for definition in declarations.states.values()]
    time = declarations.directives.get("time")
    if time_unit == "step" and "ode" in kinds:
        fix = Fix("write time: ms", (Edit(*time.value_span, "ms"),)) if time is not None else None
        span = time.value_span if time is not None else next(iter(declarations.states.values())).name_span
        problems.append(
            diagnose("ODE217", *span, "derivatives need a time in ms or s, not in steps", (fix,) if fix else ())
        )
    elif time is not None and time_unit != "step" and "ode" not in kinds:
        fix = Fix("write time: step", (Edit(*time.value_span, "step"),))
        problems.append(
            diagnose("ODE217", *time.value_span, f"a map counts steps, not {time_unit}: write `time: step`", (fix,))
        )
    elif "ode" in kinds and "map" in kinds:
        first = next(definition for definition in declarations.states.values() if definition.kind == "map")
        problems.append(
            diagnose(
                "ODE218",
                *first.name_span,
                f"the map `{first.name}` advances once every dt beside the derivatives: its speed depends on dt",
            )
        )


def _check_spikes(declarations: Declarations, problems: list[Diagnostic]) -> None:
    threshold, spike, reset = (declarations.directives.get(key) for key in ("threshold", "spike", "reset"))
    if threshold is not None and spike is not None:
        later = max(threshold, spike, key=lambda directive: directive.span.start)
        fix = Fix(f"remove {later.key}", (Edit(*later.span, ""),))
        problems.append(diagnose("ODE215", *later.key_span, "a model has `threshold` or `spike`, not both", (fix,)))
    if reset is not None and threshold is None:
        message = "the reset never runs: it needs a `threshold`"
        if spike is not None:
            message = "the reset never runs: `spike` detects without reset, write `threshold` instead"
        problems.append(diagnose("ODE216", *reset.key_span, message))


def _state_assignments(declarations: Declarations) -> Iterator[tuple[str, Assignment]]:
    init = declarations.directives.get("init")
    if init is not None and isinstance(init.body, Init):
        for assignment in init.body.assignments:
            yield "init", assignment
    for assignment in reset_assignments(declarations.directives.get("reset")):
        yield "reset", assignment
    for name, directive in declarations.events.items():
        if isinstance(directive.body, Event):
            for assignment in directive.body.assignments:
                yield f"on {name}", assignment


def _not_a_state(
    where: str, assignment: Assignment, declarations: Declarations, names: NameCheck, suggestions: Suggestions
) -> Diagnostic:
    kind = declarations.kind(assignment.name)
    if names.custom_input and assignment.name == INPUT_BY_CUSTOM:
        kind = "input"
    if kind is not None:
        article = "an" if kind == "input" else "a"
        message = f"`{where}` sets states; `{assignment.name}` is {article} {kind}"
        return diagnose("ODE212", *assignment.name_span, message)
    hint, fixes = suggestions.hint(assignment.name, assignment.name_span, declarations.states)
    return diagnose("ODE212", *assignment.name_span, f"`{assignment.name}` is no state{hint}", fixes)


class _Members:
    """Reports names that are not among the known ones, with the nearest of them."""

    def __init__(self, suggestions: Suggestions, problems: list[Diagnostic]) -> None:
        self.suggestions = suggestions
        self.problems = problems

    def check(self, code: str, name: str, span: Span, known: Collection[str], what: str) -> None:
        if name not in known:
            hint, fixes = self.suggestions.hint(name, span, known)
            self.problems.append(diagnose(code, *span, f"`{name}` {what}{hint}", fixes))


def _check_input(body: Stimulus, inputs: tuple[str, ...], declarations: Declarations, members: _Members) -> None:
    if body.name in inputs:
        return
    kind = declarations.kind(body.name)
    if kind is not None:
        article = "an" if kind == "input" else "a"
        message = f"`{body.name}` is {article} {kind}, not an input: declare `{body.name} : unit`"
        members.problems.append(diagnose("ODE219", *body.name_span, message))
    else:
        members.check("ODE219", body.name, body.name_span, inputs, "is no input that an equation reads")


def _measured(body: object) -> Iterator[Word]:
    """The names of traces in the claims of an expect line."""
    if not isinstance(body, tuple):
        return
    for claim in body:
        for kind, expr in zip(MEASURES[claim.measure].arguments, claim.arguments, strict=False):
            if kind == "name" and isinstance(expr, Expr) and expr.op != "error":
                word = str(expr.value) if expr.op == "name" else "this"
                yield Word(word, Span(expr.start, expr.end))
