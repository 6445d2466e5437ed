"""LUTs of a module on a device: a sum over its operators, with coefficients fitted to netlists of the library's models.

`python -m hdl.calibrate` makes the coefficients anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hdl.estimation.cells import blocks, multipliers
from hdl.estimation.expressions import Operators

COEFFICIENTS = Path(__file__).parent / "coefficients.json"


@dataclass(frozen=True, slots=True)
class Fit:
    """Coefficients of a device and an architecture, in LUTs, and the relative errors on models not used for them."""

    coefficients: Mapping[str, float]
    errors: Mapping[str, float]

    @property
    def worst(self) -> float:
        """The largest of the errors, in percent."""
        return 100.0 * max((abs(error) for error in self.errors.values()), default=0.0)

    @property
    def typical(self) -> float:
        """The middle one of the errors, in percent."""
        errors = sorted(abs(error) for error in self.errors.values())
        return 100.0 * errors[len(errors) // 2] if errors else 0.0


def features(found: Operators, target: str) -> dict[str, float]:
    """What the LUTs of a module are proportional to."""
    c = found.counts
    extra = sum(a + b for a, b in found.products) if multipliers(found, target) > len(found.products) else 0
    return {
        "sums": c["add"],
        "sums with constants": c["add_fixed"],
        "comparisons": c["compare"],
        "comparisons with constants": c["fixed"],
        "choices": c["choose"],
        "choices of constants": c["choose_fixed"],
        "choices of zero": c["choose_zero"],
        "truth values": c["decide"],
        "sources of registers": c["source"],
        "codes": c["code"],
        "tables in LUTs": sum(
            depth * width
            for depth, width, registered in found.tables
            if not (registered and blocks(depth, width, target))
        ),
        "divisions": c["divide"],
        "wide products": extra,
        "module": 1.0,
    }


def luts(found: Operators, target: str, arch: str) -> int:
    """The LUTs that the fit expects."""
    fit = fits()[key_of(target, arch)]
    return round(sum(fit.coefficients.get(name, 0.0) * value for name, value in features(found, target).items()))


@cache
def fits() -> dict[str, Fit]:
    """The fit of each device and architecture, by `key_of`."""
    data = json.loads(COEFFICIENTS.read_text(encoding="utf-8"))
    return {key: Fit(one["coefficients"], one["held_out"]) for key, one in data["fits"].items()}


def key_of(target: str, arch: str) -> str:
    """What a fit is called in the file."""
    return f"{target} {arch}"
