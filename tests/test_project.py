"""The project as a whole: what the README promises, and what is installed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import sctui
from hdl.judges.tools import KINDS
from kernels.worker import Worker
from sctui.__main__ import main
from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from tests.sctui.studio.waiting import screen_text, until

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
YOWASP = ("yosys", "nextpnr_ice40", "nextpnr_ecp5", "nextpnr_himbaechel_gowin")
# YoWASP's packages are run as programs, by what they bring along
IMPORTED_AS = {"pillow": "PIL"} | {f"yowasp_{name}": "wasmtime" for name in YOWASP}
PACKAGES = ("kernels", "hdl", "lsp", "sctui")


def readme_blocks(language: str) -> list[str]:
    """The code blocks of the README in this language ("" for plain ones)."""
    blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    return [text for name, text in blocks if name == language]


def test_continuous_integration_runs_the_two_commands_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    commands = [block.strip() for block in readme_blocks("sh")]
    assert len(commands) == 2
    assert all(command in script for command in commands)
    assert README.index(commands[1]) < 600


async def test_the_screen_of_the_readme_is_what_the_studio_shows(workers: dict[str, Worker]) -> None:
    shown = [line.rstrip() for line in readme_blocks("")[0].rstrip("\n").splitlines()]
    studio = Studio(Session(setup=Setup(model="adex"), recents=("adex",)), Desk(workers))
    async with studio.run_test(size=(110, 32)) as pilot:
        await until(pilot, lambda: screen_text(studio).splitlines()[:-1] == shown[:-1], "the screen of the README")


def test_the_models_of_the_readme(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, text, *screens = readme_blocks("")
    (tmp_path / "my.ode").write_text(text)
    (tmp_path / "oops.ode").write_text(text.replace("R*I", "r*I"))
    monkeypatch.chdir(tmp_path)
    assert main(["check", "my.ode"]) == 0
    assert main(["fmt", "--check", "my.ode"]) == 0
    for screen in screens:
        command, *shown = screen.splitlines()
        words = re.findall(r'"([^"]*)"|(\S+)', command.removeprefix("$ sctui "))
        main([quoted or plain for quoted, plain in words])
        printed = capsys.readouterr().out.splitlines()
        assert printed[: len(shown) - 1] == shown[:-1]


def test_the_script_of_the_readme_runs() -> None:
    command = [sys.executable, "-c", readme_blocks("python")[0]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split()[0] == "69"


def third_party_imports() -> set[str]:
    """The packages from elsewhere that ours import anywhere."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    found |= {alias.name.split(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - set(PACKAGES)


def test_dependencies_are_exactly_what_is_imported() -> None:
    extras = PROJECT["project"]["optional-dependencies"]
    of_users = [line for name, lines in extras.items() if name != "test" for line in lines]
    needed, optional = (
        {re.split(r"[<>=~! \[]", line)[0].replace("-", "_") for line in lines}
        for lines in (PROJECT["project"]["dependencies"], of_users)
    )
    programs = {kind.wheel.replace("-", "_") for kind in KINDS.values() if kind.wheel}  # started, never imported
    assert programs <= optional
    assert {IMPORTED_AS.get(name, name) for name in (needed | optional) - programs} == third_party_imports()
    assert not needed & optional


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", sctui.__version__)
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert PROJECT["tool"]["hatch"]["version"]["path"] == "sctui/__init__.py"


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_installed_and_typed(package: str) -> None:
    assert package in PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert (ROOT / package / "__init__.py").exists()
    assert (ROOT / package / "py.typed").exists()


def test_no_file_is_too_long_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert long == {}
