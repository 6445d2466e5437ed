"""Waiting in tests of the studio: for what the screen shows, not for a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from textual import events
from textual.pilot import Pilot

PATIENCE = 20.0  # seconds until a condition that does not come true fails the test


async def until(pilot: Pilot[Any], condition: Callable[[], object], what: str) -> None:
    """Lets the studio go on until `condition` holds; AssertionError naming `what` where it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain for {what}")
        await asyncio.sleep(0.01)
        await pilot.pause()


async def paste(studio: Any, pilot: Pilot[Any], text: str) -> None:
    """Text comes from the terminal's clipboard, all at once."""
    studio.post_message(events.Paste(text))
    await pilot.pause()


def screen_text(studio: Any) -> str:
    """What the screen shows, line by line."""
    width, height = studio.size
    lines = studio.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in lines)
