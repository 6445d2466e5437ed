"""The live preview: what it draws, what it keeps while a text is wrong, and the numbers that sliders write."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from client import PULLING, PUSHING, URI, Client, ResponseError, start, stop

from kernels.language.analysis import analyse
from kernels.language.diagnostic import Edit
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.write_value import LEVELS, write_value
from kernels.library import entries, parse, read_text
from kernels.stimulus.protocols import NUMERICS
from lsp.parent import is_alive

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = """\
# title: Leaky neuron
dv/dt = (E - v + R*I)/tau : volt
du/dt = (v - E - u)/(5*ms) : volt
I : amp               # [0 nA, 5 nA] drive
E   = -70*mV          # [-90, -50] rest
R   = 10*Mohm
tau = 10*ms           # [1, 100]  membrane
# threshold: v > -50*mV
# reset: v = -65*mV
# init: v = E
# input: I = step(3*nA)
# run: 200 ms, dt = 0.1 ms
# preset fast: tau = 5 ms, I = 4 nA
"""
BLOWS_UP = "dv/dt = 1\ndw/dt = w**2*a\na = 1  # [0, 2]\n# init: w = 1\n# run: 100 ms, dt = 0.1 ms, method = euler\n"
ONE_WORKER = {"checkExpectations": False, "hover": {"steadyValues": False}}  # nothing is looked into by itself
APPLYING = PUSHING | {"workspace": PUSHING["workspace"] | {"applyEdit": True}}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Client]:
    """One server and its worker for all tests that leave it well."""
    client = await start(APPLYING)
    yield client
    assert await stop(client) == (0, "")


@pytest_asyncio.fixture(loop_scope="module")
async def client(shared: Client) -> AsyncIterator[Client]:
    """A document with a leaky neuron."""
    shared.open(TEXT)
    yield shared
    shared.close()
    assert not [line for line in shared.logged if "sctui/" in line]


def asked(**more: Any) -> dict[str, Any]:
    """The parameters of a preview."""
    return {"textDocument": {"uri": URI}, "preset": None, "overrides": {}, "view": "traces", "width": 300} | more


async def preview(client: Client, **more: Any) -> Any:
    """A preview."""
    return await client.request("sctui/preview", asked(**more))


async def test_traces_are_those_of_the_run(client: Client) -> None:
    shown = await preview(client)
    assert (shown["version"], shown["view"], shown["stale"], shown["error"]) == (1, "traces", False, None)
    assert shown["title"] == "Leaky neuron"
    voltage, current = shown["plots"]
    assert voltage["x"] == {"label": "t", "unit": "ms"}
    assert voltage["y"] == {"label": "v", "unit": "mV"}
    (line,) = voltage["lines"]
    assert len(line["x"]) == len(line["y"]) <= 2 * 300
    assert line["x"] == sorted(line["x"])
    assert (min(line["y"]), line["y"][0]) == (-70, -70)
    assert max(current["lines"][0]["y"]) == 3
    assert shown["spikeCount"] == len(shown["spikes"]) > 5
    assert shown["summary"].startswith(f"{shown['spikeCount']} spikes in 200 ms, ")
    assert shown["presets"] == ["fast"]


async def test_decimation_keeps_the_extremes(client: Client) -> None:
    wide, narrow = await preview(client, width=4000), await preview(client, width=60)
    everything, few = wide["plots"][0]["lines"][0], narrow["plots"][0]["lines"][0]
    assert len(few["x"]) <= 120 < len(everything["x"])
    assert (min(few["y"]), max(few["y"])) == (min(everything["y"]), max(everything["y"]))
    assert set(zip(few["x"], few["y"], strict=True)) <= set(zip(everything["x"], everything["y"], strict=True))


async def test_controls_say_what_the_text_or_the_preset_says(client: Client) -> None:
    by_name = {one["name"]: one for one in (await preview(client, overrides={"tau": 20.0}))["controls"]}
    assert by_name["tau"] == {
        "name": "tau", "kind": "parameter", "text": "membrane", "unit": "ms", "value": 10, "low": 1, "high": 100,
        "log": False,
    }  # fmt: skip
    assert by_name["R"]["low"] is None
    assert (by_name["I"]["kind"], by_name["I"]["value"]) == ("input", 3)
    under = {one["name"]: one["value"] for one in (await preview(client, preset="fast"))["controls"]}
    assert (under["tau"], under["I"], under["E"]) == (5, 4, -70)


async def test_overrides_and_presets_change_the_run_and_unknown_names_do_not_matter(client: Client) -> None:
    plain = await preview(client)
    assert (await preview(client, overrides={"I": 5.0}))["spikeCount"] > plain["spikeCount"]
    assert (await preview(client, overrides={"tau": 100.0}))["spikeCount"] < plain["spikeCount"]
    assert (await preview(client, preset="fast"))["spikeCount"] > plain["spikeCount"]
    assert (await preview(client, overrides={"renamed": 7.0}))["spikeCount"] == plain["spikeCount"]


async def test_the_phase_plane_has_the_first_two_states_on_its_axes(client: Client) -> None:
    (plot,) = (await preview(client, view="phase"))["plots"]
    assert (plot["x"], plot["y"]) == ({"label": "v", "unit": "mV"}, {"label": "u", "unit": "mV"})
    assert 100 < len(plot["lines"][0]["x"]) <= 1200


async def test_the_phase_plane_is_drawn_at_once_and_its_nullclines_when_they_are_asked_for(client: Client) -> None:
    quick = await preview(client, view="phase", whole=False)
    assert quick["more"]
    assert [line["name"] for line in quick["plots"][0]["lines"]] == ["v, u"]
    whole = await preview(client, view="phase")
    assert not whole["more"]
    names = [(line["name"], line["style"]) for line in whole["plots"][0]["lines"]]
    assert names == [
        ("v, u", "line"), ("v nullcline", "dashed"), ("u nullcline", "dashed"), ("stable node", "points"),
    ]  # fmt: skip
    _, still, _, point = whole["plots"][0]["lines"]
    assert (point["x"], point["y"]) == (pytest.approx([-40]), pytest.approx([30]))  # E + R*I: -70 mV + 10 Mohm * 3 nA
    assert set(still["x"]) == {-40.0}
    assert not (await preview(client, whole=False))["more"]
    beyond = await preview(client, view="phase", preset="fast")
    assert "no fixed point in this window: the nearest is at v = -30, u = 40" in beyond["summary"]


async def test_a_plane_without_nullclines_says_why(client: Client) -> None:
    client.change([{"text": TEXT.replace("(5*ms)", "(5*ms) + rand()*mV/ms")}], 2)
    shown = await preview(client, view="phase")
    assert [line["name"] for line in shown["plots"][0]["lines"]] == ["v, u"]
    assert "; no nullclines: this model draws random numbers" in shown["summary"]


async def test_the_f_i_curve_spans_the_range_of_the_input_and_rises(client: Client) -> None:
    shown = await preview(client, view="fi", overrides={"I": 1.0})
    (plot,) = shown["plots"]
    assert (plot["x"], plot["y"]["unit"]) == ({"label": "I", "unit": "nA"}, "Hz")
    rate = plot["lines"][0]
    assert (rate["x"][0], rate["x"][-1]) == (0, 5)
    assert rate["y"][0] == 0 < rate["y"][-1]
    assert [line["style"] for line in plot["lines"]] == ["line", "dashed"]


async def test_a_text_with_an_error_keeps_the_last_good_plot(client: Client) -> None:
    good = await preview(client)
    client.change([{"text": TEXT.replace("R*I", "R*")}], 2)
    shown = await preview(client)
    assert (shown["version"], shown["stale"]) == (2, True)
    assert (shown["plots"], shown["summary"]) == (good["plots"], good["summary"])
    assert shown["error"]["line"] == 1
    client.change([{"text": TEXT.replace("-65*mV", "-60*mV")}], 3)
    again = await preview(client)
    assert (again["stale"], again["error"]) == (False, None)
    assert again["spikeCount"] > good["spikeCount"]


async def test_a_view_that_cannot_be_drawn_says_why(client: Client) -> None:
    client.change([{"text": "dv/dt = -v\n"}], 2)
    shown = await preview(client, view="phase")
    assert shown["stale"]
    assert shown["error"] == {"message": "a phase plane needs two states; this model has one, v", "line": None}
    assert "no input to drive" in (await preview(client, view="fi"))["error"]["message"]
    shown = await preview(client, preset="never")
    assert "never" in shown["error"]["message"]


async def test_numbers_that_are_not_finite_are_a_problem_at_the_states_line(client: Client) -> None:
    client.change([{"text": BLOWS_UP}], 2)
    shown = await preview(client)
    assert shown["stale"]
    assert shown["error"]["line"] == 1
    assert shown["error"]["message"].startswith("w left the finite numbers at t = ")
    assert [one["name"] for one in shown["controls"]] == ["a"]
    await client.news(lambda: [one["code"] for one in client.published[URI]["diagnostics"]] == ["run"])
    (problem,) = client.published[URI]["diagnostics"]
    assert problem["range"]["start"] == {"line": 1, "character": 1}
    assert not (await preview(client, overrides={"a": 0.0}))["stale"]
    client.change([{"text": BLOWS_UP.replace("a = 1", "a = 0")}], 3)
    assert not (await preview(client))["stale"]
    await client.news(lambda: client.published[URI]["diagnostics"] == [] and client.published[URI]["version"] == 3)


async def test_the_latest_request_wins(client: Client) -> None:
    text = TEXT.replace("run: 200 ms", "run: 20000 ms")
    client.change([{"text": text}], 2)
    begun = [client.begin("sctui/preview", asked(overrides={"tau": 10.0 + at}))[1] for at in range(10)]
    answers = await asyncio.gather(*begun, return_exceptions=True)
    assert not isinstance(answers[-1], BaseException)
    assert answers[-1]["spikeCount"] > 100
    refused = [one for one in answers if isinstance(one, ResponseError)]
    assert {one.code for one in refused} == {-32802}
    assert len(refused) >= 8


async def test_a_cancelled_preview_ends_at_once_and_the_next_one_is_drawn(client: Client) -> None:
    client.change([{"text": TEXT.replace("run: 200 ms, dt = 0.1 ms", "run: 1000000 ms, dt = 0.01 ms")}], 2)
    number, answer = client.begin("sctui/preview", asked())
    await asyncio.sleep(0.1)
    client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError) as refusal:
        await answer
    assert refusal.value.code == -32800
    client.change([{"text": TEXT}], 3)
    assert (await asyncio.wait_for(preview(client), 4))["version"] == 3


async def test_progress_is_told_to_who_gives_a_token(client: Client) -> None:
    client.change([{"text": TEXT.replace("run: 200 ms, dt = 0.1 ms", "run: 200000 ms, dt = 0.01 ms")}], 2)
    client.progress.clear()
    await preview(client, workDoneToken="t1")
    kinds = [one["value"]["kind"] for one in client.progress if one["token"] == "t1"]
    assert kinds[0] == "begin"
    assert kinds[-1] == "end"
    shares = [one["value"]["percentage"] for one in client.progress if one["value"]["kind"] != "end"]
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], {}, {"textDocument": 3}, asked(view="film"), asked(width="wide"), asked(width=True), asked(preset=3),
        asked(overrides={"a": "b"}), asked(overrides=[1]), asked(whole=1), asked(overrides={"a": 1e400}),
    ],
)  # fmt: skip
async def test_parameters_that_are_none_are_refused(client: Client, wrong: Any) -> None:
    with pytest.raises(ResponseError) as refusal:
        await client.request("sctui/preview", wrong)
    assert refusal.value.code == -32602
    assert "\n" not in refusal.value.message


async def test_of_a_document_that_is_not_open_there_is_nothing(client: Client) -> None:
    assert await preview(client, textDocument={"uri": "file:///other.ode"}) is None
    answer = await client.request(
        "sctui/setParameter", {"textDocument": {"uri": "file:///other.ode"}, "name": "E", "value": 1}
    )
    assert answer == {"applied": False, "message": "the document is not open"}


async def test_stimulus_files_are_those_beside_the_document(shared: Client, tmp_path: Path) -> None:
    (tmp_path / "drive.csv").write_text("time,value\n0,0\n100,4\n200,4\n")
    uri = (tmp_path / "model.ode").as_uri()
    shared.open(TEXT.replace("step(3*nA)", 'file("drive.csv")'), uri=uri)
    shown = await preview(shared, textDocument={"uri": uri})
    assert shown["error"] is None
    assert max(shown["plots"][1]["lines"][0]["y"]) == 4
    assert "I" not in [one["name"] for one in shown["controls"]]
    shared.close(uri=uri)
    shared.open(TEXT.replace("step(3*nA)", 'file("drive.csv")'), uri="untitled:Untitled-1")
    shown = await preview(shared, textDocument={"uri": "untitled:Untitled-1"})
    assert "drive.csv" in shown["error"]["message"]
    shared.close(uri="untitled:Untitled-1")


# -- numbers that go into the text --------------------------------------------------------------------------------


async def released(client: Client, name: str, value: float, preset: str | None = None) -> Any:
    """A slider is let go."""
    given = {"textDocument": {"uri": URI}, "preset": preset, "name": name, "value": value}
    return await client.request("sctui/setParameter", given)


async def test_a_slider_that_is_let_go_writes_its_number_and_nothing_else(client: Client) -> None:
    client.edits.clear()
    assert await released(client, "tau", 12.5) == {"applied": True, "message": ""}
    (edit,) = client.edits
    (change,) = edit["documentChanges"]
    assert change["textDocument"] == {"uri": URI, "version": 1}
    (one,) = change["edits"]
    assert one["newText"] == "12.5*ms"
    assert one["range"] == {"start": {"line": 6, "character": 6}, "end": {"line": 6, "character": 11}}


async def test_what_cannot_be_written_is_said(client: Client) -> None:
    client.edits.clear()
    assert (await released(client, "tau", 1000))["message"] == "1000 is outside its range, [1, 100]: change that first"
    assert (await released(client, "nothing", 1))["message"] == "the text has no nothing"
    assert not (await released(client, "v", 1))["applied"]
    assert client.edits == []


@pytest.mark.parametrize(
    ("line", "name", "value", "preset", "after"),
    [
        ("k = -70.5*mV : volt  # [-90, -50] rest", "k", -61.25, None, "k = -61.25*mV : volt  # [-90, -50] rest"),
        ("k = 0.01*second : ms", "k", 12.3, None, "k = 0.0123*second : ms"),
        ("k = 20 mV", "k", -5.0, None, "k = -5 mV"),
        ("k = 120*mS/cm**2", "k", 99.5, None, "k = 99.5*mS/cm**2"),
        ("k = 0", "k", 1e-7, None, "k = 1e-7"),
        ("k = (-7)*mV # x", "k", 5.0, None, "k = (5)*mV # x"),
        ("k = 2*5*mV", "k", 7.0, None, "k = 7*mV"),
        ("k = 1/(20*ms)", "k", 0.25, None, "k = 0.25/ms"),
        ("k = 1*mV\n# preset a: k = 3 mV\n# preset b: k = 4 mV", "k", 6.0, "b",
         "k = 1*mV\n# preset a: k = 3 mV\n# preset b: k = 6 mV"),
        ("I : nA\n# input: I = step(800*pA, start=10*ms)", "I", 0.5, None,
         "I : nA\n# input: I = step(500*pA, start=10*ms)"),
        ("I : nA\n# input: I = ou(1 nA, 2 nA, 5 ms)", "I", 3.0, None, "I : nA\n# input: I = ou(3 nA, 2 nA, 5 ms)"),
        ("I : nA  # drive", "I", 3.0, None, "I : nA  # drive\n# input: I = constant(3*nA)"),
    ],
)  # fmt: skip
async def test_numbers_are_written_where_they_stand_in_their_own_unit(
    line: str, name: str, value: float, preset: str | None, after: str
) -> None:
    equation = f"dx/dt = -x/ms*({name}/{name})\n"
    text = f"{equation}{line}\n"
    assert apply_edits(text, write_value(analyse(text), name, value, preset)) == f"{equation}{after}\n"


async def test_what_is_written_is_what_the_model_has_then() -> None:
    for entry in entries()[::4]:
        text = read_text(entry.path)
        analysis = analyse(text)
        assert analysis.model is not None
        edits: list[Edit] = []
        wanted = {}
        for one in analysis.model.parameters:
            ranged = one.low is not None and one.high is not None
            wanted[one.name] = 0.5 * (one.low + one.high) if ranged else one.default
            edits += write_value(analysis, one.name, wanted[one.name])
        after = {one.name: one.default for one in parse(apply_edits(text, edits)).parameters}
        assert after == pytest.approx(wanted, rel=1e-9)


async def test_levels_are_the_arguments_that_the_protocols_take_as_such() -> None:
    assert {name: LEVELS.get(name, "amplitude") for name in NUMERICS} == {
        name: numerics.level for name, numerics in NUMERICS.items()
    }


# -- the process behind it ----------------------------------------------------------------------------------------


def children(process: int) -> list[int]:
    """The processes that a process has started."""
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
        found = [int(word) for word in file.read().split()]
    for thread in os.listdir(f"/proc/{process}/task"):
        with open(f"/proc/{process}/task/{thread}/children", encoding="ascii") as file:
            found += [int(word) for word in file.read().split()]
    return sorted(set(found))


needs_proc = pytest.mark.skipif(not os.path.exists("/proc/self/task"), reason="looks into /proc")


@needs_proc
async def test_a_worker_that_is_killed_is_said_once_and_started_again() -> None:
    client = await start(PULLING)
    client.open(TEXT.replace("run: 200 ms, dt = 0.1 ms", "run: 1000000 ms, dt = 0.01 ms"))
    _, answer = client.begin("sctui/preview", asked())
    while not (found := children(client.process.pid)):
        await asyncio.sleep(0.02)
    await asyncio.sleep(2.0)
    os.kill(found[0], signal.SIGKILL)
    shown = await asyncio.wait_for(answer, 20)
    assert shown["stale"]
    assert shown["error"]["message"].startswith("the worker process was killed")
    assert "\n" not in shown["error"]["message"]
    client.change([{"text": TEXT}], 2)
    shown = await preview(client)
    assert (shown["stale"], shown["error"], shown["version"]) == (False, None, 2)
    assert client.logged == []
    assert await stop(client) == (0, "")


@needs_proc
async def test_a_study_whose_worker_is_killed_is_refused_and_the_next_one_done() -> None:
    client = await start(PULLING, options=ONE_WORKER)
    client.open(TEXT.replace("run: 200 ms, dt = 0.1 ms", "run: 1000000 ms, dt = 0.01 ms"))
    command = {"command": "ode.run", "arguments": [{"uri": URI}], "workDoneToken": 1}
    before = children(client.process.pid)
    _, answer = client.begin("workspace/executeCommand", command)
    await client.news(lambda: any(one["value"].get("percentage") for one in client.progress))
    for worker in set(children(client.process.pid)) - set(before):
        os.kill(worker, signal.SIGKILL)
    with pytest.raises(ResponseError, match="the worker process was killed") as refusal:
        await asyncio.wait_for(answer, 20)
    assert "\n" not in refusal.value.message
    client.change([{"text": TEXT}], 2)
    found = await client.request("workspace/executeCommand", {"command": "ode.run", "arguments": [{"uri": URI}]})
    assert found["spikeCount"] > 5
    assert client.logged == []
    assert await stop(client) == (0, "")


@needs_proc
@pytest.mark.parametrize("how", ["killed", "shut down"])
async def test_the_worker_ends_with_the_server(how: str) -> None:
    client = await start(PULLING, options=ONE_WORKER)
    client.open(TEXT)
    await preview(client)
    (worker,) = children(client.process.pid)
    if how == "killed":
        client.process.kill()
        await client.process.wait()
    else:
        assert await stop(client) == (0, "")
    async with asyncio.timeout(20):
        while is_alive(worker) and not zombie(worker):
            await asyncio.sleep(0.02)


def zombie(process: int) -> bool:
    """Whether a process has ended and nobody has taken note of it."""
    try:
        with open(f"/proc/{process}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@needs_proc
async def test_the_server_itself_loads_no_numpy_for_its_previews() -> None:
    client = await start(PULLING)
    client.open(TEXT)
    for view in ("traces", "phase", "fi"):
        assert (await preview(client, view=view))["plots"]
    with open(f"/proc/{client.process.pid}/maps", encoding="utf-8") as file:
        mapped = file.read()
    assert "numpy" not in mapped
    assert "llvmlite" not in mapped
    assert await stop(client) == (0, "")


@needs_proc
async def test_pictures_that_were_shown_are_not_kept() -> None:
    client = await start(PULLING)
    client.open(TEXT)

    def megabytes() -> float:
        with open(f"/proc/{client.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6

    async def draw() -> None:
        for at in range(60):
            await preview(client, overrides={"tau": 10.0 + at}, width=1000)

    await draw()
    before = megabytes()
    await draw()
    assert megabytes() - before < 4  # each picture takes 0.2 MB
    assert await stop(client) == (0, "")
