"""The language server as Neovim sees it, in every Neovim that is installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.editors.neovim import answer, installed
from tests.editors.test_neovim import MISSING

TEXT = """\
# title: Leaky
dv/dt = (E_L - v + R*I)/tau_m : volt
I : amp  # [0 nA, 5 nA] injected current
E_L = -65*mV : volt  # [-80, -50] resting potential
R = 10*Mohm : ohm  # [1, 100] resistance
tau_m = 10*ms : second  # [1, 100] membrane time constant
# treshold: v > -50*mV
# reset: v = E_L
# input: I = step(2*nA)
# preset strong: I = step(4*nA)
# expect: rate(2*nA) in [1 Hz, 500 Hz]
"""

PROBLEMS = ["ODE117", "ODE216"]  # the misspelt key, and a reset without a threshold

# `attached`, `codes` and requests that wait, alike in all versions
BEGIN = """
local server = require('sctui.server')
local function attached() return server.clients(0)[1] end
local client = wait(attached)
assert(client, 'the server did not attach')
wait(function() return (server.clients(0)[1] or {}).initialized ~= false end)
local function codes()
  return vim.tbl_map(function(one) return one.code end, vim.diagnostic.get(0))
end
local function request(method, parameters)
  parameters.textDocument = { uri = vim.uri_from_bufnr(0) }
  local answers = vim.lsp.buf_request_sync(0, method, parameters, 20000)
  local _, one = next(answers or {})
  assert(one and not one.err, method .. ' failed: ' .. vim.inspect(one))
  return one.result
