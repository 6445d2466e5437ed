"""Spiking-neuron models from text to spikes: the scripting interface.

    import kernels
    model = kernels.load("hodgkin_huxley")
    run = kernels.simulate(model, current=10, duration=1000)
    run.spikes

Names are imported on first use: `import kernels` costs milliseconds, numpy and the compiler come with the first run.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kernels.analysis.bifurcation import bifurcation
    from kernels.analysis.characterize import characterize
    from kernels.analysis.compare import compare, multi_simulate
    from kernels.analysis.exponent import lyapunov
    from kernels.analysis.fi import fi_curve
    from kernels.analysis.frequency_response import freq_response
    from kernels.analysis.heatmap import heatmap
    from kernels.analysis.isi import isi
    from kernels.analysis.nullclines import nullclines
    from kernels.analysis.pattern import classify
    from kernels.analysis.scan import scan
    from kernels.analysis.sensitivity import sensitivity
    from kernels.analysis.spikes import SpikeStatistics, spike_statistics
    from kernels.analysis.sta import sta
    from kernels.catalogue import check, models, templates
    from kernels.errors import KernelsError, ModelError, NumericalError, RequestError
    from kernels.experiments import presets
    from kernels.export.generate import generate_code
    from kernels.export.job import Program
    from kernels.language.model import Model
    from kernels.library import load, parse
    from kernels.network.ei import ei_network
    from kernels.running.cluster import cluster
    from kernels.running.result import Run
    from kernels.running.simulate import simulate
    from kernels.running.sweep import Sweep, sweep

_HOME = {
    "fi_curve": "kernels.analysis.fi",
    "bifurcation": "kernels.analysis.bifurcation",
    "nullclines": "kernels.analysis.nullclines",
    "load": "kernels.library",
    "parse": "kernels.library",
    "simulate": "kernels.running.simulate",
    "sweep": "kernels.running.sweep",
    "Sweep": "kernels.running.sweep",
    "cluster": "kernels.running.cluster",
    "Run": "kernels.running.result",
    "Model": "kernels.language.model",
    "heatmap": "kernels.analysis.heatmap",
    "sensitivity": "kernels.analysis.sensitivity",
    "compare": "kernels.analysis.compare",
    "multi_simulate": "kernels.analysis.compare",
    "isi": "kernels.analysis.isi",
    "classify": "kernels.analysis.pattern",
    "sta": "kernels.analysis.sta",
    "freq_response": "kernels.analysis.frequency_response",
    "lyapunov": "kernels.analysis.exponent",
    "characterize": "kernels.analysis.characterize",
    "scan": "kernels.analysis.scan",
    "spike_statistics": "kernels.analysis.spikes",
    "SpikeStatistics": "kernels.analysis.spikes",
    "ei_network": "kernels.network.ei",
    "check": "kernels.catalogue",
    "models": "kernels.catalogue",
    "templates": "kernels.catalogue",
    "presets": "kernels.experiments",
    "generate_code": "kernels.export.generate",
    "Program": "kernels.export.job",
    "KernelsError": "kernels.errors",
    "ModelError": "kernels.errors",
    "NumericalError": "kernels.errors",
    "RequestError": "kernels.errors",
}

__all__ = [
    "KernelsError",
    "Model",
    "ModelError",
    "NumericalError",
    "Program",
    "RequestError",
    "Run",
    "SpikeStatistics",
    "Sweep",
    "bifurcation",
    "characterize",
    "check",
    "classify",
    "cluster",
    "compare",
    "ei_network",
    "fi_curve",
    "freq_response",
    "generate_code",
    "heatmap",
    "isi",
    "load",
    "lyapunov",
    "models",
    "multi_simulate",
    "nullclines",
    "parse",
    "presets",
    "scan",
    "sensitivity",
    "simulate",
    "spike_statistics",
    "sta",
    "sweep",
    "templates",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'kernels' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(set(globals()) | set(__all__))
