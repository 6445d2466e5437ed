"""A studio for tests: headless, with worker processes that all tests of a session share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kernels.worker import Worker
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.desk import LONG, OPERATIONS, QUICK, Desk


@pytest.fixture(scope="session")
def workers() -> Iterator[dict[str, Worker]]:
    """Both worker processes, started once."""
    made = {QUICK: Worker(OPERATIONS), LONG: Worker(OPERATIONS)}
    for worker in made.values():
        worker.start()
    yield made
    for worker in made.values():
        worker.close()


@pytest.fixture
def studio(workers: dict[str, Worker]) -> Studio:
    """A studio with the default session; another one: `studio.session = ...` before `run_test`."""
    return Studio(Session(), Desk(workers))
