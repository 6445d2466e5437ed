"""The ODE language: text -> tokens -> tree -> checked model, with diagnostics.

`analyse(text)` is the whole way; `parse_document` stops at the tree.
"""

from kernels.language.analyse import Analysis, NameInfo, analyse
from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.document import parse_document

__all__ = ["Analysis", "Diagnostic", "Edit", "Fix", "NameInfo", "analyse", "parse_document"]
