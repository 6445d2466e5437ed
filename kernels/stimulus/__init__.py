"""What drives a model: protocols, noise and waveforms as numbers, one for every step and lane."""

from kernels.stimulus.protocols import Setting
from kernels.stimulus.request import level_of, resolve
from kernels.stimulus.stream import Stimulus, StimulusStream, sample, stimulus_stream

__all__ = [
    "Setting",
    "Stimulus",
    "StimulusStream",
    "level_of",
    "resolve",
    "sample",
    "stimulus_stream",
]
