"""Experiments: guided cards, each of which opens at a setting that shows what its text says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kernels.experiments import EXPERIMENTS, Experiment
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.views.table import VIEWS, with_option, with_view

# the view that shows an operation, and the fields of the request that are the operation's own, not the setup's
VIEW_OF = {
    "simulate": "trace", "fi-curve": "fi", "isi": "isi", "compare": "ab", "multi-simulate": "multi",
    "precision": "precision", "synth/multi-target": "devices",
}  # fmt: skip


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The experiments need nothing."""
    return {}


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """The cards are no figure."""
    return []


def readout(result: Any, options: dict[str, str]) -> str:
    """How many there are."""
    return f"{len(EXPERIMENTS)} experiments"


def find(slug: str) -> Experiment | None:
    """The experiment by its slug."""
    return next((one for one in EXPERIMENTS if one.slug == slug), None)


def opened(session: Session, experiment: Experiment) -> Session:
    """The session with the experiment on the screen: its setups, the view that shows them, and its text."""
    first = experiment.opened[0]
    requests: list[Mapping[str, Any]] = [one.request for one in experiment.opened if one.operation == first.operation]
    view = VIEW_OF[first.operation]
    session = with_view(replace(session, guide=experiment.slug, workspace="analyse"), view)
    for option in VIEWS[view].options:  # what the request says of them is how the view opens
        if option.name in first.request:
            session = with_option(session, VIEWS[view], option, str(first.request[option.name]))
    if first.operation == "compare":
        a, b = (setup_of(first.request[name]) for name in ("a", "b"))
        return replace(session.with_setup(a), a=a, b=b)
    if first.operation == "multi-simulate":
        requests = list(first.request["runs"])
    setups = [setup_of(one) for one in requests]
    if len(setups) > 1 and first.operation in ("simulate", "multi-simulate"):
        return replace(session.with_setup(setups[0]), view="multi", multi=tuple(setups))
    pins = (setups[0], setups[-1]) if len(setups) > 1 else (session.a, session.b)
    return replace(session.with_setup(setups[0]), a=pins[0], b=pins[1])


def setup_of(request: Mapping[str, Any]) -> Setup:
    """The setup that a request to an operation is about; the operation's own fields are left out."""
    drives: dict[str, Any] = dict(request.get("inputs", {}))
    setup = Setup(
        model=request["model"],
        preset=request.get("preset", ""),
        params=request.get("params", {}),
        init=request.get("init", {}),
        duration=request.get("duration"),
        dt=request.get("dt"),
        method=request.get("method"),
        seed=request.get("seed"),
    )
    if "current" in request or "protocol" in request:
        from sctui.session.subject import model_of  # the model is read only where the first input's name is needed

        name = model_of(setup).inputs[0].name
        level, protocol = request.get("current"), request.get("protocol")
        numbers = {} if level is None else {"mean" if protocol == "ou" else "amplitude": level}
        drives[name] = level if protocol is None else {"protocol": protocol} | numbers
    return replace(setup, drives=drives)
