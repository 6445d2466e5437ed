"""Servers for tests: one for each profile of a client, started once a module and ended with it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from client import PULLING, PUSHING, Client, start, stop


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pushed() -> AsyncIterator[Client]:
    """A client that gets diagnostics pushed and counts UTF-16 units."""
    client = await start(PUSHING)
    yield client
    if client.process.returncode is None:
        assert await stop(client) == (0, "")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pulled() -> AsyncIterator[Client]:
    """A client that pulls diagnostics and counts UTF-8 units."""
    client = await start(PULLING)
    yield client
    if client.process.returncode is None:
        assert await stop(client) == (0, "")
