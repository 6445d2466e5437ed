"""Every feature, asked as an editor asks, by both kinds of client."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from client import PULLING, URI, Client, ResponseError, applied, start, stop

pytestmark = pytest.mark.asyncio(loop_scope="module")

NEURON = """\
# title: Neurön 𝄞
# doi: 10.1152/jn.00686.2005
dv/dt = (E_L - v + R*I)/tau : volt
tau = C*R
C = 1*nF   # [0.1, 10] capacitance
R = 10*Mohm
I : amp
E_L = -70*mV : volt
# threshold: v > -50*mV
# reset: v = E_L
# preset strong: I = 2*nA
# run: 100 ms, dt = 0.1 ms
# expect strong: rate > 1 Hz
"""
LINES = NEURON.splitlines()


def place(word: str, line: int) -> tuple[int, int]:
    """Line and column of a word of the neuron, in a line without other than ASCII."""
    return line, LINES[line].index(word)


def text_at(text: str, where: dict[str, Any]) -> str:
    """The text of a range within one line of ASCII."""
    line = text.split("\n")[where["start"]["line"]]
    assert line.isascii()
    return line[where["start"]["character"] : where["end"]["character"]]


@pytest_asyncio.fixture(loop_scope="module")
async def profiles(pushed: Client, pulled: Client) -> AsyncIterator[dict[str, Client]]:
    """Both clients, with nothing open before and after a test."""
    found = {"pushed": pushed, "pulled": pulled}
    yield found
    for one in found.values():
        one.close()
        await one.about("documentLink")
        one.published.clear()
        one.publications = 0


@pytest.fixture(params=["pushed", "pulled"])
def client(request: pytest.FixtureRequest, profiles: dict[str, Client]) -> Client:
    """Each profile, with the neuron open."""
    opened = profiles[request.param]
    opened.open(NEURON)
    return opened


async def test_a_good_text_has_no_problems_and_a_bad_one_has_them_at_the_operator(client: Client) -> None:
    pulls = "diagnosticProvider" in client.capabilities
    wrong = NEURON.replace("E_L - v + R*I", "E_L - v + R")
    client.change([{"text": wrong}], 2)
    if pulls:
        found = await client.problems()
        assert client.publications == 0
    else:
        await client.news(lambda: client.published.get(URI, {}).get("version") == 2)
        found = client.published[URI]["diagnostics"]
    problem = next(one for one in found if one["code"] == "ODE301")
    assert text_at(wrong, problem["range"]) == "+"
    assert "mV" in problem["message"]
    assert "Mohm" in problem["message"] or "ohm" in problem["message"]
    assert problem["source"] == "sctui"


async def test_a_client_that_can_pull_gets_nothing_pushed_and_the_other_way_round(
    profiles: dict[str, Client],
) -> None:
    pushed, pulled = profiles.values()
    for one in (pushed, pulled):
        one.open("dv/dt = -k*v\n")
    await pushed.news(lambda: URI in pushed.published)
    assert "diagnosticProvider" not in pushed.capabilities
    report = await pulled.about("diagnostic")
    assert [one["code"] for one in report["items"]] == ["ODE202"]
    again = await pulled.about("diagnostic", previousResultId=report["resultId"])
    assert again["kind"] == "unchanged"
    pushed.close()
    await pushed.news(lambda: pushed.published[URI]["diagnostics"] == [])
    assert pulled.published == {}


async def test_a_client_that_cannot_be_told_to_ask_again_gets_its_problems_pushed() -> None:
    as_neovim = PULLING | {"workspace": {}}
    client = await start(as_neovim)
    client.open("dv/dt = -k*v\n")
    await client.news(lambda: URI in client.published)
    assert "diagnosticProvider" not in client.capabilities
    assert await stop(client) == (0, "")


async def test_positions_are_in_the_units_that_were_agreed_on(client: Client) -> None:
    expected = {"utf-8": len("# ö𝄞".encode()) + 2, "utf-16": 7}[client.capabilities["positionEncoding"]]
    client.change([{"text": "\n# ö𝄞: €\nk=1+\n# 𝄞 "}], 2)
    end = {"line": 1, "character": expected}
    client.change([{"range": {"start": {"line": 1, "character": 0}, "end": end}, "text": "# "}], 3)
    formatted = await client.about("formatting", options={"tabSize": 4, "insertSpaces": True})
    assert formatted is not None
    hover = await client.at("definition", 2, 0)
    assert text_at("\n# €\nk=1+\n# 𝄞 ", hover["range"]) == "k"


async def test_hover_says_what_a_name_is(client: Client) -> None:
    found = await client.at("hover", *place("tau", 2))
    assert "tau" in found["contents"]["value"]
    assert "ms" in found["contents"]["value"]
    wanted = "plaintext" if "diagnosticProvider" in client.capabilities else "markdown"
    assert found["contents"]["kind"] == wanted


async def test_completion_knows_the_place(client: Client) -> None:
    found = await client.at("completion", *place("E_L", 2))
    labels = [one["label"] for one in found["items"]]
    assert {"v", "tau", "exp", "E_L"} & set(labels)
    item = next(one for one in found["items"] if one["label"] == "E_L")
    assert (await client.request("completionItem/resolve", item))["label"] == "E_L"


async def test_an_empty_document_is_offered_whole_models(client: Client) -> None:
    client.change([{"text": ""}], 2)
    found = await client.at("completion", 0, 0)
    model = next(one for one in found["items"] if one["label"] == "model adex")
    assert "dv/dt" in model["insertText"]


async def test_signature_help_marks_the_argument(client: Client) -> None:
    client.change([{"text": "x = clip(1, 2, 3)\n"}], 2)
    found = await client.at("signatureHelp", 0, 13)
    assert found["signatures"][0]["label"] == "clip(x, low, high)"
    assert found["activeParameter"] == 1
    assert await client.at("signatureHelp", 0, 2) is None


async def test_definition_references_and_highlights(client: Client) -> None:
    found = await client.at("definition", *place("R*I", 2))
    assert found["range"]["start"] == {"line": 5, "character": 0}
    everywhere = await client.at("references", *place("R*I", 2), context={"includeDeclaration": True})
    assert [one["range"]["start"]["line"] for one in everywhere] == [2, 3, 5]
    uses = await client.at("references", *place("R*I", 2), context={"includeDeclaration": False})
    assert [one["range"]["start"]["line"] for one in uses] == [2, 3]
    lit = await client.at("documentHighlight", *place("R*I", 2))
    assert [one["kind"] for one in lit] == [2, 2, 3]
    linked = await client.at("linkedEditingRange", *place("R*I", 2))
    assert len(linked["ranges"]) == 3


async def test_rename_and_its_refusals(client: Client) -> None:
    prepared = await client.at("prepareRename", *place("R*I", 2))
    assert prepared["placeholder"] == "R"
    edit = await client.at("rename", *place("R*I", 2), newName="R_m")
    edits = edit["changes"][URI] if "changes" in edit else edit["documentChanges"][0]["edits"]
    assert applied(NEURON.replace("ö", "o").replace("𝄞", ""), edits) == NEURON.replace("ö", "o").replace(
        "𝄞", ""
    ).replace("R*I", "R_m*I").replace("C*R", "C*R_m").replace("R = ", "R_m = ")
    assert await client.at("prepareRename", *place("mV", 7)) is None
    for name, why in (("exp", "built-in function"), ("tau", "already"), ("1x", "letters"), ("mV", "a unit")):
        with pytest.raises(ResponseError, match=why) as refusal:
            await client.at("rename", *place("R*I", 2), newName=name)
        assert refusal.value.code == -32803


async def test_the_outline_and_the_names_of_the_workspace(client: Client) -> None:
    found = await client.about("documentSymbol")
    assert [one["name"] for one in found][:6] == ["v", "tau", "C", "R", "I", "E_L"]
    everywhere = await client.request("workspace/symbol", {"query": "ta"})
    assert [one["name"] for one in everywhere if one["location"]["uri"] == URI] == ["tau"]
    library = await client.request("workspace/symbol", {"query": "hodgkin_huxley"})
    assert any(one["location"]["uri"].endswith("/hodgkin_huxley.ode") for one in library)


async def test_folding_selection_and_links(client: Client) -> None:
    assert {"startLine": 0, "endLine": 12, "kind": "region"} in await client.about("foldingRange")
    position = dict(zip(("line", "character"), place("v + R", 2), strict=True))
    chain = (await client.about("selectionRange", positions=[position]))[0]
    assert text_at(NEURON, chain["range"]) == "v"
    widths = []
    while chain:
        widths.append((chain["range"]["end"]["line"], chain["range"]["end"]["character"]))
        chain = chain.get("parent")
    assert len(widths) > 4
    links = await client.about("documentLink")
    assert [one["target"] for one in links] == ["https://doi.org/10.1152/jn.00686.2005"]


async def test_semantic_tokens_whole_in_part_and_their_changes(client: Client) -> None:
    legend = client.capabilities["semanticTokensProvider"]["legend"]["tokenTypes"]
    whole = await client.about("semanticTokens/full")
    data = whole["data"]
    words = []
    line = column = 0
    for at in range(0, len(data), 5):
        line, column = line + data[at], data[at + 1] + (0 if data[at] else column)
        if LINES[line].isascii():
            words.append((LINES[line][column : column + data[at + 2]], legend[data[at + 3]]))
    assert ("v", "variable") in words
    assert ("C", "parameter") in words
    assert ("mV", "type") in words
    assert ("threshold", "macro") in words
    part = await client.about("semanticTokens/range", range={
        "start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 0},
    })  # fmt: skip
    assert part["data"][0] == 2
    assert len(part["data"]) < len(data)
    client.change([{"text": NEURON.replace("C*R", "C*R*1")}], 2)
    delta = await client.about("semanticTokens/full/delta", previousResultId=whole["resultId"])
    (edit,) = delta["edits"]
    changed = data[: edit["start"]] + edit.get("data", []) + data[edit["start"] + edit["deleteCount"] :]
    assert changed == (await client.about("semanticTokens/full"))["data"]


async def test_inlay_hints_say_derived_values(client: Client) -> None:
    window = {"start": {"line": 0, "character": 0}, "end": {"line": 12, "character": 0}}
    found = await client.about("inlayHint", range=window)
    assert [(one["label"], one["position"]["line"]) for one in found] == [("= 10 ms", 3)]


async def test_formatting_whole_part_and_as_typed(client: Client) -> None:
    messy = "dv/dt=-v/tau\n\n\ntau=10*ms\nk =   2*tau\n"
    client.change([{"text": messy}], 2)
    options = {"tabSize": 4, "insertSpaces": True}
    whole = await client.about("formatting", options=options)
    assert applied(messy, whole) == "dv/dt = -v/tau\n\ntau = 10*ms\nk   = 2*tau\n"
    part = await client.about("rangeFormatting", options=options, range={
        "start": {"line": 4, "character": 0}, "end": {"line": 4, "character": 3},
    })  # fmt: skip
    assert applied(messy, part) == messy.replace("k =   2", "k   = 2")
    typed = await client.at("onTypeFormatting", 1, 0, ch="\n", options=options)
    assert applied(messy, typed) == messy.replace("dv/dt=-v", "dv/dt = -v")


async def actions(client: Client, line: int, start: int, end: int, **context: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = await client.about("codeAction", context={"diagnostics": []} | context, range={
        "start": {"line": line, "character": start}, "end": {"line": line, "character": end},
    })  # fmt: skip
    return found


def edits_of(action: dict[str, Any]) -> list[dict[str, Any]]:
    edit = action["edit"]
    found: list[dict[str, Any]] = edit["changes"][URI] if "changes" in edit else edit["documentChanges"][0]["edits"]
    return found


async def test_quick_fixes_belong_to_their_problem(client: Client) -> None:
    wrong = "dv/dt = -v/tau\ntua = 10\n"
    client.change([{"text": wrong}], 2)
    found = await actions(client, 0, 11, 14)
    fix = next(one for one in found if one["kind"] == "quickfix" and one.get("isPreferred"))
    assert fix["diagnostics"][0]["code"] in ("ODE201", "ODE202")
    assert "tua" in applied(wrong, edits_of(fix)) or "tau =" in applied(wrong, edits_of(fix))
    assert await actions(client, 1, 8, 8, only=["quickfix"]) == []


async def test_fixing_everything_is_asked_for_by_its_kind(client: Client) -> None:
    wrong = "dv/dt = -v/(tau\nw = 2 && 3\ntau = 10\n"
    client.change([{"text": wrong}], 2)
    (action,) = await actions(client, 0, 0, 0, only=["source.fixAll"])
    fixed = applied(wrong, edits_of(action))
    assert fixed.startswith("dv/dt = -v/(tau)\n")
    assert "2  and  3" in fixed or "2 and 3" in fixed


async def test_rewritings_are_offered_when_asked_for(client: Client) -> None:
    line, column = place("R*I", 2)
    found = await actions(client, line, column, column + 3)
    assert "Name this expression" in [one["title"] for one in found]
    automatic = await actions(client, line, column, column + 3, triggerKind=2)
    assert automatic == []


async def test_an_xppaut_file_has_one_remark_and_can_be_converted(client: Client) -> None:
    text = "v'=-v+i\npar i=1, a=2\ninit v=3\n@ total=10\ndone\n"
    client.change([{"text": text}], 2)
    fixes = await actions(client, 0, 0, 0, only=["quickfix"])
    convert = next(one for one in fixes if one["title"] == "Convert from XPPAUT")
    (problem,) = convert["diagnostics"]
    assert problem["code"] == "ODE010"
    assert problem["severity"] == 3
    assert "dv/dt = -v + i" in edits_of(convert)[0]["newText"]
    assert (await client.about("semanticTokens/full"))["data"] == []


async def test_lenses_are_commands_that_the_server_carries_out(client: Client) -> None:
    lenses = await client.about("codeLens")
    assert [one["command"]["title"] for one in lenses] == ["run", "run strong", "check 1 expectation"]
    offered = client.capabilities["executeCommandProvider"]["commands"]
    assert {one["command"]["command"] for one in lenses} <= set(offered)


async def test_a_document_that_is_not_open_has_nothing(client: Client) -> None:
    other = "untitled:Untitled-1"
    assert await client.at("hover", 0, 0, uri=other) is None
    client.open("dv/dt = -v\n", uri=other)
    assert (await client.about("documentSymbol", uri=other))[0]["name"] == "v"
    client.close(uri=other)
    assert await client.about("documentSymbol", uri=other) == []
