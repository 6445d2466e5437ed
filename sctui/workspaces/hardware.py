"""Workspace 5, Hardware: the model as a circuit: its Verilog, its precision, how it came about, what it needs."""

from __future__ import annotations

from sctui.workspaces.analyse import Analyse, Layout

PANELS = ("models", "parameters")


class Hardware(Analyse):
    """One view over the whole width; the models and the parameters are drawers at every size.

    Listings need the columns. A parameter or a stimulus that is changed here is baked into the circuit.
    """

    DEFAULT_CSS = """
    Hardware .over { layer: drawers; width: 44; max-width: 100%; }
    """

    WORKSPACE = "hardware"
    FIELD = "hardware"
    LAYOUTS: tuple[Layout, ...] = ((60, "tiny", PANELS), (100, "narrow", PANELS), (1 << 16, "normal", PANELS))
