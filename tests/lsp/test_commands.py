"""Commands of the server, the lenses that offer them, and what is found out about expectations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from client import PULLING, PUSHING, URI, Client, ResponseError, start, stop

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
# input: I = constant(3*nA)
# run: 200 ms, dt = 0.1 ms
# preset quiet: I = 1 nA
# expect: rate > 10 Hz
# expect quiet: spikes == 0, rest(v) in [-70.5 mV, -69.5 mV]
"""
UNMET = TEXT.replace("rate > 10 Hz", "rate > 5000 Hz")
LENSES = PULLING | {"workspace": PULLING["workspace"] | {"codeLens": {"refreshSupport": True}}}
COMMANDS = {"ode.run", "ode.fi", "ode.phase", "ode.verify", "ode.generate", "ode.studio", "ode.verilog"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[Client]:
    """One server and its worker for all tests that leave it well."""
    client = await start(LENSES)
    yield client
    assert await stop(client) == (0, "")


@pytest_asyncio.fixture(loop_scope="module")
async def client(shared: Client) -> AsyncIterator[Client]:
    """A document with a leaky neuron."""
    shared.open(TEXT)
    shared.shown.clear()
    yield shared
    shared.close()
    assert shared.logged == []


async def command(client: Client, name: str, **more: Any) -> Any:
    """What a command answers."""
    given = {"command": name, "arguments": [{"uri": URI, "preset": None} | more]}
    return await client.request("workspace/executeCommand", given)


async def titles(client: Client) -> list[str]:
    """The titles of the lenses."""
    return [one["command"]["title"] for one in await client.about("codeLens")]


async def test_the_server_says_which_commands_it_has(client: Client) -> None:
    assert set(client.capabilities["executeCommandProvider"]["commands"]) == COMMANDS


async def test_run_answers_with_numbers_and_says_them(client: Client) -> None:
    found = await command(client, "ode.run")
    assert found["spikeCount"] > 10
    assert found["summary"].startswith(f"{found['spikeCount']} spikes in 200 ms, ")
    assert client.shown == [f"model.ode: {found['summary']}"]
    assert found["statistics"]["count"] == found["spikeCount"]
    quiet = await command(client, "ode.run", preset="quiet")
    assert quiet["spikeCount"] == 0
    assert client.shown[-1] == "model.ode: quiet: 0 spikes in 200 ms"


async def test_the_f_i_curve_has_its_rheobase(client: Client) -> None:
    found = await command(client, "ode.fi")
    assert found["rheobase"] == pytest.approx(2, rel=1e-2)  # 20 mV over 10 Mohm
    assert len(found["currents"]) == len(found["rates"])
    assert "rheobase 2 nA" in found["summary"] or "rheobase 2.0" in found["summary"]


async def test_the_phase_plane_has_its_fixed_point(client: Client) -> None:
    found = await command(client, "ode.phase", preset="quiet")
    (point,) = found["fixed_points"]
    assert point["stable"]
    assert point["x"] == pytest.approx(-60)
    assert "stable node at v = -60 mV" in found["summary"]


async def test_a_program_for_brian_2(client: Client) -> None:
    found = await command(client, "ode.generate", target="brian2")
    assert "from brian2 import" in found["text"]
    assert found["fileName"].endswith(".py")
    with pytest.raises(ResponseError, match="target"):
        await command(client, "ode.generate", target="abacus")


async def test_the_studio_is_opened_on_a_saved_file(client: Client) -> None:
    found = await command(client, "ode.studio")
    assert found["command"] == "sctui open /somewhere/model.ode"
    client.open(TEXT, uri="file:///some%20where/it%27s.ode")
    odd = await command(client, "ode.studio", uri="file:///some%20where/it%27s.ode")
    assert odd["command"] == """sctui open '/some where/it'"'"'s.ode'"""
    client.open(TEXT, uri="untitled:Untitled-1")
    with pytest.raises(ResponseError, match="save this text first"):
        await command(client, "ode.studio", uri="untitled:Untitled-1")
    client.close(uri="untitled:Untitled-1")
    client.close(uri="file:///some%20where/it%27s.ode")


async def test_what_cannot_be_done_is_said_in_one_line(client: Client) -> None:
    for name, given, said in (
        ("ode.verilog", {"format": "Q99"}, "format"),
        ("ode.verilog", {"architecture": "dual"}, "dual"),
        ("ode.run", {"preset": "loud"}, "loud"),
        ("ode.run", {"uri": "file:///other.ode"}, "not open"),
    ):
        with pytest.raises(ResponseError, match=said) as refusal:
            await command(client, name, **given)
        assert refusal.value.code == -32803
        assert "\n" not in refusal.value.message
    client.change([{"text": TEXT.replace("R*I", "R*")}], 2)
    for name in ("ode.run", "ode.verify", "ode.generate", "ode.verilog"):
        with pytest.raises(ResponseError, match=r"^line 2: "):
            await command(client, name)
    client.change([{"text": "dv/dt = -v\n"}], 3)
    with pytest.raises(ResponseError, match="no input"):
        await command(client, "ode.fi")
    with pytest.raises(ResponseError, match="no `expect` line"):
        await command(client, "ode.verify")


@pytest.mark.parametrize("wrong", [None, [], [3], [{}], [{"uri": 3}], [{"uri": URI, "preset": 7}]])
async def test_arguments_that_are_none_are_refused(client: Client, wrong: Any) -> None:
    with pytest.raises(ResponseError) as refusal:
        await client.request("workspace/executeCommand", {"command": "ode.run", "arguments": wrong})
    assert refusal.value.code == -32602
    with pytest.raises(ResponseError, match="no command 'rm'"):
        await client.request("workspace/executeCommand", {"command": "rm", "arguments": []})


async def test_a_cancelled_command_ends_at_once(client: Client) -> None:
    client.change([{"text": TEXT.replace("run: 200 ms, dt = 0.1 ms", "run: 1000000 ms, dt = 0.005 ms")}], 2)
    given = {"command": "ode.run", "arguments": [{"uri": URI}], "workDoneToken": 7}
    number, answer = client.begin("workspace/executeCommand", given)
    await client.news(lambda: any(one["token"] == 7 for one in client.progress))
    client.notify("$/cancelRequest", {"id": number})
    with pytest.raises(ResponseError) as refusal:
        await answer
    assert refusal.value.code == -32800
    client.change([{"text": TEXT}], 3)
    assert (await command(client, "ode.run"))["spikeCount"] > 10


# -- expectations -------------------------------------------------------------------------------------------------


async def test_checked_expectations_are_problems_with_what_was_measured(client: Client) -> None:
    client.change([{"text": UNMET}], 2)
    found = await command(client, "ode.verify")
    assert found["summary"] == "expect: 2 of 3 hold"
    assert [one["holds"] for one in found["verdicts"]] == [False, True, True]
    assert client.shown == ["model.ode: expect: 2 of 3 hold"]
    (problem,) = await client.problems()
    assert (problem["code"], problem["severity"]) == ("expect", 1)
    assert problem["message"].startswith("rate > 5000 Hz: measured ")
    assert problem["message"].endswith(" Hz")
    assert problem["range"] == {"start": {"line": 13, "character": 10}, "end": {"line": 13, "character": 24}}
    client.change([{"text": TEXT}], 3)
    assert await client.problems() == []
    client.change([{"text": UNMET}], 4)
    assert [one["code"] for one in await client.problems()] == ["expect"]


async def test_lenses_offer_the_commands_and_say_what_holds(client: Client) -> None:
    assert await titles(client) == ["run", "run quiet", "check 3 expectations"]
    assert {one["command"]["command"] for one in await client.about("codeLens")} == {"ode.run", "ode.verify"}
    await command(client, "ode.verify")
    await client.news(lambda: "workspace/codeLens/refresh" in client.asked)
    assert (await titles(client))[-1] == "expect: 3 of 3 hold"
    (*_, last) = await client.about("codeLens")
    answer = {"command": last["command"]["command"], "arguments": last["command"]["arguments"]}
    assert (await client.request("workspace/executeCommand", answer))["summary"] == "expect: 3 of 3 hold"
    client.change([{"text": TEXT.replace("quiet:", "silent:")}], 2)
    assert await titles(client) == ["run", "run silent", "check 3 expectations"]


async def test_a_text_left_alone_is_checked_by_itself() -> None:
    client = await start(LENSES)
    client.open(UNMET)
    await client.news(lambda: "workspace/codeLens/refresh" in client.asked)
    assert (await titles(client))[-1] == "expect: 2 of 3 hold"
    assert [one["code"] for one in await client.problems()] == ["expect"]
    assert "workspace/diagnostic/refresh" in client.asked
    assert client.shown == []
    assert await stop(client) == (0, "")


async def test_a_text_that_is_typed_is_checked_when_the_typing_is_over() -> None:
    client = await start(PUSHING, options={"debounce": 0})
    client.open(TEXT)
    for version in range(2, 30):
        client.change([{"text": TEXT.replace("rate > 10 Hz", f"rate > {5000 + version} Hz")}], version)
        await asyncio.sleep(0.02)
    await client.news(lambda: client.published.get(URI, {}).get("diagnostics"))
    (problem,) = client.published[URI]["diagnostics"]
    assert problem["message"].startswith("rate > 5029 Hz: measured ")
    assert await stop(client) == (0, "")


async def test_expectations_are_left_alone_where_the_settings_say_so() -> None:
    client = await start(LENSES, options={"checkExpectations": False})
    client.open(UNMET)
    await client.problems()
    await asyncio.sleep(2.0)
    assert "workspace/codeLens/refresh" not in client.asked
    assert await client.problems() == []
    assert (await command(client, "ode.verify"))["summary"] == "expect: 2 of 3 hold"
    assert await stop(client) == (0, "")


async def test_a_run_that_fails_is_a_problem_of_the_run_line() -> None:
    client = await start(LENSES)
    client.open("dv/dt = v**2\n# init: v = 1\n# run: 100 ms, dt = 0.1 ms, method = euler\n# expect: peak(v) > 1\n")
    await client.news(lambda: "workspace/codeLens/refresh" in client.asked)
    problems = await client.problems()
    assert sorted((one["code"], one["range"]["start"]["line"]) for one in problems) == [("expect", 3), ("run", 2)]
    assert await stop(client) == (0, "")


async def test_an_editor_with_commands_of_its_own_gets_lenses_and_actions_of_them() -> None:
    client = await start(PULLING, options={"commands": ["sctui.run", "sctui.verilog"]})
    client.open(TEXT)
    found = [one["command"]["command"] for one in await client.about("codeLens")]
    assert found == ["sctui.run", "sctui.run", "ode.verify"]
    whole = {"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}}
    actions = await client.about("codeAction", range=whole, context={"diagnostics": [], "only": ["source.convert"]})
    assert [one["command"]["command"] for one in actions] == ["ode.generate", "sctui.verilog"]
    assert await stop(client) == (0, "")
