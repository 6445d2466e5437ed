"""Why a model, or a part of it, cannot become hardware."""

from __future__ import annotations

from kernels.errors import ModelError

REASONS = {
    "time": "reads the time itself",
    "range": "a value's range cannot be bounded or is too wide",
    "function": "a function of several changing values, or one that jumps",
    "format": "a value does not fit the format",
    "random": "a random number that a shift register cannot make",
    "states": "its states leave the finite numbers, or have no range",
    "writable": "a writable parameter that changes the structure",
    "shape": "not the leaky integrate-and-fire neuron that stochastic computing takes",
}

ADVICE = {  # what its author can do
    "time": "Write what depends on t as an input with a stimulus, or count from the last spike: t - t_spike.",
    "range": "Give the parameters or the state a range, [low, high] in the comment of its line, or bound the value "
    "with clip(x, low, high).",
    "function": "A function of one changing value becomes a table; split this one into such functions, or put "
    "sums and products around them.",
    "format": "Take more bits or a format with more before the point: 20, 24, or auto.",
    "random": "Use xi, rand() or randn(), which become shift registers, and the architectures single or shared.",
    "states": "Change parameters, stimulus, method or dt so that the run stays finite: see its trace.",
    "writable": "Leave this parameter baked in.",
    "shape": "Take the fixed-point circuit, which knows more shapes, or a leaky integrate-and-fire neuron.",
}


class Refused(ModelError):
    """A model that cannot become hardware as asked; `reason` is a key of REASONS, the message says it in full."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        assert reason in REASONS
        self.reason = reason
