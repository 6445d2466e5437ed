"""The ODE language: from text to a checked model, diagnostics and canonical text. No numpy and no sympy.

Names are imported on first use: who only looks something up in one of the tables does not load the analysis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kernels.language.analysis import Analysis, NameInfo, analyse
    from kernels.language.diagnostic import Diagnostic, Edit, Fix
    from kernels.language.printing.printer import format_text
    from kernels.language.syntax.document import parse_document

_HOME = {
    "Analysis": "analysis",
    "NameInfo": "analysis",
    "analyse": "analysis",
    "Diagnostic": "diagnostic",
    "Edit": "diagnostic",
    "Fix": "diagnostic",
    "parse_document": "syntax.document",
    "format_text": "printing.printer",
}

__all__ = ["Analysis", "Diagnostic", "Edit", "Fix", "NameInfo", "analyse", "format_text", "parse_document"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kernels.language' has no attribute {name!r}")
    module = import_module(f"kernels.language.{_HOME[name]}")
    value = getattr(module, name)
    globals()[name] = value
    return value
