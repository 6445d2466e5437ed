"""A short run of the monkey; `python -m tests.lsp.monkey` is the long one."""

from __future__ import annotations

from tests.lsp.monkey import run


async def test_random_edits_requests_cancellations_and_closes_leave_the_server_right() -> None:
    done = await run(1_500, seed=1)
    assert done["checked"] > 20
    assert done["cancelled"] > 20
