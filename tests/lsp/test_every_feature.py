"""One row a capability and one a rewriting, for both kinds of client: what the server offers is there and is tried.

What the answers say is looked into by the tests beside this one; here none is forgotten.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from client import PULLING, PUSHING, URI, Client, applied, start, stop

pytestmark = pytest.mark.asyncio(loop_scope="module")

TEXT = """\
# title: Leaky neuron
# doi: 10.1152/jn.00686.2005
dv/dt = (E_L - v + R*I)/tau_m : volt
tau_m = C*R
C = 1*nF   # [0.1, 10] capacitance
R = 10*Mohm
I : amp
E_L = -70*mV : volt
# threshold: v > -50*mV
# reset: v = E_L
# preset strong: I = 2*nA
# expect strong: rate > 1 Hz
"""
LINE, WORD = 2, 9  # E_L in the equation
WHOLE = {"start": {"line": 0, "character": 0}, "end": {"line": 12, "character": 0}}
OPTIONS = {"tabSize": 4, "insertSpaces": True}
FOLDERS = [{"uri": "file:///one", "name": "one"}, {"uri": "file:///two", "name": "two"}]


class Row(NamedTuple):
    """A request about the text, and what has to be true of its answer."""

    capability: str
    method: str
    parameters: dict[str, Any]
    holds: Callable[[Any], Any]


def at(line: int = LINE, character: int = WORD) -> dict[str, Any]:
    """The parameters of a request about a place."""
    return {"position": {"line": line, "character": character}}


ROWS = (
    Row("hoverProvider", "hover", at(), lambda found: "E" in found["contents"]["value"]),
    Row("completionProvider", "completion", at(), lambda found: {"tau_m", "exp"} <= {i["label"] for i in found["items"]}
        or {"E_L"} <= {i["label"] for i in found["items"]}),
    Row("signatureHelpProvider", "signatureHelp", at(11, 6), lambda found: found is None),
    Row("definitionProvider", "definition", at(), lambda found: found["range"]["start"]["line"] == 7),
    Row("referencesProvider", "references", at() | {"context": {"includeDeclaration": True}}, lambda found:
        [one["range"]["start"]["line"] for one in found] == [2, 7, 9]),
    Row("documentHighlightProvider", "documentHighlight", at(), lambda found: len(found) == 3),
    Row("linkedEditingRangeProvider", "linkedEditingRange", at(), lambda found: len(found["ranges"]) == 3),
    Row("renameProvider", "prepareRename", at(), lambda found: found["placeholder"] == "E_L"),
    Row("renameProvider", "rename", at() | {"newName": "E_rest"}, lambda found: len(edits_of(found)) == 3),
    Row("documentSymbolProvider", "documentSymbol", {}, lambda found: {"v", "E_L"} <= {one["name"] for one in found}),
    Row("foldingRangeProvider", "foldingRange", {}, lambda found: found[0]["startLine"] == 0),
    Row("selectionRangeProvider", "selectionRange", {"positions": [{"line": LINE, "character": WORD}]}, lambda found:
        "parent" in found[0]),
    Row("documentLinkProvider", "documentLink", {}, lambda found: found[0]["target"].startswith("https://doi.org/")),
    Row("semanticTokensProvider", "semanticTokens/full", {}, lambda found: len(found["data"]) > 100),
    Row("semanticTokensProvider", "semanticTokens/range", {"range": WHOLE}, lambda found: len(found["data"]) > 100),
    Row("inlayHintProvider", "inlayHint", {"range": WHOLE}, lambda found: found[0]["label"] == "= 10 ms"),
    Row("documentFormattingProvider", "formatting", {"options": OPTIONS}, lambda found: found),
    Row("documentRangeFormattingProvider", "rangeFormatting", {"options": OPTIONS, "range": WHOLE}, lambda found:
        found),
    Row("documentOnTypeFormattingProvider", "onTypeFormatting", at(5, 0) | {"ch": "\n", "options": OPTIONS},
        lambda found: found),
    Row("codeActionProvider", "codeAction", {"range": WHOLE, "context": {"diagnostics": []}}, lambda found: found),
    Row("codeLensProvider", "codeLens", {}, lambda found: len(found) == 3),
)  # fmt: skip
# Those that are looked into elsewhere: by no request about a document, or by none at all
ELSEWHERE = {
    "textDocumentSync", "positionEncoding", "workspace", "workspaceSymbolProvider", "executeCommandProvider",
    "diagnosticProvider",
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[PUSHING, PULLING], ids=["pushed", "pulled"])
async def client(request: pytest.FixtureRequest) -> AsyncIterator[Client]:
    """Each kind of client, of a workspace with two folders."""
    found = await start(request.param, folders=FOLDERS)
    yield found
    assert found.logged == []
    assert await stop(found) == (0, "")


def edits_of(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The edits of the document, in whichever of the two forms."""
    edits: list[dict[str, Any]] = (
        answer["changes"][URI] if "changes" in answer else answer["documentChanges"][0]["edits"]
    )
    return edits


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.method)
async def test_each_capability_answers(client: Client, row: Row) -> None:
    assert row.capability in client.capabilities
    client.open(TEXT)
    answer = await client.about(row.method, **row.parameters)
    client.close()
    assert row.holds(answer), answer


