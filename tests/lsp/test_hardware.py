"""Models as hardware: the command, the file that it opens, and what cannot become hardware as a problem of the text."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import pytest_asyncio
from client import PULLING, SECONDS, URI, Client, ResponseError, start, stop

from kernels.language.analysis import analyse
from kernels.library import entries, read_text
from lsp.hardware_problems import hardware_problem
from lsp.shown_files import MOST_KEPT, folder

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = """\
# title: Leaky neuron
dv/dt = (E - v + R*I)/tau : volt
I : amp               # [0 nA, 5 nA] drive
E   = -70*mV
R   = 10*Mohm
tau = 10*ms
# threshold: v > -50*mV
# reset: v = -65*mV
# init: v = E
# input: I = constant(3*nA)
# run: 100 ms, dt = 0.1 ms
"""
TIMED = TEXT.replace("R*I)/tau", "R*I + 1*mV*sin(t/ms))/tau")
OPENING = {"window": {"showDocument": {"support": True}, "workDoneProgress": True}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Client]:
    """One server and its worker for all tests that leave it well."""
    client = await start(PULLING | OPENING)
    yield client
    assert await stop(client) == (0, "")


@pytest_asyncio.fixture(loop_scope="module")
async def client(shared: Client) -> AsyncIterator[Client]:
    """A document with a leaky neuron."""
    shared.open(TEXT)
    shared.shown.clear()
    shared.opened.clear()
    yield shared
    shared.close()
    assert shared.logged == []


async def verilog(client: Client, **more: Any) -> Any:
    """What the command answers."""
    given = {"command": "ode.verilog", "arguments": [{"uri": URI} | more]}
    return await client.request("workspace/executeCommand", given)


async def test_the_module_is_answered_said_and_opened_as_a_file(client: Client) -> None:
    found = await verilog(client)
    assert found["fileName"] == "leaky_neuron.v"
    assert "module leaky_neuron" in found["text"]
    assert found["files"]["leaky_neuron.v"] == found["text"]
    assert {Path(name).suffix for name in found["files"]} >= {".v", ".hex", ".core"}
    assert found["states"][0]["name"] == "v"
    assert client.shown == [f"model.ode: {found['summary']}"]
    assert re.match(r"leaky_neuron\.v: v Q\d+\.\d+; 1 clock cycle a step; spikes as in float64", found["summary"])
    (uri,) = client.opened
    path = Path(unquote(urlsplit(uri).path))
    assert path.name == "leaky_neuron.v"
    assert path.read_text(encoding="utf-8") == found["text"]
    assert len(list(folder().iterdir())) <= MOST_KEPT


async def test_format_architecture_and_preset_are_those_that_are_asked_for(client: Client) -> None:
    client.change([{"text": TEXT + "# preset slow: tau = 40 ms\n"}], 2)
    plain = await verilog(client, show=False)
    assert client.opened == []
    narrow = await verilog(client, show=False, format="Q8.4", architecture="array")
    assert narrow["states"][0]["format"] == "Q8.4"
    assert narrow["text"] != plain["text"]
    assert (await verilog(client, show=False, preset="slow"))["text"] != plain["text"]
    client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {"hardware": {"format": "Q8.4"}}}})
    assert (await verilog(client, show=False))["states"][0]["format"] == "Q8.4"
    client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {}}})


async def test_a_program_for_brian_2_is_opened_as_well(client: Client) -> None:
    given = {"command": "ode.generate", "arguments": [{"uri": URI, "target": "brian2"}]}
    found = await client.request("workspace/executeCommand", given)
    (uri,) = client.opened
    assert Path(unquote(urlsplit(uri).path)).read_text(encoding="utf-8") == found["text"]


async def test_a_refusal_is_a_remark_at_its_construct_until_the_text_changes(client: Client) -> None:
    client.change([{"text": TIMED}], 2)
    assert await client.problems() == []
    with pytest.raises(ResponseError, match="this cannot become hardware: it computes with the time t") as refusal:
        await verilog(client)
    assert refusal.value.code == -32803
    (problem,) = await client.problems()
    assert (problem["code"], problem["severity"]) == ("hardware", 3)
    assert problem["message"].startswith(f"{refusal.value.message}. Write what depends on t as an input")
    line = TIMED.split("\n")[1]
    at = line.index("t/ms")
    assert problem["range"] == {"start": {"line": 1, "character": at}, "end": {"line": 1, "character": at + 1}}
    client.change([{"text": TEXT}], 3)
    assert await client.problems() == []
    assert (await verilog(client, show=False))["name"] == "leaky_neuron"
    assert await client.problems() == []


async def test_a_text_left_alone_is_looked_at_where_the_settings_say_so(client: Client) -> None:
    client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {"hardware": {"check": True}}}})
    client.asked.clear()
    client.change([{"text": TIMED}], 2)
    assert await client.problems() == []
    async with asyncio.timeout(SECONDS):
        while not (found := await client.problems()):
            await asyncio.sleep(0.05)
    assert [problem["code"] for problem in found] == ["hardware"]
    assert "workspace/diagnostic/refresh" in client.asked
    assert client.shown == []
    client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": {}}})


@pytest.mark.parametrize(
    ("reason", "message", "place"),
    [
        ("states", "theta grows for as long as the model runs, so no format holds it", "theta"),
        ("format", "w: Q20.20 with 8 guard bits is wider than 40 bits", "w"),
        ("time", "it computes with the time t itself", "t"),
        ("time", "it reads t_spike otherwise than as the time since then", "t_spike"),
        ("random", "a Poisson number's mean changes in the run", "poisson(w)"),
        ("function", "div of theta, w has no table: its argument's range is not bounded", "theta/w"),
        ("function", "exp of w has no table: its argument's range is not bounded", "exp(w)"),
        ("range", "a mul would need 80 bits, more than 64: what it is computed from has too wide a range", "theta"),
    ],
)
async def test_each_reason_has_its_place(reason: str, message: str, place: str) -> None:
    text = "a = 2*mV\ndtheta/dt = (a - theta/w + exp(w) - exp(theta))*t\ndw/dt = poisson(w)*t_spike\n"
    found = hardware_problem(analyse(text), reason, message)
    assert text[found.start : found.end] == place
    assert found.message == f"this cannot become hardware: {message}"


async def test_a_text_without_anything_has_a_place_too() -> None:
    assert hardware_problem(analyse(""), "range", "something else").start == 0


async def test_long_work_is_seen_to_be_done_and_ends_when_it_is_cancelled(client: Client) -> None:
    slow = read_text(next(one.path for one in entries() if one.slug == "golgi_solinas"))
    client.change([{"text": slow}], 2)
    argument = {"uri": URI, "format": "auto"}  # which compiles it in one format after the other
    given = {"command": "ode.verilog", "arguments": [argument], "workDoneToken": "v"}
    number, answer = client.begin("workspace/executeCommand", given)
    await client.news(lambda: any(one["token"] == "v" for one in client.progress))
    client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError) as refusal:
        await answer
    assert refusal.value.code == -32800
    kinds = [one["value"]["kind"] for one in client.progress if one["token"] == "v"]
    assert (kinds[0], kinds[-1]) == ("begin", "end")
