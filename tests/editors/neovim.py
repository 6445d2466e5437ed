"""Neovim without a screen: every version that is installed runs Lua with the plugin loaded and answers in JSON."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PLUGIN = ROOT / "editors" / "neovim"
WAIT = 60  # seconds before a Neovim that does not end is taken for hanging

_INIT = """
vim.opt.runtimepath:prepend({plugin})
vim.cmd('filetype plugin indent on')
vim.cmd('syntax on')
vim.o.swapfile = false
vim.o.columns, vim.o.lines = 100, 50
require('sctui').setup(vim.fn.json_decode({options}))
"""

# `wait(does)` runs the loop until `does` gives something true, which it returns
_CHECK = """
local function wait(does, milliseconds)
  local value
  vim.wait(milliseconds or 20000, function() value = does() return value and true or false end, 20)
  return value
end
local function text(buffer) return vim.api.nvim_buf_get_lines(buffer or 0, 0, -1, true) end
local function put(lines) vim.api.nvim_buf_set_lines(0, 0, -1, true, lines) end
local notices = {{}}
vim.notify = function(message) table.insert(notices, message) end
local done, value = xpcall(function() {body} end, debug.traceback)
local report = {{ done = done, value = value, notices = notices }}
vim.fn.writefile({{ vim.fn.json_encode(report) }}, {answer})
vim.cmd('qall!')
"""


@cache
def installed() -> dict[str, str]:
    """Version to path of every Neovim in this interpreter's environment and in PATH."""
    folders = [str(Path(sys.executable).parent), *os.environ.get("PATH", "").split(os.pathsep), "/usr/bin"]
    found: dict[str, str] = {}
    for folder in folders:
        path = shutil.which("nvim", path=folder)
        if path:
            said = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=WAIT).stdout
            found.setdefault(said.split("\n")[0].removeprefix("NVIM v"), path)
    return found


def answer(
    neovim: str, folder: Path, body: str, *files: str, environment: dict[str, str] | None = None, **options: Any
) -> Any:
    """What the Lua `body` returns, in a Neovim that has opened `files` of `folder`; an error in it fails the test.

    `options` are those of the plugin's setup. The second part of the answer are the messages it gave.
    """
    home = folder / "home"
    home.mkdir(exist_ok=True)
    chosen = {
        "server": [sys.executable, "-m", "lsp"],
        "sctui": [sys.executable, "-m", "sctui"],
        "lsp": False,
    } | options
    chosen = {name: value for name, value in chosen.items() if value is not None}
    (folder / "init.lua").write_text(_INIT.format(plugin=_lua(str(PLUGIN)), options=_lua(json.dumps(chosen))))
    (folder / "check.lua").write_text(_CHECK.format(body=body, answer=_lua(str(folder / "answer.json"))))
    places = {name: str(home / name) for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME")}
    surroundings = os.environ | places | {"PYTHONPATH": str(ROOT)} | (environment or {})
    command = [neovim, "--headless", "-u", "init.lua", *files, "-c", "luafile check.lua"]
    done = subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, timeout=WAIT, stdin=subprocess.DEVNULL
    )
    assert (folder / "answer.json").exists(), done.stderr
    report = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert report["done"], f"{report['value']}\n{done.stderr}"
    return report["value"], report["notices"]


def _lua(text: str) -> str:
    """A Lua string of this text."""
    return f"[==[{text}]==]"
