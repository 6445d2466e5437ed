"""What a run returns: times, traces, spikes and their statistics, with units beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kernels.analysis.spikes import SpikeStatistics

if TYPE_CHECKING:
    import numpy as np

    from kernels.language.model import Model


@dataclass(frozen=True, slots=True)
class Run:
    """One simulated neuron. Times in the model's display time unit, states in their display units.

    `time`, every array of `states` and of `inputs` have one entry a recorded sample: sample 0 is the initial
    state, sample k the state after k steps and before that step's reset. If `minmax` is true the run was longer
    than the recording limit and samples come in pairs, the minimum and the maximum of each bin.
    """

    model: Model
    time: np.ndarray  # (n_samples,)
    states: Mapping[str, np.ndarray]  # each (n_samples,)
    inputs: Mapping[str, np.ndarray]  # each (n_samples,)
    spikes: np.ndarray  # (n_spikes,) spike times
    statistics: SpikeStatistics
    duration: float
    dt: float
    n_steps: int
    method: str
    seed: int
    record_every: int
    minmax: bool
    parameters: Mapping[str, float]  # the values used
    local_error: float  # largest estimated error of one step relative to the state's span; nan where not estimated
    warnings: tuple[str, ...] = ()

    @property
    def units(self) -> dict[str, str]:
        """The display unit of every state and input, "" where it has none."""
        inputs = {item.name: item.unit for item in self.model.inputs}
        return {state.name: state.unit for state in self.model.states} | inputs

    def to_dict(self) -> dict[str, Any]:
        """The response of the `simulate` operation as plain JSON values."""
        return {
            "time": self.time.tolist(),
            "states": {name: values.tolist() for name, values in self.states.items()},
            "spikes": self.spikes.tolist(),
            "spike_count": len(self.spikes),
            "dt": self.dt,
            "n_steps": self.n_steps,
            "stats": self.statistics.to_dict(),
            "current_trace": {name: values.tolist() for name, values in self.inputs.items()},
            "method": self.method,
            "seed": self.seed,
            "record_every": self.record_every,
            "minmax": self.minmax,
            "time_unit": self.model.time_unit,
            "units": self.units,
            "params": dict(self.parameters),
            "warnings": list(self.warnings),
        }
