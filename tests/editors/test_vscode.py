"""VS Code in a browser without a screen: the packaged extension on a model with a mistake in it.

Wanted: Node 20; code-server (`SCTUI_CODE_SERVER`, the path of its out/node/entry.js, or `code-server` in PATH); a
Chromium (`SCTUI_CHROMIUM`, or `chromium` or `google-chrome` in PATH); `npm ci` in `tests/editors/vscode` and in
`editors/vscode`.
With SCTUI_VSCODE_PICTURES the pictures of all steps are left in that folder.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "vscode"
EXTENSION = ROOT / "editors" / "vscode"
LONGEST = 600  # seconds before a run that does not end is given up


def _missing() -> tuple[dict[str, str], str]:
    """The programs, and what is missing of them."""
    programs = {
        "node": shutil.which("node"),
        "code-server": os.environ.get("SCTUI_CODE_SERVER") or shutil.which("code-server"),
        "chromium": os.environ.get("SCTUI_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome"),
        "playwright-core": _there(DRIVER / "node_modules" / "playwright-core"),
        "vsce": _there(EXTENSION / "node_modules" / "@vscode" / "vsce" / "vsce"),
    }
    gone = [name for name, path in programs.items() if not path]
    return {name: path for name, path in programs.items() if path}, ", ".join(gone)


def _there(path: Path) -> str:
    return str(path) if path.exists() else ""


PROGRAMS, GONE = _missing()
needed = pytest.mark.skipif(bool(GONE), reason=f"VS Code cannot be driven without {GONE}")


@pytest.fixture(scope="session")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the driver saw, step by step. Workers of pytest-xdist share one run: the first to come drives."""
    folder = tmp_path_factory.getbasetemp()
    folder = (folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder) / "vscode"
    answer = folder / "answer.json"
    try:
        folder.mkdir()
    except FileExistsError:
        end = time.monotonic() + LONGEST
        while not answer.exists():
            assert time.monotonic() < end, "the worker that drives VS Code has given no answer"
            time.sleep(0.2)
    else:
        try:
            said = drive(folder)
        except Exception as error:
            said = {"failures": {"drive": str(error)}}
        (folder / "unfinished.json").write_text(json.dumps(said))
        (folder / "unfinished.json").rename(answer)
    found = json.loads(answer.read_text())
    assert isinstance(found, dict)
    return found


def drive(folder: Path) -> dict[str, Any]:
    """Packages the extension and drives it; everything is left in `folder`."""
    vsix = folder / "sctui.vsix"
    package = [PROGRAMS["node"], PROGRAMS["vsce"], "package", "--no-dependencies", "--allow-missing-repository"]
    packed = subprocess.run([*package, "--out", str(vsix)], cwd=EXTENSION, capture_output=True, text=True, timeout=300)
    assert packed.returncode == 0, packed.stdout + packed.stderr
    settings = {
        "server": PROGRAMS["code-server"],
        "browser": PROGRAMS["chromium"],
        "vsix": str(vsix),
        "python": sys.executable,
        "folder": str(folder),
    }
    (folder / "settings.json").write_text(json.dumps(settings))
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [PROGRAMS["node"], "drive.mjs", str(folder / "settings.json")]
    done = subprocess.run(command, cwd=DRIVER, env=environment, capture_output=True, text=True, timeout=LONGEST)
    pictures = os.environ.get("SCTUI_VSCODE_PICTURES")
    if pictures:
        shutil.copytree(folder / "pictures", pictures, dirs_exist_ok=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="session")
def preview(seen: dict[str, Any]) -> dict[str, Any]:
    """The same, where the server has a preview."""
    if "has no preview" in str(step(seen, "preview")["error"]):
        pytest.skip("this server has no preview")
    return seen


def step(seen: dict[str, Any], name: str) -> Any:
    """What one step saw; a step that failed fails the test."""
    assert name in seen, seen["failures"].get(name) or seen["failures"].get("drive") or f"{name} was not reached"
    return seen[name]


@needed
def test_the_language_has_a_status_item_and_colours(seen: dict[str, Any]) -> None:
    assert "ODE" in step(seen, "language")
    colours = step(seen, "colours")
    assert len(set(colours.values())) == 3


@needed
def test_mistakes_are_underlined_and_listed(seen: dict[str, Any]) -> None:
    assert step(seen, "squiggles") == 2
    problems = step(seen, "problems")
    assert any("did you mean `threshold`" in one and "ODE117" in one for one in problems)


@needed
def test_lenses_stand_above_what_can_be_run(seen: dict[str, Any]) -> None:
    *runs, check = step(seen, "lens")
    assert runs == ["run", "run strong"]
    assert check in ("check 1 expectation", "expect: 0 of 1 hold")  # as the threshold is misspelt


@needed
def test_hover_says_what_a_name_is(seen: dict[str, Any]) -> None:
    shown = step(seen, "hover")
    assert "parameter" in shown
    assert "resting potential" in shown
    assert "\\" not in shown


