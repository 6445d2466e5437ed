"""Write the units that the analysis has inferred behind their definitions."""

from __future__ import annotations

from kernels.language.analysis import Analysis, analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.syntax.tree import Definition
from kernels.language.units.dimensions import si_name
from kernels.language.units.unit_table import DIMENSIONLESS


def annotation_edit(one: Definition, analysis: Analysis) -> Edit | None:
    """The edit that annotates a definition with the SI unit of its dimension, as Brian 2 reads it.

    None where it has an annotation, where nothing says its unit, and for functions.
    """
    info = analysis.names.get(one.name)
    if info is None or info.dimension is None or one.unit is not None or one.kind == "function":
        return None
    name = "1" if info.dimension == DIMENSIONLESS else si_name(info.dimension)
    return Edit(one.span.end, one.span.end, f" : {name}")


def annotate_units(analysis: Analysis) -> tuple[Edit, ...]:
    """The edits that annotate every definition whose unit is known; empty where the text would mean something else."""
    edits = tuple(
        edit
        for one in analysis.document.statements
        if isinstance(one, Definition) and (edit := annotation_edit(one, analysis)) is not None
    )
    if not edits or analysis.model is None:
        return ()
    changed = analyse(apply_edits(analysis.document.text, edits))
    same = changed.model is not None and _numbers(changed) == _numbers(analysis)
    return edits if same else ()


def _numbers(analysis: Analysis) -> object:
    """What the numbers of a model count: display units and defaults."""
    model = analysis.model
    assert model is not None
    return (
        {name: info.unit for name, info in analysis.names.items()},
        [(item.name, item.default) for item in model.parameters],
    )
