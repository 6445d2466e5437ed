"""Equations as they stand in papers, in characters: stacked fractions, Greek letters, raised powers."""

from kernels.language.typeset.equations import typeset, typeset_expression

__all__ = ["typeset", "typeset_expression"]