@needed
def test_hover_draws_the_equation_and_says_where_a_state_stands_still(seen: dict[str, Any]) -> None:
    shown = step(seen, "steady")
    assert "steady state: -65 mV at rest; -45 mV at I = 2 nA (above the threshold)" in shown["text"]
    assert shown["width"] > 50
    assert shown["colour"] == "#d4d4d4"  # the dark theme's, not the server's grey


@needed
def test_completion_offers_the_names_of_the_model(seen: dict[str, Any]) -> None:
    assert {"v", "E_L", "exp"} <= set(step(seen, "completion"))


@needed
def test_a_quick_fix_repairs_the_text(seen: dict[str, Any]) -> None:
    fixed = step(seen, "fix")
    assert fixed["text"][6] == "# threshold: v > -50*mV"
    assert fixed["squiggles"] == 0


@needed
def test_a_rename_changes_every_place(seen: dict[str, Any]) -> None:
    text = "\n".join(step(seen, "rename"))
    assert "E_L" not in text
    assert text.count("V_rest") == 3


@needed
def test_the_status_item_has_a_menu(seen: dict[str, Any]) -> None:
    labels = " ".join(step(seen, "menu"))
    assert "Restart the server" in labels
    assert "Show its log" in labels


@needed
def test_expectations_are_checked_and_the_model_is_exported(seen: dict[str, Any]) -> None:
    assert "1 of 1 holds" in step(seen, "verify")
    assert "brian2" in step(seen, "export")


@needed
def test_the_model_becomes_verilog_in_a_document_of_its_own(seen: dict[str, Any]) -> None:
    compiled = step(seen, "verilog")
    assert "leaky.v: v Q" in compiled["said"]
    assert "Save All Files" in compiled["said"]
    assert "module leaky" in compiled["text"]


@needed
def test_a_server_that_is_killed_comes_back_by_itself(seen: dict[str, Any]) -> None:
    assert step(seen, "killed") == {"again": True}


@needed
def test_a_server_that_is_not_there_is_said_so_with_how_to_install_it(seen: dict[str, Any]) -> None:
    assert "pip install sctui" in step(seen, "missing")


@needed
def test_the_server_restarts(seen: dict[str, Any]) -> None:
    assert "running" in step(seen, "restart")


@needed
def test_the_pages_policy_forbids_nothing_of_ours(seen: dict[str, Any]) -> None:
    assert seen["console"] == []
    assert "drive" not in seen["failures"]


@needed
def test_the_preview_shows_traces_sliders_and_presets(preview: dict[str, Any]) -> None:
    shown = step(preview, "preview")
    assert shown["error"] == ""
    assert shown["title"] == "Leaky"
    assert "spikes" in shown["summary"]
    assert shown["canvases"] >= 1
    assert {"V_rest", "R", "tau_m"} <= set(shown["sliders"])
    assert "strong" in shown["presets"]


@needed
def test_the_preview_follows_the_text(preview: dict[str, Any]) -> None:
    followed = step(preview, "previewFollows")
    assert followed["line"] == "# input: I = step(3*nA)"
    assert followed["summary"] != step(preview, "preview")["summary"]


@needed
def test_a_mistake_leaves_the_last_plot_marked_stale(preview: dict[str, Any]) -> None:
    stale = step(preview, "previewStale")
    assert stale["badge"] == "stale"
    assert stale["error"] != ""


@needed
def test_a_slider_writes_into_the_text_when_it_is_released(preview: dict[str, Any]) -> None:
    slid = step(preview, "previewSlider")
    assert slid["during"].startswith("tau_m = 10*ms")
    value = float(slid["after"].split("=")[1].split("*")[0])
    assert 30 < value < 70
    assert slid["after"].split("*")[1].startswith("ms : second  # [1, 100]")


@needed
def test_the_other_views_are_drawn_or_say_why_not(preview: dict[str, Any]) -> None:
    views = step(preview, "previewViews")
    assert views["f-I curve"] == {"canvases": 1, "error": ""}
    assert "two states" in views["Phase plane"]["error"]
    assert views["Traces"]["error"] == ""
    assert views["Traces"]["canvases"] == step(preview, "preview")["canvases"]


@needed
def test_the_phase_plane_has_its_nullclines_a_moment_later(preview: dict[str, Any]) -> None:
    lines = step(preview, "nullclines")
    assert "v, w, v nullcline, w nullcline, unstable focus" in lines


@pytest.mark.skipif(
    "node" not in PROGRAMS or not (EXTENSION / "node_modules" / "esbuild").exists(),
    reason="no Node, or no `npm ci` in editors/vscode",
)
def test_the_parts_of_the_extension_and_its_types() -> None:
    for command, folder in (
        (["--test", "page.test.mjs", "program.test.mjs"], DRIVER),
        (["node_modules/typescript/bin/tsc", "-p", ".", "--noEmit"], EXTENSION),
        (["node_modules/typescript/bin/tsc", "-p", "src/webview", "--noEmit"], EXTENSION),
    ):
        done = subprocess.run([PROGRAMS["node"], *command], cwd=folder, capture_output=True, text=True, timeout=LONGEST)
        assert done.returncode == 0, done.stdout + done.stderr
