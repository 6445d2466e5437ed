"""`models`, `show`, `warmup`, `where`, `doctor`: what is there and in which state."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kernels.language.typeset.symbols import symbol
from kernels.library import entries, load, path_of
from sctui import examination
from sctui.__main__ import main
from sctui.console import Screen
from sctui.model_page import model_page

Captured = pytest.CaptureFixture[str]
SLUGS = [entry.slug for entry in entries()]


def test_models_lists_every_model_with_its_title(capsys: Captured) -> None:
    assert main(["models"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == SLUGS
    assert any("Hodgkin-Huxley" in line for line in lines)


def test_models_by_category_and_by_words(capsys: Captured) -> None:
    assert main(["models", "--category", "conductance", "--names"]) == 0
    assert "hodgkin_huxley" in capsys.readouterr().out.split()
    assert main(["models", "--search", "HODGKIN 1952", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert "hodgkin_huxley" in [item["slug"] for item in found]
    assert all("1952" in str(item) for item in found)
    assert main(["models", "--search", "no such words"]) == 0
    assert capsys.readouterr().out == "no model is like that; sctui models lists all\n"
    assert main(["models", "--category", "conductanc"]) == 2
    assert "did you mean 'conductance'?" in capsys.readouterr().err


def test_models_by_firing_pattern(capsys: Captured) -> None:
    assert main(["models", "--pattern", "bursting", "--names"]) == 0
    slugs = capsys.readouterr().out.split()
    assert "hindmarsh_rose" in slugs
    assert "hodgkin_huxley" not in slugs


def test_names_for_completion(capsys: Captured) -> None:
    assert main(["models", "--names"]) == 0
    assert capsys.readouterr().out.split() == SLUGS
    assert main(["models", "--categories"]) == 0
    assert capsys.readouterr().out.split() == sorted({entry.category for entry in entries()})


@pytest.mark.parametrize("slug", SLUGS)
def test_show_has_everything_that_can_be_set(slug: str) -> None:
    model = load(slug)
    page = model_page(model, Screen(False, 80, 24, 0, True))
    assert page.startswith(model.title + "\n=")
    for item in (*model.states, *model.parameters, *model.inputs, *model.presets):
        assert f"\n{item.name} " in page + " " or f"\n{item.name}\n" in page + "\n"  # type: ignore[attr-defined]
    plain = model_page(model, Screen(False, 80, 24, 0, False))
    for state in model.states:
        assert re.search(rf"\n(d{symbol(state.name)}(\s|/dt)|{symbol(state.name)}\[n\+1\])", page)
        assert f"\nd{state.name}/dt" in plain or f"\n{state.name}[n+1]" in plain
    assert all(expect.text in page for expect in model.expects)


def test_show_source_and_json(capsys: Captured) -> None:
    assert main(["show", "lif", "--source"]) == 0
    assert capsys.readouterr().out == path_of("lif").read_text("utf-8")
    assert main(["show", "lif", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [item["name"] for item in record["parameters"]] == [item.name for item in load("lif").parameters]


def test_warmup_fills_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("sctui.commands.warmup.entries", lambda: [entry for entry in entries() if entry.slug == "lif"])
    assert main(["warmup"]) == 0
    assert capsys.readouterr().out.startswith("1 of 1 models ready in ")


def test_where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))
    assert main(["where", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {"config", "data", "cache", "library", "settings", "session", "sessions", "versions"} == set(found)
    assert found["cache"].startswith(str(tmp_path))
    assert Path(found["library"]).is_dir()


def test_doctor_finds_this_installation_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))
    assert main(["doctor", "--json"]) == 0
    findings = json.loads(capsys.readouterr().out)
    assert {"python", "numpy", "llvmlite", "cpu", "cache", "terminal", "package kernels"} <= {
        f["name"] for f in findings
    }
    assert all(finding["state"] != "problem" for finding in findings)


def test_doctor_sees_a_package_that_shadows_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "hdl").mkdir()
    (tmp_path / "hdl" / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(__import__("sys").modules, "hdl", raising=False)
    states = {finding.name: finding for finding in examination.packages()}
    assert states["package hdl"].state == examination.BAD
    assert "another package under the name hdl" in states["package hdl"].advice
    assert states["package kernels"].state == examination.GOOD


def test_doctor_notes_a_cache_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SCTUI_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr("os.access", lambda path, mode: False)
    assert examination.cache()[0].state == examination.POOR
    assert "SCTUI_CACHE_DIR" in examination.cache()[0].advice


def test_doctor_advises_on_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examination, "screen", lambda: Screen(True, 60, 20, 16, True))
    assert "smaller than 80x24" in examination.terminal()[0].advice
    monkeypatch.setattr(examination, "screen", lambda: Screen(True, 80, 24, 16, False))
    assert "UTF-8" in examination.terminal()[0].advice