end
local function at(line, column) return { position = { line = line, character = column } } end
"""


@pytest.fixture(params=[pytest.param(path, id=version) for version, path in installed().items()] or [MISSING])
def neovim(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / "my.ode").write_text(TEXT)
    return tmp_path


def test_diagnostics_come_and_go_with_the_text(neovim: str, model: Path) -> None:
    body = """
    wait(function() return #codes() > 0 end)
    local first = vim.diagnostic.get(0)
    vim.api.nvim_buf_set_lines(0, 6, 7, true, { '# threshold: v > -50*mV' })
    local gone = wait(function() return #codes() == 0 end)
    vim.api.nvim_buf_set_lines(0, 4, 5, true, { 'R = 10*mV : ohm' })
    wait(function() return #codes() > 0 end)
    return { first = first, gone = gone, later = vim.diagnostic.get(0) }
    """
    out, notices = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert notices == []
    first = next(one for one in out["first"] if one["lnum"] == 6)
    assert first["code"] == "ODE117"
    assert "threshold" in first["message"]
    assert (first["lnum"], first["col"], first["end_col"]) == (6, 2, 10)
    assert out["gone"] is True
    assert {one["lnum"] for one in out["later"]} == {4}
    assert out["later"][0]["severity"] == 1


def test_hover_is_shown_in_a_window(neovim: str, model: Path) -> None:
    body = """
    vim.api.nvim_win_set_cursor(0, { 2, 10 })
    vim.lsp.buf.hover()
    local function float()
      for _, window in ipairs(vim.api.nvim_list_wins()) do
        if vim.api.nvim_win_get_config(window).relative ~= '' then return window end
      end
    end
    local window = wait(float)
    return table.concat(text(vim.api.nvim_win_get_buf(window)), '\\n')
    """
    shown, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert "E_L" in shown
    assert "resting potential" in shown
    assert "-65" in shown or "−65" in shown


def test_completion_offers_names_by_the_omni_function(neovim: str, model: Path) -> None:
    body = """
    assert(vim.bo.omnifunc == 'v:lua.vim.lsp.omnifunc', vim.bo.omnifunc)
    local found = request('textDocument/completion', at(1, 9))
    return vim.tbl_map(function(one) return one.label end, found.items or found)
    """
    labels, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert "E_L" in labels
    assert "exp" in labels


def test_completion_is_shown_and_taken_while_typing(neovim: str, model: Path) -> None:
    body = """
    local function keys(text) return vim.api.nvim_replace_termcodes(text, true, false, true) end
    vim.api.nvim_win_set_cursor(0, { 6, 0 })
    local shown
    local timer = vim.loop.new_timer()
    timer:start(50, 50, vim.schedule_wrap(function()
      local words = vim.fn.complete_info({ 'items' }).items
      if #words > 0 and not shown then
        shown = vim.tbl_map(function(one) return one.word end, words)
        timer:stop()
        vim.api.nvim_feedkeys(keys('<C-n><C-y><Esc>'), 't', false)
      end
    end))
    vim.o.completeopt = 'menu,menuone,noselect'
    vim.fn.feedkeys(keys('oslow = tau<C-x><C-o>'), 'tx!')
    return { shown = shown, line = text()[7] }
    """
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert out["shown"] == ["tau_m"]
    assert out["line"] == "slow = tau_m"


def test_a_rename_changes_every_place(neovim: str, model: Path) -> None:
    body = """
    vim.api.nvim_win_set_cursor(0, { 4, 0 })
    vim.lsp.buf.rename('V_rest')
    wait(function() return text()[4]:find('V_rest') end)
    return text()
    """
    lines, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert lines[1] == "dv/dt = (V_rest - v + R*I)/tau_m : volt"
    assert lines[7] == "# reset: v = V_rest"
    assert lines[3].startswith("V_rest = -65*mV")
    assert "E_L" not in "\n".join(lines)


def test_a_quick_fix_repairs_the_line(neovim: str, model: Path) -> None:
    body = """
    wait(function() return #codes() > 0 end)
    vim.api.nvim_win_set_cursor(0, { 7, 4 })
    local offered
    vim.ui.select = function(items, options, chosen)
      offered = vim.tbl_map(options.format_item or tostring, items)
      for at, item in ipairs(items) do
        if offered[at]:find('threshold') then return chosen(item, at) end
      end
    end
    vim.lsp.buf.code_action()
    wait(function() return text()[7]:find('threshold') end)
    return { line = text()[7], offered = offered, gone = wait(function() return #codes() == 0 end) }
    """
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert out["line"] == "# threshold: v > -50*mV"
    assert any("Replace by threshold" in title for title in out["offered"])
    assert out["gone"] is True


def test_definition_and_symbols(neovim: str, model: Path) -> None:
    body = """
    local found = request('textDocument/definition', at(7, 14))
    local one = found[1] or found
    local symbols = request('textDocument/documentSymbol', {})
    return {
      line = (one.range or one.targetSelectionRange).start.line,
      names = vim.tbl_map(function(symbol) return symbol.name end, symbols),
    }
    """
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert out["line"] == 3
    assert {"v", "I", "E_L", "R", "tau_m"} <= {name.split()[0] for name in out["names"]}


def test_a_lens_shows_the_preset_in_the_preview(neovim: str, model: Path) -> None:
    body = """
    vim.api.nvim_buf_set_lines(0, 6, 7, true, { '# threshold: v > -50*mV' })
    local lenses
    wait(function()
      lenses = request('textDocument/codeLens', {})
      return lenses and #lenses > 0
    end)
    local titles = {}
    for _, lens in ipairs(lenses) do
      titles[#titles + 1] = lens.command.title
      if lens.command.title == 'run strong' then client.config.commands[lens.command.command](lens.command) end
    end
    local preview = require('sctui.preview')
    wait(function() return preview.status().state == 'fresh' end)
    return { titles = titles, first = text(vim.fn.bufnr('ode://preview'))[1] }
    """
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert "run" in out["titles"]
    assert "run strong" in out["titles"]
    assert out["first"] == "my.ode, preset strong"


def test_the_model_becomes_verilog_or_it_is_said_why_not(neovim: str, model: Path) -> None:
    body = """
    put({ '# title: Leaky', 'dv/dt = (I - v)/(10*ms)', '# threshold: v > 1', '# reset: v = 0', '# input: I = step(2)' })
    vim.cmd('OdeVerilog array Q4.12')
    local function module() return vim.fn.bufnr('^ode://verilog/leaky.v$') end
    wait(function() return module() > 0 and #notices > 0 end)
    local shown = text(module())
    local kind = vim.bo[module()].filetype
    vim.api.nvim_buf_set_lines(0, 1, 2, true, { 'dv/dt = (I - v + t/ms)/(10*ms)' })
    vim.cmd('OdeVerilog')
    wait(function() return #notices > 1 end)
    return { lines = shown, kind = kind, marked = wait(function() return vim.tbl_contains(codes(), 'hardware') end) }
    """
    out, notices = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert any(line.startswith("module leaky") for line in out["lines"])
    assert out["kind"] == "verilog"
    assert notices[0].startswith("sctui: leaky.v: v Q4.12; ")
    assert notices[1].startswith("sctui: this cannot become hardware: it computes with the time t")
    assert out["marked"] is True


def test_one_server_serves_two_files_and_restarts(neovim: str, model: Path) -> None:
    (model / "other.ode").write_text(TEXT)
    body = """
    local first = client.id
    vim.cmd('edit other.ode')
    local second = wait(attached).id
    vim.cmd('OdeRestart')
    local third = wait(function()
      local now = attached()
      return now and now.id ~= first and now.id
    end)
    wait(function() return #codes() > 0 end)
    return { same = first == second, anew = third ~= first, codes = codes(), count = #server.clients() }
    """
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert out == {"same": True, "anew": True, "codes": PROBLEMS, "count": 1}


def test_a_server_that_dies_can_be_started_anew(neovim: str, model: Path) -> None:
    body = """
    wait(function() return #codes() > 0 end)
    local first = client.id
    vim.loop.kill(tonumber(vim.fn.readfile('pid')[1]), 'sigkill')
    wait(function() return #server.clients() == 0 end)
    vim.cmd('OdeRestart')
    local again = wait(attached)
    wait(function() return #codes() > 0 end)
    return { anew = again.id ~= first, codes = codes() }
    """
    command = ["sh", "-c", 'echo $$ > pid; exec "$0" -m lsp', sys.executable]
    out, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True, server=command)
    assert out == {"anew": True, "codes": PROBLEMS}


def test_keys_are_those_of_the_newest_neovim(neovim: str, model: Path) -> None:
    body = """
    wait(function() return vim.fn.maparg('grn', 'n') ~= '' end)
    local mapped = {}
    for _, keys in ipairs({ 'K', 'gd', 'grn', 'gra', 'grr' }) do mapped[keys] = vim.fn.maparg(keys, 'n') ~= '' end
    return mapped
    """
    mapped, _ = answer(neovim, model, BEGIN + body, "my.ode", lsp=True)
    assert mapped["gd"]
    assert mapped["grn"]
    assert mapped["gra"]
    assert mapped["grr"]
    assert mapped["K"]
