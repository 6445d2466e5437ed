"""ISI: the intervals between spikes as a histogram, on a logarithmic scale, and each against the next."""

from __future__ import annotations

from typing import Any

from sctui.session.state import Session

ALL = ("histogram", "log-histogram", "return-map")


def request(session: Session, options: dict[str, str]) -> dict[str, Any]:
    """The intervals of the setup's run."""
    return session.setup.request()


def figures(result: Any, options: dict[str, str]) -> list[list[Any]]:
    """One of the pictures, or the three of intervals under and beside each other."""
    from sctui.figures.operations import figure_of  # numpy: in the worker process alone

    kinds = ALL if options["kind"] == "all" else (options["kind"],)
    pictures = [figure_of("isi", result, kind) for kind in kinds]
    return [pictures[:1], pictures[1:]] if len(pictures) > 1 else [pictures]


def readout(result: Any, options: dict[str, str]) -> str:
    """The measures of regularity."""
    unit = result.time_unit
    if not len(result.intervals):
        return f"{len(result.spikes)} spike{'' if len(result.spikes) == 1 else 's'}: there is no interval"
    numbers = ("CV", result.cv), ("CV2", result.cv2), ("LV", result.lv), ("Fano", result.fano)
    return f"{len(result.intervals)} intervals, mean {result.mean:.4g} {unit}, " + ", ".join(
        f"{name} {value:.3g}" for name, value in numbers if value == value
    )
