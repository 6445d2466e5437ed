"""The generated files of the editors: up to date, and their colours are those of the language's own account."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.language.analysis import analyse
from kernels.language.syntax.directives import DIRECTIVES
from kernels.language.units.unit_table import is_unit, unit_names
from kernels.library import entries, read_text
from lsp.editor_files.__main__ import FILES, drifted, main
from lsp.editor_files.snippets import snippets
from lsp.editor_files.textmate import SCOPES, textmate_grammar
from lsp.editor_files.vocabulary import unit_pattern, unit_words
from tests.editors.colours import disagreements
from tests.editors.library_snapshot import AGAIN, PATH, Scopes, coloured, differences, written
from tests.editors.textmate_walk import Grammar

EDITORS = Path(__file__).parents[2] / "editors"
SNAPSHOTS = Path(__file__).parent / "snapshots"
UNIT = re.compile(unit_pattern())

# The grammar's scope to the language's kind; operators and punctuation have no kind of their own there
KIND_OF = {SCOPES[part]: part for part in ("comment", "directive", "text", "number", "unit", "constant", "word")} | {
    SCOPES["label"]: "text",
    SCOPES["string"]: "text",
    SCOPES["function"]: "function",
    SCOPES["call"]: "function",
    SCOPES["state"]: "definition",
    SCOPES["definition"]: "definition",
    SCOPES["operator"]: "",
    SCOPES["punctuation"]: "",
    "": "",
}


@pytest.fixture(scope="module")
def grammar() -> Grammar:
    return Grammar(textmate_grammar())


def test_the_files_are_those_that_the_tables_give() -> None:
    assert drifted(EDITORS) == [], "run `python -m lsp.editor_files`"


def test_a_file_that_differs_is_named_and_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path), "--check"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == len(FILES)
    assert main([str(tmp_path)]) == 0
    assert main([str(tmp_path), "--check"]) == 0
    assert drifted(tmp_path) == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.fixture(scope="module")
def library(grammar: Grammar) -> dict[str, tuple[str, Scopes]]:
    """Text and scopes of every model of the library."""
    return coloured(grammar)


def test_the_colours_of_the_whole_library_are_those_of_the_semantic_tokens(
    library: dict[str, tuple[str, Scopes]],
) -> None:
    wrong = {}
    for slug, (text, scopes) in library.items():
        found = disagreements(text, [[KIND_OF[scope] for scope in line] for line in scopes])
        if found:
            wrong[slug] = found[:5]
    assert wrong == {}


def test_the_colours_of_the_whole_library_are_those_that_were_written_down(
    library: dict[str, tuple[str, Scopes]],
) -> None:
    found = differences(PATH.read_text(encoding="ascii"), library)
    anew = [one for one in found if " is coloured anew: " in one]
    assert not anew, "\n".join([*anew[:20], f"... {len(anew)} in all" if len(anew) > 20 else "", AGAIN])
    # a model that is edited needs no new list at once; its colours are those of the semantic tokens all the same
    assert len(found) <= len(library) // 10, "\n".join([*found, AGAIN])


def test_a_line_that_is_coloured_anew_is_told_with_its_colours(grammar: Grammar) -> None:
    text = "k = 1*mV  # a remark\nw = 2\n"
    models = {"one": (text, grammar.scopes(text.split("\n")))}
    before = written(models)
    assert differences(before, models) == []
    models["one"][1][1][4] = "constant.other"
    (told,) = differences(before, models)
    assert told.startswith("one:2 is coloured anew: w = 2\n")
    assert told.endswith("  5-5 constant.other")
    assert differences(before, {"two": models["one"]}) == [
        "one: not in the library any more",
        "two: new in the library",
    ]
    assert differences(before, {"one": ("k = 2", [[""] * 5])}) == ["one: has another text"]


@pytest.mark.parametrize("path", sorted(SNAPSHOTS.glob("*.ode")), ids=lambda path: path.stem)
def test_the_snapshots(grammar: Grammar, path: Path) -> None:
    assert snapshot(grammar, path.read_text(encoding="utf-8")) == path.with_suffix(".snap").read_text(encoding="utf-8")


def snapshot(grammar: Grammar, text: str) -> str:
    """Each line as `>line`, and below it its pieces with their scopes."""
    out = []
    for line, scopes in zip(text.split("\n"), grammar.scopes(text.split("\n")), strict=True):
        out.append(f">{line}")
        at = 0
        while at < len(line):
            end = at + 1
            while end < len(line) and scopes[end] == scopes[at]:
                end += 1
            if scopes[at]:
                out.append(f" {' ' * at}{'^' * (end - at)} {scopes[at]}")
            at = end
    return "\n".join(out) + "\n"


def test_the_pattern_of_units_knows_every_unit() -> None:
    assert [name for name in {*unit_names(), *unit_words()} if not UNIT.fullmatch(name)] == []


@given(st.one_of(st.sampled_from(unit_words()), st.text("mkMcuVAs23gra_", max_size=6)), st.text("mk23sV", max_size=2))
def test_the_pattern_of_units_knows_nothing_else(word: str, more: str) -> None:
    for name in (word, word + more, more + word, word[1:]):
        assert (UNIT.fullmatch(name) is not None) == is_unit(name)


def filled(body: list[str]) -> str:
    """The text of a snippet whose places are left as they are."""
    text = "\n".join(body)
    values: dict[str, str] = {}

    def value(match: re.Match[str]) -> str:
        values.setdefault(match[1], match[2])
        return values[match[1]]

    return re.sub(r"\\([\\$}])", r"\1", re.sub(r"\$\{(\d):((?:[^}\\]|\\.)*)\}", value, text))


def test_every_snippet_is_a_legal_text() -> None:
    table = json.loads(snippets())
    prefixes = [row["prefix"] for row in table.values()]
    assert len(prefixes) == len(set(prefixes))
    assert {f"# {key}" for key in DIRECTIVES} < set(prefixes)
    for row in table.values():
        problems = [one for one in analyse(filled(row["body"])).diagnostics if one.code < "ODE2"]
        assert problems == [], row["prefix"]


def test_the_snippets_of_models_are_the_models_of_the_library() -> None:
    table = json.loads(snippets())
    models = {name: row for name, row in table.items() if name.startswith("model ")}
    assert len(models) == 5
    by_slug = {entry.slug: entry for entry in entries()}
    for name, row in models.items():
        assert filled(row["body"]) + "\n" == read_text(by_slug[name.removeprefix("model ")].path)
