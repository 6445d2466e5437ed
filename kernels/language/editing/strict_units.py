"""The stricter check that an editor can ask for: every name of a text that uses units says what its unit is."""

from __future__ import annotations

from kernels.language.analysis import Analysis
from kernels.language.codes import diagnose
from kernels.language.diagnostic import Diagnostic, Fix
from kernels.language.editing.annotate_units import annotation_edit
from kernels.language.syntax.tree import Definition
from kernels.language.units.unit_table import DIMENSIONLESS


def strict_units(analysis: Analysis) -> list[Diagnostic]:
    """A warning for each definition without a unit, with the fix where the unit is known.

    None of a text without any unit, and none of a function, whose unit may depend on its arguments.
    """
    infos = analysis.names.values()
    if not any(info.dimension is not None and info.dimension != DIMENSIONLESS for info in infos):
        return []
    found = []
    for one in analysis.document.statements:
        if not isinstance(one, Definition) or one.unit is not None or one.kind == "function":
            continue
        info = analysis.names.get(one.name)
        if info is None or info.span != one.name_span:
            continue
        edit = annotation_edit(one, analysis)
        fixes = () if edit is None else (Fix(f"annotate `{one.name}`: {edit.new_text.strip(' :')}", (edit,)),)
        found.append(diagnose("ODE311", *one.name_span, f"`{one.name}` has no unit: write one behind a colon", fixes))
    return found
