"""Where threads wait for each other: with the system's barrier and without one, nobody goes on before all are there."""

from __future__ import annotations

import ctypes
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from kernels.network import meeting
from kernels.network.ei import ei_network
from kernels.network.meeting import Meeting

WAIT = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p)


@pytest.fixture(params=["system", "python"])
def barrier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both kinds, on whatever system the tests run."""
    if request.param == "python":
        monkeypatch.setattr(meeting, "system_barrier", lambda: None)
    elif meeting.system_barrier() is None:
        pytest.skip("this system has no barriers")


@pytest.mark.usefixtures("barrier")
def test_nobody_leaves_before_all_have_come() -> None:
    threads, rounds = 3, 50
    place = Meeting(threads)
    wait = WAIT(place.wait)
    arrived = np.zeros(threads, dtype=np.int64)

    def work(thread: int) -> bool:
        in_time = True
        for number in range(1, rounds + 1):
            arrived[thread] = number
            wait(place.place)
            in_time = in_time and bool((arrived >= number).all())
            wait(place.place)
        return in_time

    with ThreadPoolExecutor(threads) as pool:
        assert all(pool.map(work, range(threads)))


@pytest.mark.usefixtures("barrier")
def test_a_network_is_the_same_with_either() -> None:
    one, two = (
        ei_network(n_excitatory=400, n_inhibitory=100, duration=60.0, threads=threads, seed=3) for threads in (1, 2)
    )
    assert len(one.spike_times) > 100
    assert np.array_equal(one.spike_times, two.spike_times)
    assert np.array_equal(one.spike_neurons, two.spike_neurons)
