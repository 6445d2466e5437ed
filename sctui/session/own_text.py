"""The user's own equations: how a setup follows a text that changes, and whether a text is kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from kernels.errors import KernelsError
from kernels.language.model import Model
from kernels.library import entries, path_of, read_text
from sctui.session.setup import Setup
from sctui.session.state import Session


class Followed(NamedTuple):
    """A setup that runs another text, and what of the changed values had to be let go."""

    setup: Setup
    dropped: tuple[str, ...]


def follow(setup: Setup, text: str, model: Model, before: Model | None) -> Followed:
    """The setup running `text`, whose checked model is `model`.

    Changed values stay where the new model still has the name. A value that the text itself now says otherwise than
    `before`, the model that ran until now, is let go: who edits the text wants to see what it says.
    """
    known = {one.name: one.default for one in model.parameters}
    old = {} if before is None else {one.name: one.default for one in before.parameters}
    said = {name for name, value in known.items() if name in old and old[name] != value}
    states = {one.name for one in model.states}
    inputs = {one.name for one in model.inputs}
    driven = set() if before is None else {n for n in inputs if model.stimuli.get(n) != before.stimuli.get(n)}
    new = replace(
        setup,
        source=text,
        params=_kept(setup.params, set(known) - said),
        init=_kept(setup.init, states),
        drives=_kept(setup.drives, inputs - driven),
        preset=setup.preset if setup.preset in {one.name for one in model.presets} else "",
    )
    dropped = [name for part in ("params", "init", "drives") for name in getattr(setup, part)]
    kept = {name for part in ("params", "init", "drives") for name in getattr(new, part)}
    gone = [name for name in dropped if name not in kept]
    if setup.preset and not new.preset:
        gone.append(f"preset {setup.preset}")
    settings: dict[str, Any] = {
        name: None
        for name in ("duration", "dt", "method", "seed")
        if getattr(setup, name) is not None
        and before is not None
        and getattr(before.run, name) != getattr(model.run, name)
    }
    new = replace(new, **settings)
    gone += settings
    return Followed(new, tuple(dict.fromkeys(gone)))


def _kept(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    wanted = set(names)
    return {name: value for name, value in values.items() if name in wanted}


def shown_text(setup: Setup) -> str:
    """The text of what a setup runs: its own, or the library model's. KernelsError where there is none."""
    return setup.source or read_text(path_of(setup.model))


def is_kept(session: Session) -> bool:
    """Whether the text in the editor is empty, or stands in its file or in the library: then it may be replaced."""
    text = one_newline(session.text)
    if not text.strip():
        return True
    if session.path:
        return _same(Path(session.path), text)
    length = len(text.encode("utf-8", "surrogatepass"))
    return any(one.path.stat().st_size == length and _same(one.path, text) for one in entries())


def _same(path: Path, text: str) -> bool:
    try:
        return one_newline(read_text(path)) == text
    except KernelsError:  # the file is gone: the text is all there is
        return False


def one_newline(text: str) -> str:
    """The text with `\\n` at the end of every line, as the editor holds it."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
