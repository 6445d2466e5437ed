"""A model without its noise: what chaos is asked of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kernels.analysis.problem import NotMeasurable
from kernels.language.checks.rewrite import with_expressions
from kernels.language.model import Model, StimulusTerm
from kernels.language.syntax.tree import Expr
from kernels.stimulus import Stimulus

NO_MEAN = ("rand", "poisson")  # draws whose mean would be another model, not this one without noise


def without_noise(model: Model) -> Model:
    """The model with white noise and `randn()` at 0 and Ornstein-Uhlenbeck drives at their mean.

    A model without noise is returned as it is. Raises NotMeasurable where the randomness is the model itself: `rand()`,
    `poisson()`, a `poisson` drive.
    """

    def quiet(expr: Expr) -> Expr:
        if expr.op == "name" and (expr.value == "xi" or str(expr.value).startswith("xi_")):
            return expr._replace(op="num", value=0.0)
        if expr.op == "call" and expr.value == "randn":
            return expr._replace(op="num", args=(), value=0.0)
        if expr.op == "call" and expr.value in NO_MEAN:
            raise NotMeasurable(f"this model draws random numbers by {expr.value}(): it has no form without noise")
        return expr._replace(args=tuple(quiet(arg) for arg in expr.args)) if expr.args else expr

    silent = replace(
        with_expressions(model, quiet),
        stimuli=_quiet(model.stimuli),
        presets=tuple(replace(item, stimuli=_quiet(item.stimuli)) for item in model.presets),
    )
    return model if silent == model else silent


def draws_random_numbers(model: Model) -> bool:
    """Whether the model itself draws random numbers; its own drive, which may be noise, is not asked."""
    own = replace(model, stimuli={}, presets=())
    try:
        return without_noise(own) is not own
    except NotMeasurable:
        return True


def repeats(model: Model, stimuli: Sequence[Stimulus]) -> bool:
    """Whether two runs with the same numbers are the same: neither the model nor these drives draw random numbers."""
    protocols = {protocol for stimulus in stimuli for protocol, _, _ in stimulus.terms}
    return not protocols & {"ou", "poisson"} and not draws_random_numbers(model)


def _quiet(stimuli: Mapping[str, tuple[StimulusTerm, ...]]) -> dict[str, tuple[StimulusTerm, ...]]:
    return {name: tuple(_quiet_term(term) for term in terms) for name, terms in stimuli.items()}


def _quiet_term(term: StimulusTerm) -> StimulusTerm:
    if term.protocol == "poisson":
        raise NotMeasurable("this model is driven by random events (poisson): it has no form without noise")
    if term.protocol != "ou":
        return term
    return StimulusTerm("constant", {"amplitude": term.numbers["mean"]})
