"""The ODE language: text -> tokens -> tree -> checked model, with diagnostics.

`analyse(text)` is the whole way; `parse_document` stops at the tree; `format_text` lays a text out canonically.
"""

from kernels.language.analyse import Analysis, NameInfo, analyse
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.document import parse_document
from kernels.language.printer import format_text

__all__ = ["Analysis", "Diagnostic", "Edit", "Fix", "NameInfo", "analyse", "format_text", "parse_document"]
