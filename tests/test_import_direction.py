"""Imports only go down: kernels <- hdl <- sctui, lsp; heavy packages stay where they belong."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HEAVY = {"numpy", "sympy", "llvmlite", "numba", "scipy"}
FRONT_ENDS = {"textual", "textual_plotext", "plotext", "pygls", "lsprotocol"}

# folder: packages that no file below it may import, not even inside a function
FORBIDDEN = {
    "kernels": {"hdl", "lsp", "sctui"} | FRONT_ENDS,
    "hdl": {"lsp", "sctui"} | FRONT_ENDS,
    "lsp": {"sctui", "textual", "textual_plotext", "plotext"} | HEAVY,
    "sctui": {"lsp", "pygls", "lsprotocol"},
    "kernels/language": HEAVY,
    "sctui/plots": {"kernels", "textual", "textual_plotext", "plotext"},
}


def imported(source: str) -> set[str]:
    """The top-level packages a file imports anywhere; relative imports are returned as '.'."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add("." if node.level else (node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_only_go_down(folder: str) -> None:
    files = sorted((ROOT / folder).rglob("*.py"))
    assert files
    wrong = {
        str(path.relative_to(ROOT)): sorted(bad)
        for path in files
        if (bad := imported(path.read_text(encoding="utf-8")) & (FORBIDDEN[folder] | {"."}))
    }
    assert wrong == {}


def test_the_checker_sees_imports_inside_functions_and_relative_ones() -> None:
    source = "import os.path\ndef f():\n    from numpy.random import rand\n    from . import g\n"
    assert imported(source) == {"os", "numpy", "."}


def loaded_by(*arguments: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running with these arguments."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *arguments], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines() if line.startswith("import time:")}


@pytest.mark.parametrize(
    "arguments",
    [
        ("-c", "import kernels"),
        ("-c", "import kernels.language"),
        ("-m", "sctui", "--help"),
        ("-m", "sctui", "run", "--help"),
        ("-m", "sctui", "models", "--names"),
    ],
)
def test_start_up_loads_nothing_heavy(arguments: tuple[str, ...]) -> None:
    loaded = loaded_by(*arguments)
    assert "kernels" in loaded or "sctui" in loaded
    assert not loaded & {"numpy", "llvmlite", "numba", "sympy", "scipy", "textual", "pygls"}


def test_version_loads_not_even_argparse() -> None:
    loaded = loaded_by("-m", "sctui", "--version")
    assert "sctui" in loaded
    assert not loaded & {"argparse", "numpy", "importlib.metadata", "dataclasses"}
