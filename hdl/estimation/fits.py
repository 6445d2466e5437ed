"""How far LUTs are from what synthesis finds: a factor for each device and architecture, and the errors that are left.

`python -m hdl.calibrate` measures both anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

COEFFICIENTS = Path(__file__).parent / "coefficients.json"


@dataclass(frozen=True, slots=True)
class Fit:
    """LUTs that synthesis finds for each that is counted, and the relative errors that are left, by model.

    `held_out`: of models that were not used for the factor, nor to find out how to count; `fitted`: of the others.
    """

    factor: float
    held_out: Mapping[str, float]
    fitted: Mapping[str, float]

    @property
    def errors(self) -> Mapping[str, float]:
        """All errors by model."""
        return {**self.fitted, **self.held_out}

    @property
    def worst(self) -> float:
        """The largest of all errors, in percent."""
        return 100.0 * max(abs(error) for error in self.errors.values())

    @property
    def typical(self) -> float:
        """The middle one of the errors, in percent."""
        errors = sorted(abs(error) for error in self.errors.values())
        return 100.0 * errors[len(errors) // 2]


@cache
def fits() -> dict[str, Fit]:
    """The fit of each device and architecture, by `key_of`."""
    data = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return {key: Fit(one["factor"], one["held_out"], one["fitted"]) for key, one in data["fits"].items()}


def key_of(target: str, arch: str) -> str:
    """What a fit is called in the file."""
    return f"{target} {arch}"
