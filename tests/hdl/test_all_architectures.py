"""A dozen models in every architecture: their Verilog computes the bits of the integer kernel."""

from __future__ import annotations

import pytest

from hdl.files import ARCHITECTURES, forcing_stimulus, printed
from hdl.judges.cosim import has_simulator, simulate_files
from hdl.refusal import Refused
from tests.hdl.circuits import compiled

MODELS = (
    "lif", "izhikevich", "adex", "fitzhugh_nagumo", "truenorth", "stochastic_lif", "chialvo", "theta", "loihi_cuba",
    "quadratic_if", "mihalas_niebur", "van_der_pol",
)  # fmt: skip
STEPS = 40


@pytest.mark.skipif(not has_simulator(), reason="no simulator is installed (Debian: iverilog, or the extra synth)")
@pytest.mark.parametrize("slug", MODELS)
def test_a_model_is_equal_to_its_verilog_in_all_architectures(slug: str) -> None:
    c = compiled(slug)
    for arch in ARCHITECTURES:
        if arch == "array" and c.circuit.sources:
            with pytest.raises(Refused, match="random numbers"):
                printed(c, arch, STEPS)
            continue
        made = printed(c, arch, STEPS, forcing_stimulus(c, STEPS, 1), neurons=3)
        verdict = simulate_files(made, arch)
        assert verdict.passed, (arch, verdict.failed, verdict.said)
        assert verdict.steps == STEPS
