"""Progress is passed on sparingly, and what is known with it is not lost."""

from __future__ import annotations

from typing import Any, cast

import pytest

from kernels import worker_process
from kernels.worker_process import Job


class Sent(list[dict[str, Any]]):
    """In the place of the channel: what was sent."""

    def send(self, message: dict[str, Any]) -> None:
        self.append(message)


def test_what_is_known_does_not_wait_for_a_bare_fraction_and_is_not_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(worker_process.time, "monotonic", lambda: now)
    sent = Sent()
    job = Job(1, cast(Any, sent), memoryview(bytearray(8)).cast("q"))
    job.progress(0.1)
    job.progress(0.2)  # too soon
    job.progress(0.3, {"rows": 1})
    job.progress(0.4, {"rows": 2})  # too soon, but known
    job.progress(0.5)
    assert [(one["fraction"], one["values"]) for one in sent] == [(0.1, {}), (0.3, {"rows": 1})]
    now = 100.06
    job.progress(0.6)
    job.progress(0.7)
    assert [(one["fraction"], one["values"]) for one in sent[2:]] == [(0.6, {"rows": 2})]
