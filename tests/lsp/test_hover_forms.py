"""What a hover shows beside the name: the equation in the form that was chosen, and where a state stands still."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from client import PULLING, PUSHING, SECONDS, Client, start, stop

from kernels.language.analysis import analyse
from kernels.language.editing.hover import hover
from kernels.library import entries, read_text
from lsp.equations import FORMS, LONGEST, markdown_equation
from lsp.settings import Settings, read_settings
from lsp.steady_values import steady_line

TEXT = """\
dv/dt = (E - v + R*I)/tau_m : volt
E = -70*mV
R = 10*Mohm
tau_m = 10*ms
# threshold: v > -50*mV
# reset: v = E
# init: v = E
# input: I = step(3*nA)
# run: 200 ms, dt = 0.1 ms
"""


async def shown(client: Client, line: int = 0, character: int = 1) -> str:
    """The text of a hover."""
    found = await client.at("hover", line, character)
    return str(found["contents"]["value"])


async def until_it_says(client: Client, words: str) -> str:
    """The hover once it has what is computed in the background."""
    async with asyncio.timeout(SECONDS):
        while words not in (said := await shown(client)):
            await asyncio.sleep(0.05)
    return said


FORMS_OF_V = {
    "unicode": r"```text\ndv   E − v \+ R·I\n── = ─",
    "latex": r"\$\$\n\\frac\{dv\}\{dt\} = \\frac\{E - v \+ R\\,I\}\{\\tau_\{m\}\}\n\$\$",
    "svg": r"!\[dv/dt = .*\]\(data:image/svg\+xml,(%3Csvg[\w%.~-]+%3C%2Fsvg%3E)\)",
}


async def test_the_equation_has_the_form_that_the_settings_say() -> None:
    client = await start(PUSHING)
    client.open(TEXT)
    for form, pattern in FORMS_OF_V.items():
        chosen = {"hover": {"equations": form, "steadyValues": False}}
        client.notify("workspace/didChangeConfiguration", {"settings": {"sctui": chosen}})
        said = await shown(client)
        found = re.search(pattern, said)
        assert found, said
    assert ElementTree.fromstring(unquote(found[1])).tag.endswith("svg")
    assert await stop(client) == (0, "")


async def test_steady_values_are_shown_when_they_are_known_and_for_that_text_alone() -> None:
    client = await start(PULLING)
    client.open(TEXT)
    first = await shown(client)
    assert "steady" not in first
    said = await until_it_says(client, "steady state")
    assert "steady state: -70 mV at rest; -40 mV at I = 3 nA (above the threshold)" in said.split("\n")
    client.change([{"text": TEXT.replace("-70*mV", "-75*mV")}], 2)
    assert "steady" not in await shown(client)
    assert "-75 mV at rest" in await until_it_says(client, "steady state")
    assert client.logged == []
    assert await stop(client) == (0, "")


@pytest.mark.parametrize(
    ("rest", "driven", "line"),
    [
        (None, None, ""),
        ({"states": {"v": -65.0}, "stable": True, "firing": False}, None, "steady state: -65 mV at rest"),
        (
            {"states": {"v": 1e-15}, "stable": False, "firing": False},
            {"states": {"v": 2.123456}, "stable": True, "firing": False},
            "steady state: 0 mV at rest (unstable); 2.123 mV at I = 3 nA",
        ),
        ({"states": {"v": None}, "stable": True, "firing": False}, None, ""),
    ],
)
def test_the_line_about_it(rest: Any, driven: Any, line: str) -> None:
    found = {"rest": rest, "driven": driven, "levels": {"I": 3.0, "J": 0.0}, "units": {"I": "nA", "J": "nA"}}
    assert steady_line(found, "v", "mV") == line


def test_nothing_of_a_text_ends_its_picture_or_is_markup() -> None:
    for text in ("dv/dt = a)b](<img src=x>`` + \n", "dv/dt = v + (", "dv/dt = -v + '$x$'", "x = 1 &lt; 2 + y\n"):
        found = hover(text, 1 if text.startswith("d") else 0)
        if found is None:
            continue
        for form in FORMS:
            said = markdown_equation(found, text, form)
            if said.startswith("!["):
                assert re.fullmatch(r"!\[(?:[^\]\\<]|\\.)*\]\([\w:/+,%.~-]*\)", said), said


def test_long_and_broken_equations_stay_characters() -> None:
    text = "dv_longer/dt = " + " + ".join(["v_longer"] * (LONGEST // 10)) + "\n"
    found = hover(text, 1)
    assert found is not None
    assert {markdown_equation(found, text, form)[:7] for form in FORMS} == {"```text"}
    text = "dv/dt = -v\n"
    found = hover(text, 1)
    assert found is not None
    item = found.typeset_from
    assert item is not None
    assert item.expr is not None
    broken = item._replace(expr=item.expr._replace(args=(item.expr._replace(op="error", args=()),)))
    assert markdown_equation(found, text, "svg").startswith("![")
    assert markdown_equation(found._replace(typeset_from=broken), text, "svg").startswith("```text")


def test_every_equation_of_the_library_has_every_form() -> None:
    count = 0
    for entry in entries()[::6]:
        text = read_text(entry.path)
        analysis = analyse(text)
        for name, info in analysis.names.items():
            found = hover(text, info.span.start, analysis)
            if found is None or found.typeset_from is None or info.kind == "parameter":
                continue
            count += 1
            assert markdown_equation(found, text, "latex").startswith("$$\n"), name
            assert markdown_equation(found, text, "svg").startswith("!["), name
    assert count > 150


def test_settings_of_the_hover_are_read_with_care() -> None:
    problems: list[str] = []
    given = {"hover": {"equations": "png", "steadyValues": 1}, "hardware": {"format": 16, "check": True}}
    found = read_settings(given, problems)
    assert found == Settings(hardware_check=True)
    assert problems == [
        "sctui.hover.equations: 'png' is none of unicode, latex, svg; the default is used",
        "sctui.hover.steadyValues: '1' is no yes or no; the default is used",
        "sctui.hardware.format: '16' is no text; the default is used",
    ]
