"""The completion scripts, asked by the shells themselves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from sctui.command_table import COMMANDS
from sctui.completion import SCRIPTS, bash, fish, offered
from sctui.operations import OPERATIONS

FAKE = """sctui() {
    [ "$*" = 'models --names' ] && printf 'adex\\nlif\\n'
    [ "$*" = 'models --categories' ] && echo plain
}
"""


def bash_offers(line: str, folder: Path) -> list[str]:
    """What bash offers for the last word of the line."""
    words = line.split(" ")
    script = FAKE + bash() + "\n"
    script += f"COMP_WORDS=({' '.join(repr(word) for word in words)}); COMP_CWORD={len(words) - 1}; _sctui\n"
    script += 'printf "%s\\n" "${COMPREPLY[@]}"\n'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, cwd=folder, check=True)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("sctui ch", ["check", "characterize"]),
        ("sctui run --meth", ["--method"]),
        ("sctui run --method e", ["euler", "exponential_euler", "exact"]),
        ("sctui run a", ["adex", "an.ode"]),
        ("sctui check a", ["an.ode"]),
        ("sctui show --js", ["--json"]),
        ("sctui run --current ", []),
        ("sctui completion f", ["fish"]),
        ("sctui help lang", ["language"]),
        ("sctui models --category ", ["plain"]),
        ("sctui run lif --csv o", ["other.txt"]),
        ("sctui rtl --ar", ["--arch"]),
        ("sctui rtl lif --arch s", ["single", "shared"]),
        ("sctui rtl lif -o f", ["folder"]),
        ("sctui synth ad", ["adex", "adder.v"]),
        ("sctui synth lif --target e", ["ecp5"]),
        ("sctui fi-curve --meth", ["--method"]),
    ],
)
def test_bash(line: str, offers: list[str], tmp_path: Path) -> None:
    (tmp_path / "an.ode").touch()
    (tmp_path / "other.txt").touch()
    (tmp_path / "adder.v").touch()
    (tmp_path / "folder").mkdir()
    assert bash_offers(line, tmp_path) == offers


def test_bash_offers_every_command_and_operation(tmp_path: Path) -> None:
    found = bash_offers("sctui ", tmp_path)
    assert found == [*(command.name for command in offered()), "--help", "--version"]
    assert set(found) >= {*(command.name for command in COMMANDS), *OPERATIONS}
    assert len(found) == len(set(found))


@pytest.mark.skipif(shutil.which("zsh") is None, reason="zsh is not installed")
def test_zsh_can_read_its_script() -> None:
    done = subprocess.run(["zsh", "-n"], input=SCRIPTS["zsh"](), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("fish") is None, reason="fish is not installed")
@pytest.mark.parametrize(
    ("line", "offers"),
    [
        ("sctui che", ["check"]),
        ("sctui run --meth", ["--method"]),
        ("sctui run --method ex", ["exact", "exponential_euler"]),
        ("sctui run ad", ["adex"]),
        ("sctui completion f", ["fish"]),
        ("sctui rtl lif --arch sh", ["shared"]),
    ],
)
def test_fish(line: str, offers: list[str], tmp_path: Path) -> None:
    fake = "function sctui; if test \"$argv\" = 'models --names'; printf 'adex\\nlif\\n'; end; end\n"
    script = f"{fake}{fish()}\ncomplete -C '{line}'\n"
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_CONFIG_HOME": str(tmp_path)}
    done = subprocess.run(
        ["fish", "--no-config"], input=script, capture_output=True, text=True, cwd=tmp_path, env=environment, check=True
    )
    assert done.stderr == ""
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == offers
