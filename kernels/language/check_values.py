"""Warnings that need numbers: removable 0/0, a reset that leaves the threshold true, a step too large."""

from __future__ import annotations

from kernels.language.check_names import NameCheck
from kernels.language.declarations import Declarations
from kernels.language.diagnostic import Diagnostic
from kernels.language.model import Model


def check_values(
    declarations: Declarations, names: NameCheck, model: Model | None, text: str, problems: list[Diagnostic]
) -> None:
    """Report them; those that need the model's numbers only where there is one."""