async def test_no_capability_is_without_a_row(client: Client) -> None:
    assert set(client.capabilities) - ELSEWHERE <= {row.capability for row in ROWS}


async def test_folders_come_and_go(client: Client) -> None:
    client.notify("workspace/didChangeWorkspaceFolders", {"event": {"added": FOLDERS[:1], "removed": FOLDERS[1:]}})
    client.open(TEXT, uri="file:///one/a.ode")
    client.open(TEXT.replace("tau_m", "tau_other"), uri="file:///two/b.ode")
    found = await client.request("workspace/symbol", {"query": "tau_"})
    named = {(one["name"], one["location"]["uri"]) for one in found}
    assert {("tau_m", "file:///one/a.ode"), ("tau_other", "file:///two/b.ode")} <= named
    client.close(uri="file:///one/a.ode")
    client.close(uri="file:///two/b.ode")


class Rewriting(NamedTuple):
    """An action that is offered where `selected` stands, and a line of the text after it."""

    title: str
    kind: str
    text: str
    selected: str
    line: str


REWRITINGS = (
    Rewriting("Declare k as a parameter", "quickfix", "dv/dt = -k*v\n", "k", "k = "),
    Rewriting("Name this expression", "refactor.extract", TEXT, "R*I", "part = R*I"),
    Rewriting("Make this number a parameter", "refactor.extract", "dv/dt = -v/(7*ms)\n", "7*ms", "= 7*ms"),
    Rewriting("Put the expression in the place of its name", "refactor.inline", TEXT, "tau_m", "/(C*R)"),
    Rewriting("Annotate all units", "refactor.rewrite", TEXT, "tau_m", ": second"),
    Rewriting("exprel", "quickfix", "dv/dt = v/(1 - exp(-v/2))\n", "v/(1", "exprel("),
    Rewriting("Convert from XPPAUT", "quickfix", "v'=-v+i\npar i=1\ninit v=3\ndone\n", "v'", "dv/dt = -v + i"),
    Rewriting("Fix everything", "source.fixAll.sctui", "dv/dt = -v/(tau\ntau = 10\n", "tau", "dv/dt = -v/(tau)"),
)


@pytest.mark.parametrize("one", REWRITINGS, ids=lambda one: one.title)
async def test_each_rewriting_is_offered_and_gives_its_line(client: Client, one: Rewriting) -> None:
    client.open(one.text)
    before = one.text[: one.text.index(one.selected)]
    start_of = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
    end_of = start_of | {"character": start_of["character"] + len(one.selected)}
    found = await client.about(
        "codeAction", range={"start": start_of, "end": end_of}, context={"diagnostics": [], "triggerKind": 1}
    )
    client.close()
    action = next((action for action in found if one.title.lower() in action["title"].lower()), None)
    assert action is not None, [action["title"] for action in found]
    assert action["kind"] == one.kind
    assert one.line in applied(one.text, edits_of(action["edit"]))


@pytest.mark.parametrize(
    ("title", "kind", "command"),
    [
        ("Convert to Brian 2", "source.convert.brian2", "ode.generate"),
        ("Compile to Verilog", "source.convert.verilog", "ode.verilog"),
    ],
)
async def test_conversions_are_commands_that_the_server_carries_out(
    client: Client, title: str, kind: str, command: str
) -> None:
    client.open(TEXT)
    given = {"range": WHOLE, "context": {"diagnostics": [], "only": ["source.convert"]}}
    found = {one["title"]: one for one in await client.about("codeAction", **given)}
    assert set(found) == {"Convert to Brian 2", "Compile to Verilog"}
    assert (found[title]["kind"], found[title]["command"]["command"]) == (kind, command)
    assert command in client.capabilities["executeCommandProvider"]["commands"]
    assert found[title]["command"]["arguments"][0]["uri"] == URI
    client.change([{"text": "dv/dt = -k*v\n"}], 2)
    assert await client.about("codeAction", **given) == []
    client.close()
