"""What an editor and its user can do to a server: it says so in one line, goes on, and ends when it should."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator

import pytest
from client import PULLING, PUSHING, ROOT, URI, Client, ResponseError, ended, start, stop

import lsp.server
import sctui
from lsp.features import create
from lsp.parent import is_alive
from lsp.transport import MOST_BYTES, Bounded, loopback_address
from lsp.version import version as version_of_the_server


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    """A server of its own, because these tests are hard on it."""
    found = await start(PULLING)
    yield found
    if found.process.returncode is None:
        assert await stop(found) == (0, "")


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'"text"', b"{}", b"\xff\xfe", b'{"jsonrpc": "1.0"}', b"[{}]"])
async def test_a_message_that_is_none_is_said_in_one_line_and_left_out(client: Client, body: bytes) -> None:
    client.raw(body)
    client.open("dv/dt = -k*v\n")
    assert [one["code"] for one in await client.problems()] == ["ODE202"]
    assert all("\n" not in line and "Traceback" not in line for line in client.logged)


async def test_parameters_that_cannot_be_read_are_answered(client: Client) -> None:
    for wrong in ({}, None, [], {"textDocument": 3, "position": {}}):
        with pytest.raises(ResponseError, match="textDocument/hover") as refusal:
            await client.request("textDocument/hover", wrong)
        assert refusal.value.code == -32602
    client.notify("textDocument/didChange", {"nonsense": 1})
    client.change([{"text": "x"}], 3, uri="file:///never/opened.ode")
    client.open("dv/dt = -v\n")
    assert await client.problems() == []


async def test_unknown_requests_and_a_second_initialization_are_refused(client: Client) -> None:
    with pytest.raises(ResponseError) as refusal:
        await client.request("ode/unheardOf", {})
    assert refusal.value.code == -32601
    with pytest.raises(ResponseError) as refusal:
        await client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    assert refusal.value.code == -32600
    client.notify("ode/unheardOf", {})
    assert await client.request("workspace/symbol", {"query": "no such thing"}) == []


async def test_a_hundred_megabytes_get_one_diagnostic(client: Client) -> None:
    client.open("dv/dt = -v + 0\n" * 7_000_000)
    (problem,) = await client.problems()
    assert problem["code"] == "ODE001"
    assert await client.at("hover", 3, 1) is None
    assert (await client.about("documentSymbol")) == []
    begin = {"line": 1, "character": 0}
    client.change([{"range": {"start": begin, "end": begin}, "text": "k"}], 2)
    client.change([{"text": "dv/dt = -v\n"}], 3)
    assert await client.problems() == []


async def test_a_million_characters_of_nonsense_are_answered(client: Client) -> None:
    for text in ("(" * 900_000, "x = " + "1+" * 400_000, "a=(\n" * 9_000, "#\n" * 9_990):
        client.open(text)
        await client.problems()
        await client.about("semanticTokens/full")
        await client.about("formatting", options={"tabSize": 4, "insertSpaces": True})
        await client.about("foldingRange")
        client.close()


async def test_cancelled_requests_are_answered_as_such_or_done(client: Client) -> None:
    client.open("dv/dt = -v\n" * 500)
    begun = [client.begin("textDocument/semanticTokens/full", {"textDocument": {"uri": URI}}) for _ in range(30)]
    for number, _ in begun:
        client.notify("$/cancelRequest", {"id": number})
    client.notify("$/cancelRequest", {"id": 12345})
    answers = await asyncio.gather(*(answer for _, answer in begun), return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException):
            assert isinstance(answer, ResponseError)
            assert answer.code == -32800
        else:
            assert "data" in answer
    assert await client.request("workspace/symbol", {"query": "no such thing"}) == []


async def test_blocked_requests_keep_nobody_else_waiting(client: Client) -> None:
    long = "dv/dt = (1 - v)/(10*ms)\n# run: 1000000 ms, dt = 0.005 ms\n"
    waiting = []
    for number in range(6):
        uri = f"file:///somewhere/{number}.ode"
        client.open(long, uri=uri)
        command = {"command": "ode.run", "arguments": [{"uri": uri}]}
        waiting.append(client.begin("workspace/executeCommand", command))
    await asyncio.sleep(0.5)
    for _ in range(20):
        assert (await client.at("hover", 0, 1, uri="file:///somewhere/3.ode"))["contents"]["value"].startswith(
            "v: state"
        )
    client.change([{"text": "dv/dt = -k*v\n"}], 2, uri="file:///somewhere/5.ode")
    assert [one["code"] for one in await client.problems("file:///somewhere/5.ode")] == ["ODE202"]
    assert not any(answer.done() for _, answer in waiting)
    for number, _ in waiting:
        client.notify("$/cancelRequest", {"id": number})
    answers = await asyncio.gather(*(answer for _, answer in waiting), return_exceptions=True)
    assert [getattr(one, "code", None) for one in answers] == [-32800] * 6
    client.open("dv/dt = -v/(10*ms)\n# run: 10 ms, dt = 0.1 ms\n")
    again = {"command": "ode.run", "arguments": [{"uri": URI}]}
    assert (await client.request("workspace/executeCommand", again))["spikeCount"] == 0


async def test_a_burst_of_changes_is_analysed_once() -> None:
    client = await start(PUSHING, settings={"debounce": 400})
    await client.news(lambda: "workspace/configuration" in client.asked)
    await client.request("workspace/symbol", {"query": "no such thing"})
    client.open("dv/dt = -v\n")
    await client.news(lambda: client.publications == 1)
    for version in range(2, 202):
        client.change([{"text": f"dv/dt = -v*{version}*k\n"}], version)
    await client.news(lambda: client.published[URI].get("version") == 201)
    assert client.publications == 2
    assert await stop(client) == (0, "")


async def test_settings_that_are_nonsense_are_said_and_the_defaults_kept() -> None:
    client = await start(PUSHING, settings={"debounce": "soon", "strictUnits": 1, "inlayHints": 3})
    await client.news(lambda: len(client.logged) == 2)
    assert client.logged[0] == "sctui.debounce: 'soon' is no whole number; the default is used"
    client.settings = {"strictUnits": True}
    client.open("dv/dt = (E - v)/ms : volt\nE = -70*mV\n")
    client.notify("workspace/didChangeConfiguration", {"settings": None})
    await client.news(lambda: [one["code"] for one in client.published.get(URI, {"diagnostics": []})["diagnostics"]])
    assert [one["code"] for one in client.published[URI]["diagnostics"]] == ["ODE311"]
    assert await stop(client) == (0, "")


async def test_an_exception_in_a_handler_is_a_line_in_the_log(monkeypatch: pytest.MonkeyPatch) -> None:
    server = create()
    logged: list[str] = []
    monkeypatch.setattr(server, "log", lambda message, *_: logged.append(message))

    def broken(parameters: object) -> None:
        raise KeyError("of the test")

    async def broken_later(parameters: object) -> None:
        raise ValueError("later")

    assert server._guarded("a/method", broken)(None) is None
    assert await server._guarded("another/method", broken_later)(None) is None
    assert logged == ["a/method: KeyError: 'of the test'", "another/method: ValueError: later"]
    assert server.failures == 2


async def test_a_line_of_the_log_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    server = create()
    sent: list[str] = []
    monkeypatch.setattr(server, "window_log_message", lambda parameters: sent.append(parameters.message))
    server.log("one\ntwo " + "x" * 1000)
    assert sent[0].startswith("one two x")
    assert len(sent[0]) == lsp.server.LONGEST_LINE


# -- its end ------------------------------------------------------------------------------------------------------


async def test_the_end_of_its_input_is_its_end(client: Client) -> None:
    client.open("dv/dt = -v\n")
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert await ended(client) == (0, "")


async def test_half_a_message_and_then_the_end(client: Client) -> None:
    assert client.process.stdin is not None
    client.process.stdin.write(b"Content-Length: 100\r\n\r\n{")
    client.process.stdin.close()
    _, written = await ended(client)
    assert "Traceback" not in written


async def test_exit_without_shutdown_has_another_status(client: Client) -> None:
    client.notify("exit", None)
    status, written = await ended(client)
    assert (status, written) == (1, "")


async def test_requests_behind_a_shutdown_are_refused(client: Client) -> None:
    await client.request("shutdown", None)
    with pytest.raises(ResponseError) as refusal:
        await client.at("hover", 0, 0)
    assert refusal.value.code == -32600
    client.notify("exit", None)
    assert await ended(client) == (0, "")


async def test_the_server_ends_with_its_editor_even_if_the_pipe_stays_open() -> None:
    editor = await asyncio.create_subprocess_exec(sys.executable, "-c", "import time; time.sleep(600)")
    client = await start(PULLING, process_id=editor.pid)
    assert is_alive(editor.pid)
    editor.send_signal(signal.SIGKILL)
    await editor.wait()
    status, _ = await ended(client)
    assert status == 1


async def test_requests_before_initialize_are_refused() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "lsp", cwd=ROOT,
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    client = Client(process)
    client.open("dv/dt = -v\n")
    with pytest.raises(ResponseError) as refusal:
        await client.at("hover", 0, 0)
    assert refusal.value.code == -32002
    client.notify("exit", None)
    assert (await ended(client))[0] == 1


# -- the command line ---------------------------------------------------------------------------------------------


def test_only_loopback_addresses_are_served() -> None:
    command = [sys.executable, "-m", "lsp", "--tcp", "0.0.0.0:2087"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.startswith("sctui-lsp: error: 0.0.0.0: only loopback addresses are served")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("address", ["192.168.1.5:1", "example.org:80", "127.0.0.1", "127.0.0.1:x", ":1", "::1:70000"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(ValueError, match=r"loopback|HOST:PORT"):
        loopback_address(address)


def test_loopback_addresses() -> None:
    assert loopback_address("localhost:0") == ("localhost", 0)
    assert loopback_address("[::1]:2087") == ("::1", 2087)


async def test_it_serves_one_connection_on_a_port_and_ends_with_it() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sctui", "lsp", "--tcp", "127.0.0.1:0", cwd=ROOT,
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stderr is not None
    line = (await process.stderr.readline()).decode()
    assert line.startswith("sctui-lsp: listening on 127.0.0.1:")
    reader, writer = await asyncio.open_connection("127.0.0.1", int(line.rpartition(":")[2]))
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "processId": os.getpid(), "rootUri": None, "capabilities": {},
    }}).encode()  # fmt: skip
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert (await reader.readline()).startswith(b"Content-Length")
    writer.close()
    await writer.wait_closed()
    assert await asyncio.wait_for(process.wait(), 60) == 0
    assert await process.stderr.read() == b""


def test_help_and_version_are_said_without_starting() -> None:
    for option, begin in (("--help", "usage: sctui-lsp "), ("-h", "usage: sctui-lsp "), ("--version", "sctui-lsp ")):
        done = subprocess.run([sys.executable, "-m", "lsp", option], capture_output=True, text=True, cwd=ROOT)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(begin)
    assert done.stdout == f"sctui-lsp {sctui.__version__}\n"
    assert version_of_the_server() == sctui.__version__


def test_an_unknown_option_is_one_line() -> None:
    done = subprocess.run([sys.executable, "-m", "lsp", "--sidio"], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "sctui-lsp: error: what is '--sidio'? See sctui-lsp --help\n"


class Endless:
    """A stream without an end."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int) -> bytes:
        self.taken += size
        return bytes(size)


def test_a_message_beyond_all_bounds_is_skipped() -> None:
    stream = Endless()
    assert Bounded(stream).read(MOST_BYTES + 5) == b"null"  # type: ignore[arg-type]
    assert stream.taken == MOST_BYTES + 5


# -- what it is made of -------------------------------------------------------------------------------------------


def test_the_server_loads_nothing_heavy() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, lsp.features; lsp.features.create(); print(*sys.modules)"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    ).stdout.split()  # fmt: skip
    assert not {"numpy", "llvmlite", "numba", "sympy", "scipy", "matplotlib", "textual", "sctui"} & set(loaded)


def test_a_worker_that_imports_the_entry_file_imports_no_server() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", "import sys, lsp.__main__; print(*sys.modules)"],
        capture_output=True, text=True, cwd=ROOT, check=True,
    ).stdout.split()  # fmt: skip
    assert not {"pygls", "lsprotocol", "lsp.server"} & set(loaded)
