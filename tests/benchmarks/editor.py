"""What somebody who types waits for: from a change of the text to its diagnostics, in a language server process."""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from typing import NamedTuple

from kernels.language.analysis import analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.occurrences import occurrences
from kernels.language.syntax.tree import Directive
from kernels.library import entries, read_text
from tests.benchmarks.processor_time import processor_seconds
from tests.lsp.client import PUSHING, URI, Client, start, stop

CHANGES = 60


class Wait(NamedTuple):
    """Milliseconds of one thing: the median, the 95th percentile, and what is aimed at."""

    what: str
    median: float
    slowest: float
    aim: float


def lines_of_the_library(count: int) -> str:
    """A legal text of so many lines: models of the library one behind the other, each with names of its own."""
    lines: list[str] = []
    copy = 0
    while True:
        for entry in entries():
            text = read_text(entry.path)
            analysis = analyse(text)
            if analysis.model is None or analysis.model.time_unit == "step":
                continue
            edits = [
                Edit(one.end, one.end, f"_{copy}")
                for one in occurrences(analysis.document)
                if one.kind == "argument" or one.name in analysis.names
            ]
            edits += [
                Edit(one.span.start, one.span.start, "# as it was: ")
                for one in analysis.document.statements
                if isinstance(one, Directive)
            ]
            more = apply_edits(text, edits).splitlines()
            if len(lines) + len(more) > count:
                return "\n".join([*lines, *["# the end"] * (count - len(lines))]) + "\n"
            lines += more
            copy += 1


async def _changes(client: Client, text: str, what: str, aim: float) -> list[Wait]:
    """A line in the middle of the text is typed anew, again and again; each time until its diagnostics are there."""
    client.open(text)
    await client.news(lambda: client.published.get(URI, {}).get("version") == 1)
    line = text.count("\n") // 2
    milliseconds = []
    before = processor_seconds(client.process.pid)
    for version in range(2, CHANGES + 2):
        begun = time.perf_counter()
        end = {"line": line, "character": 0} if version == 2 else {"line": line + 1, "character": 0}
        where = {"start": {"line": line, "character": 0}, "end": end}
        client.change([{"range": where, "text": f"typed_{version} = {version}\n"}], version)
        await client.news(lambda version=version: client.published[URI].get("version") == version)
        milliseconds.append((time.perf_counter() - begun) * 1e3)
    mean = (processor_seconds(client.process.pid) - before) / CHANGES * 1e3
    client.close()
    waited = Wait(what, statistics.median(milliseconds), statistics.quantiles(milliseconds, n=20)[-1], aim)
    return [waited, Wait("    processor time (mean)", mean, mean, aim)]


async def _requests(client: Client, text: str) -> list[Wait]:
    """Hover and completion in a text that stays as it is."""
    client.open(text)
    found = []
    for method in ("hover", "completion"):
        milliseconds = []
        for _ in range(CHANGES):
            begun = time.perf_counter()
            await client.at(method, 8, 15)
            milliseconds.append((time.perf_counter() - begun) * 1e3)
        slowest = statistics.quantiles(milliseconds, n=20)[-1]
        found.append(Wait(f"{method}, 30 lines", statistics.median(milliseconds), slowest, 5))
    client.close()
    return found


def _memory(process_id: int) -> float:
    """Resident megabytes of a process; nan where the system does not say."""
    try:
        with open(f"/proc/{process_id}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return float("nan")


async def _measured() -> list[Wait]:
    starts = []
    for _ in range(5):
        begun = time.perf_counter()
        client = await start(PUSHING)
        starts.append((time.perf_counter() - begun) * 1e3)
        await stop(client)
    client = await start(PUSHING, options={"debounce": 0})
    short = "\n".join(read_text(next(one.path for one in entries() if one.slug == "hodgkin_huxley")).split("\n")[:30])
    rows = [
        Wait("start to initialised", statistics.median(starts), max(starts), 500),
        Wait("its memory, MB", memory := _memory(client.process.pid), memory, 60),
        *await _changes(client, short + "\n", "change to diagnostics, 30 lines", 5),
        *await _changes(client, lines_of_the_library(2_000), "change to diagnostics, 2,000 lines", 50),
        *await _changes(client, lines_of_the_library(9_990), "change to diagnostics, 9,990 lines", float("nan")),
        *await _requests(client, short),
    ]
    await stop(client)
    return rows


def measure() -> list[Wait]:
    """All rows, the debounce of 50 ms left out."""
    return asyncio.run(_measured())


def print_waits(rows: list[Wait]) -> None:
    """The table."""
    print(f"\n{'ms in a language server process':<44}{'median':>8}{'95 %':>8}{'aim':>6}")
    for row in rows:
        aim = "" if row.aim != row.aim else f"{row.aim:6.0f}"
        print(f"{row.what:<44}{row.median:8.1f}{row.slowest:8.1f}{aim}")


if __name__ == "__main__":
    print_waits(measure())
