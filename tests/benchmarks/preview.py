"""What the live preview takes: from a keystroke to the new plot, and what hover and completion take meanwhile.

`python -m tests.benchmarks.preview` prints milliseconds in a language server process, the editor's debounce left out,
and the processor time of the server and its worker for each preview, which what else the machine does changes little.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from typing import Any

from kernels.library import entries, read_text
from tests.benchmarks.editor import Wait, print_waits
from tests.benchmarks.editor import _memory as memory_of
from tests.benchmarks.processor_time import processor_seconds
from tests.lsp.client import PUSHING, URI, Client, ResponseError, start, stop

TIMES = 40
MODEL = "hodgkin_huxley"  # 20,000 steps of a run
LONG = ("run: 200 ms", "run: 20000 ms")  # what is replaced for a run that is not over before the next keystroke


def _asked(**more: Any) -> dict[str, Any]:
    return {"textDocument": {"uri": URI}, "preset": None, "overrides": {}, "view": "traces", "width": 600} | more


def _wait(what: str, seconds: list[float], aim: float) -> Wait:
    ordered = sorted(one * 1e3 for one in seconds)
    return Wait(what, ordered[len(ordered) // 2], ordered[int(0.95 * (len(ordered) - 1))], aim)


_versions = itertools.count(2)


async def _previews(client: Client, what: str, texts: list[str], aim: float, **more: Any) -> list[Wait]:
    """Each text is typed and its preview waited for."""
    seconds = []
    before = processor_seconds(client.process.pid)
    for text in texts:
        begun = time.perf_counter()
        client.change([{"text": text}], next(_versions))
        answer = await client.request("sctui/preview", _asked(**more))
        seconds.append(time.perf_counter() - begun)
        assert not answer["stale"], answer["error"]
    mean = (processor_seconds(client.process.pid) - before) / len(texts) * 1e3
    return [_wait(what, seconds, aim), Wait("    processor time (mean)", mean, mean, aim)]


async def _drags(client: Client, name: str, values: list[float]) -> Wait:
    """A slider is dragged; each place's preview is waited for."""
    seconds = []
    for value in values:
        begun = time.perf_counter()
        await client.request("sctui/preview", _asked(overrides={name: value}))
        seconds.append(time.perf_counter() - begun)
    return _wait("slider to preview", seconds, 150)


async def _meanwhile(client: Client, text: str, what: str) -> list[Wait]:
    """Hover and completion, while previews of the text run one after the other."""
    client.change([{"text": text}], next(_versions))
    over = False

    async def keep_drawing() -> int:
        drawn = 0
        while not over:
            try:
                await client.request("sctui/preview", _asked(overrides={"g_Na": 100.0 + drawn % 50}))
            except ResponseError:
                pass  # a newer one took its place
            drawn += 1
        return drawn

    drawing = asyncio.create_task(keep_drawing())
    found = await _requests(client, f"while {what}")
    over = True
    await drawing
    return found


async def _requests(client: Client, when: str) -> list[Wait]:
    found = []
    for method in ("hover", "completion"):
        seconds = []
        for _ in range(5 * TIMES):
            await asyncio.sleep(0.005)
            begun = time.perf_counter()
            await client.at(method, 8, 15)
            seconds.append(time.perf_counter() - begun)
        found.append(_wait(f"{method} {when}", seconds, 5))
    return found


async def _measured() -> list[Wait]:
    text = read_text(next(one.path for one in entries() if one.slug == MODEL))
    client = await start(PUSHING, options={"debounce": 0, "checkExpectations": False})
    client.open(text)
    begun = time.perf_counter()
    first = await client.request("sctui/preview", _asked())
    cold = time.perf_counter() - begun
    kilobytes = len(json.dumps(first)) / 1e3
    numbers = [text.replace("g_K  = 36", f"g_K  = {30 + at / 10:g}") for at in range(TIMES)]
    # an equation that no cache of compiled kernels has: it is another one with every call
    salt = time.time_ns() % 10**6
    equations = [text.replace("beta_m(v)*m", f"beta_m(v)*m*(1 + {salt + at}e-9)") for at in range(TIMES)]
    planes = [text.replace("beta_h(v)*h", f"beta_h(v)*h*(1 + {salt + at}e-9)") for at in range(TIMES)]
    rows = [
        Wait("first preview of all, without warming", cold * 1e3, cold * 1e3, float("nan")),
        *await _previews(client, "keystroke in a number to preview", numbers, 150),
        *await _previews(client, "keystroke in an equation to preview", equations, 150),
        *await _previews(client, "the same, phase plane", planes, 150, view="phase", whole=False),
        *await _previews(client, "its nullclines, a moment later", planes[:10], float("nan"), view="phase"),
        *await _previews(client, "the same, f-I curve of 31 runs", numbers[:10], float("nan"), view="fi"),
        await _drags(client, "g_Na", [80.0 + at for at in range(TIMES)]),
        *await _requests(client, "and nothing else"),
        *await _meanwhile(client, text, "previews of a 200 ms run"),
        *await _meanwhile(client, text.replace(*LONG), "previews of a 20 s run"),
        Wait("a preview's message, kB", kilobytes, kilobytes, float("nan")),
        Wait("the server's memory, MB", memory := memory_of(client.process.pid), memory, 60),
    ]
    await stop(client)
    return rows


if __name__ == "__main__":
    print_waits(asyncio.run(_measured()))
