"""`python -m tests.sctui.studio.monkey --events 10000 --seed 1`: random keys, mouse and sizes, and nothing may break.

The studio runs headless in a folder of its own and with real worker processes. Every so often the session is written
out and read again, which has to give the same one; when the monkey has left the studio, it comes back to what it left.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable
from contextlib import chdir
from pathlib import Path
from typing import Any

from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from sctui.session.keeping import Keeper
from sctui.session.reading import read_session
from sctui.session.state import Session, session_fields
from sctui.session.store import load_last
from sctui.studio.actions import ACTIONS
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from sctui.views.table import VIEWS
from tests.sctui.studio.waiting import screen_text

TYPED = tuple("abcdefghijklmnopqrstuvwxyzABCNOPRSU0123456789.,;:+-*/=()#_ '\"[]{}?%&~^<>@!$")
BOUND = tuple(key for action in ACTIONS for key in action.keys.split(",") if key and action.id != "quit")
OPTIONS = tuple(option.key for view in VIEWS.values() for option in view.options)
MOVING = ("tab", "shift+tab", "up", "down", "left", "right", "enter", "escape", "backspace", "delete", "home", "end")
SIZES = ((20, 5), (40, 12), (80, 24), (100, 30), (120, 40), (160, 45), (200, 50), (220, 60))
REMEMBERED = 60  # events that are told of when something broke
CHECKED = 200  # events from one look at the session to the next
SETTLED = 40  # events from one pause to the next, long enough that what waits for a pause comes
BEHIND = 8  # messages that may wait
WORDS = ("adex", "hodgkin", "1e9", "-5 mV", "0", "nan", "dv/dt = -v", "/nowhere", "spike\n", "1.5e-3 s", "½ µA")


class Broken(AssertionError):
    """What went wrong, and the events before it."""


class Monkey:
    """Presses, clicks, drags and resizes by a seed. `workers` are handed to the studio's desk, if there are any."""

    def __init__(self, seed: int, folder: Path, workers: dict[str, Any] | None = None) -> None:
        self._random = random.Random(seed)
        self._folder = folder
        self._workers = workers
        self._done: deque[str] = deque(maxlen=REMEMBERED)

    async def play(self, count: int, progress: Callable[[int], None] = lambda done: None) -> Session:
        """So many events, in as many studios as it takes; the session at the end. `Broken` where something did."""
        session, done = Session(), 0
        while done < count:
            studio = Studio(session, Desk(self._workers))
            studio.data_folder = self._folder
            studio.keeper = Keeper(session, self._folder)
            try:
                async with studio.run_test(size=(120, 40)) as pilot:
                    while done < count and studio.is_running:
                        done += 1
                        await self._one(studio, pilot, done)
                        if done % CHECKED == 0:
                            self._check(studio)
                            progress(done)
                    if studio.is_running:
                        await pilot.pause(0.5)
                        self._check(studio)
                    session = studio.session
            except Exception as error:
                raise Broken(f"{type(error).__name__}: {error}\n{self._told()}") from error
            self._check(studio)
            kept = load_last(self._folder)
            if kept.note or kept.session != _again(session):
                raise Broken(f"left with another session than it comes back to: {kept.note}\n{self._told()}")
        return session

    async def _one(self, studio: Studio, pilot: Pilot[Any], number: int) -> None:
        kind = self._random.choices(("key", "bound", "option", "type", "click", "drag", "wheel", "size", "quit"),
                                    (30, 25, 8, 4, 15, 6, 8, 2, 0.05))[0]  # fmt: skip
        await getattr(self, f"_{kind}")(studio, pilot)
        if studio.crash is not None:
            raise studio.crash
        if number % SETTLED == 0:
            await pilot.pause(self._random.choice((0.0, 0.1, 0.3)))

    # -- keys -----------------------------------------------------------------------------------------------------

    async def _key(self, studio: Studio, pilot: Pilot[Any]) -> None:
        await self._press(pilot, self._random.choice(self._random.choice((MOVING, TYPED))))

    async def _bound(self, studio: Studio, pilot: Pilot[Any]) -> None:
        await self._press(pilot, self._random.choice(BOUND))

    async def _option(self, studio: Studio, pilot: Pilot[Any]) -> None:
        await self._press(pilot, self._random.choice(OPTIONS))

    async def _type(self, studio: Studio, pilot: Pilot[Any]) -> None:
        await self._press(pilot, *self._random.choice(WORDS), self._random.choice(("enter", "escape", "tab")))

    async def _quit(self, studio: Studio, pilot: Pilot[Any]) -> None:
        await self._press(pilot, "ctrl+q")

    async def _press(self, pilot: Pilot[Any], *keys: str) -> None:
        self._done.append(" ".join(keys))
        for key in keys:
            name = _character_to_key(key) if len(key) == 1 else key
            await self._send(pilot.app, events.Key(name, key if len(key) == 1 else None))

    # -- mouse ----------------------------------------------------------------------------------------------------

    def _cell(self, studio: Studio) -> tuple[int, int]:
        return self._random.randrange(max(studio.size.width, 1)), self._random.randrange(max(studio.size.height, 1))

    async def _click(self, studio: Studio, pilot: Pilot[Any]) -> None:
        cell, button = self._cell(studio), self._random.choice((1, 1, 1, 1, 2, 3))
        for _ in range(self._random.choice((1, 1, 1, 2, 3))):
            await self._mouse(studio, events.MouseDown, cell, button)
            await self._mouse(studio, events.MouseUp, cell, button)

    async def _drag(self, studio: Studio, pilot: Pilot[Any]) -> None:
        shift, button = self._random.random() < 0.2, self._random.choice((1, 1, 1, 3))
        await self._mouse(studio, events.MouseDown, self._cell(studio), button, shift=shift)
        for _ in range(self._random.randrange(1, 6)):
            await self._mouse(studio, events.MouseMove, self._cell(studio), button, shift=shift)
        if self._random.random() < 0.9:  # a terminal may swallow it
            await self._mouse(studio, events.MouseUp, self._cell(studio), button, shift=shift)

    async def _wheel(self, studio: Studio, pilot: Pilot[Any]) -> None:
        kind = self._random.choice(
            (events.MouseScrollUp, events.MouseScrollDown, events.MouseScrollLeft, events.MouseScrollRight,
             events.MouseMove)
        )  # fmt: skip
        await self._mouse(studio, kind, self._cell(studio), 0, shift=self._random.random() < 0.2)

    async def _mouse(
        self, studio: Studio, kind: type[events.MouseEvent], cell: tuple[int, int], button: int, *, shift: bool = False
    ) -> None:
        self._done.append(f"{kind.__name__}{cell}")
        x, y = cell
        await self._send(studio, kind(None, x, y, 0, 0, button, shift, False, False, screen_x=x, screen_y=y))

    async def _send(self, studio: Any, event: events.InputEvent) -> None:
        """As the terminal's driver does; the hand is quick, but not quicker than the studio for long."""
        if studio._driver is not None and studio.is_running:
            studio._driver.process_message(event)
            await asyncio.sleep(0.001)
            while studio.is_running and studio.message_queue_size + studio.screen.message_queue_size > BEHIND:
                await asyncio.sleep(0.001)

    async def _size(self, studio: Studio, pilot: Pilot[Any]) -> None:
        size = self._random.choice((*SIZES, (self._random.randrange(20, 221), self._random.randrange(5, 61))))
        self._done.append(f"size {size}")
        await pilot.resize_terminal(*size)

    # -- what has to hold -----------------------------------------------------------------------------------------

    def _check(self, studio: Studio) -> None:
        """The session can be written and read; the screen is drawn, and has no traceback on it."""
        if studio.crash is not None:
            raise Broken(f"{studio.crash!r}\n{self._told()}") from studio.crash
        if _again(studio.session) != _plain(studio.session):
            raise Broken(f"a session that cannot be read again\n{self._told()}")
        if studio.is_running and "Traceback (most recent call" in screen_text(studio):
            raise Broken(f"a traceback on the screen\n{self._told()}")

    def _told(self) -> str:
        return "the last events: " + " | ".join(self._done)


def _plain(session: Session) -> Session:
    return Session(**{name: getattr(session, name) for name in session_fields(session)})


def _again(session: Session) -> Session:
    """What a session becomes when it is kept and read; `Broken` where something of it would be dropped."""
    read, wrong, strange = read_session(json.loads(json.dumps(session_fields(session), allow_nan=False)))
    if wrong or strange:
        raise Broken(f"the session is not taken back whole: {(*wrong, *strange)}")
    return read


def main() -> int:
    """Play, and tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.sctui.studio.monkey", description=__doc__.splitlines()[0])
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for variable in ("VISUAL", "EDITOR"):  # ctrl+e would hand the terminal on
        os.environ.pop(variable, None)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "here"
        place.mkdir()
        with chdir(place):
            try:
                asyncio.run(
                    Monkey(options.seed, Path(folder) / "data").play(
                        options.events, lambda done: print(done, end=" ", flush=True)
                    )
                )
            except Broken as broken:
                print(f"\nseed {options.seed}: {broken}")
                raise
    print(f"\nseed {options.seed}: {options.events} events in {time.monotonic() - begin:.0f} s, nothing broke")
    return 0


if __name__ == "__main__":
    sys.exit(main())
