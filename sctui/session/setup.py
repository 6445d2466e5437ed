"""The setup of a run: which model, its changed numbers, its stimulus, and how it is integrated. Immutable."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

FIRST_MODEL = "hodgkin_huxley"


@dataclass(frozen=True, slots=True)
class Setup:
    """One configuration of a model; everything left empty or None comes from the model's text.

    `model` is a slug of the library; a text in `source` is run instead of it. `params` and `init` hold changed values
    in display units. `drives` holds for an input's name a level (a number) or a protocol with its numbers
    (`{"protocol": "step", "amplitude": 500.0}`).
    """

    model: str = FIRST_MODEL
    source: str = ""
    preset: str = ""
    params: Mapping[str, float] = field(default_factory=dict)
    init: Mapping[str, float] = field(default_factory=dict)
    drives: Mapping[str, Any] = field(default_factory=dict)
    duration: float | None = None
    dt: float | None = None
    method: str | None = None
    seed: int | None = None

    @property
    def subject(self) -> dict[str, str]:
        """The subject of a request: the text, or the library model."""
        return {"source": self.source} if self.source else {"model": self.model}

    def request(self) -> dict[str, Any]:
        """The subject and the common settings as `sctui.operations.perform` reads them."""
        settings = {
            "preset": self.preset or None,
            "params": dict(self.params) or None,
            "init": dict(self.init) or None,
            "inputs": dict(self.drives) or None,
            "duration": self.duration,
            "dt": self.dt,
            "method": self.method,
            "seed": self.seed,
        }
        return self.subject | {name: value for name, value in settings.items() if value is not None}

    def with_param(self, name: str, value: float | None) -> Setup:
        """This setup with one parameter changed; None puts the preset's or the model's own value back."""
        params = {key: old for key, old in self.params.items() if key != name}
        return replace(self, params=params if value is None else params | {name: value})

    def with_drive(self, name: str, drive: Any) -> Setup:
        """This setup with one input driven otherwise; None puts the preset's or the model's own stimulus back."""
        drives = {key: old for key, old in self.drives.items() if key != name}
        return replace(self, drives=drives if drive is None else drives | {name: drive})

    def without(self, name: str) -> Setup:
        """This setup without its own value of a parameter or an input, for what sets that itself."""
        return self.with_param(name, None).with_drive(name, None)

    def changed(self) -> bool:
        """Whether any value differs from what the model and its preset say."""
        return self != Setup(model=self.model, source=self.source, preset=self.preset)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON; what is empty is left out."""
        return {f.name: _plain(value) for f in fields(self) if (value := getattr(self, f.name)) not in ("", None, {})}


def _plain(value: Any) -> Any:
    return {str(key): _plain(item) for key, item in value.items()} if isinstance(value, Mapping) else value
