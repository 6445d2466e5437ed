"""The manual is complete, its tables are those of the program, and its own examples are right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kernels.language import analyse
from kernels.language.codes import CODES
from kernels.language.functions import FUNCTIONS
from kernels.language.protocols import PROTOCOLS
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.syntax.settings import METHODS
from kernels.language.units.unit_table import is_unit
from kernels.library import entries
from sctui.__main__ import main
from sctui.command_table import COMMANDS
from sctui.manual import FOLDER, page, topics, with_fresh_tables
from sctui.manual_consoles import consoles, with_fresh_consoles
from sctui.manual_tables import TABLES

SNAPSHOTS = Path(__file__).parent / "studio" / "snapshots"


@pytest.mark.parametrize("topic", topics())
def test_pages_have_a_title_and_fresh_tables(topic: str) -> None:
    """If the tables are out of date: python -m sctui.manual makes them anew."""
    assert topics()[topic]
    assert page(topic).startswith(f"# {topics()[topic]}\n")
    assert "<!--" not in page(topic)
    text = (FOLDER / f"{topic}.md").read_text("utf-8")
    assert with_fresh_tables(text) == text


def test_every_table_is_used_and_every_use_has_its_table() -> None:
    used = {
        name for path in FOLDER.glob("*.md") for name in re.findall(r"<!-- begin ([a-z_]+)", path.read_text("utf-8"))
    }
    assert used == set(TABLES)


def test_the_language_page_knows_everything_in_the_language() -> None:
    text = page("language")
    for name in (*CODES, *PROTOCOLS, *DIRECTIVES):
        assert re.search(rf"^\| {name}\b", text, re.MULTILINE), name
    for name in FUNCTIONS:
        assert f"| {name}(" in text


def test_the_page_about_hardware_says_something_of_every_model() -> None:
    """If one is missing: python -m hdl.survey with the options that the page names, and --table with its path."""
    listed = re.findall(r"^\| (\w+) \| (passed|refused)", page("hardware-models"), re.MULTILINE)
    assert {name for name, _ in listed} == {entry.slug for entry in entries()}
    assert sum(verdict == "passed" for _, verdict in listed) >= 110


def test_units_of_the_page_are_units() -> None:
    listed = re.search(r"Full names: (.*)\.\n\n.*\n\nShort forms: (.*)\.", page("language"))
    assert listed
    names = ", ".join(listed.groups()).split(", ")
    assert len(names) > 30
    assert all(is_unit(name) for name in names)


def test_methods_and_commands() -> None:
    assert all(f"| {name} " in page("methods") for name in METHODS)
    assert all(f"## sctui {command.name}\n" in page("cli") for command in COMMANDS)


def test_the_first_example_of_the_language_page_is_a_correct_model() -> None:
    block = re.search(r"((?:    .*\n)+)", page("language"))
    assert block
    text = re.sub(r"^    ", "", block[1], flags=re.MULTILINE)
    analysis = analyse(text)
    assert analysis.diagnostics == ()
    assert analysis.model is not None


def test_tables_are_as_wide_in_every_row() -> None:
    for name in ("functions", "directives", "diagnostics"):
        rows = TABLES[name]().splitlines()
        bars = [re.search(r"^\| .*? \| ", row) for row in rows]
        assert len({bar.end() for bar in bars if bar}) == 1


def test_help_prints_pages_commands_and_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help"]) == 0
    listed = capsys.readouterr().out
    assert all(f"  {topic} " in listed for topic in topics())
    assert main(["help", "methods"]) == 0
    assert capsys.readouterr().out.rstrip() == page("methods").rstrip()
    assert main(["help", "run"]) == 0
    assert capsys.readouterr().out.startswith("usage: sctui run")


def test_the_refusal_on_the_methods_page_is_what_the_command_says(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"^    \$ sctui (run .*)\n    (sctui: error: .*)\n", page("methods"), re.MULTILINE)
    assert shown is not None
    command, said = shown.groups()
    assert main(command.split()) == 1
    assert capsys.readouterr().err == said + "\n"


@pytest.mark.parametrize("topic", topics())
def test_what_commands_are_said_to_print_is_what_they_print(topic: str, tmp_path: Path) -> None:
    """If they print something else: python -m sctui.manual makes the consoles anew, and has to be read again."""
    text = (FOLDER / f"{topic}.md").read_text(encoding="utf-8")
    assert with_fresh_consoles(text, tmp_path) == text
    assert len(consoles(text)) >= {"hardware": 8}.get(topic, 0)


def test_the_screens_of_the_manual_are_those_that_the_snapshots_hold() -> None:
    text = (FOLDER / "studio.md").read_text(encoding="utf-8")
    screens = re.findall(r"<!-- screen (\S+) -->\n\n```\n(.*?)\n```\n", text, re.DOTALL)
    assert len(screens) >= 3
    for name, shown in screens:
        snapshot = (SNAPSHOTS / f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")
        assert shown == snapshot, name
