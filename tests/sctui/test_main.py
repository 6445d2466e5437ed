"""The command line as a whole: exit statuses, one-line errors, and streams that close or fill up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sctui
from sctui.__main__ import main
from sctui.command_table import COMMANDS


def sctui_process(*words: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `sctui` as its user does."""
    command = [sys.executable, "-m", "sctui", *words]
    return subprocess.run(command, text=True, check=False, **{"capture_output": True, **options})  # type: ignore[call-overload]


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"sctui {sctui.__version__}\n"
    assert main(["--help"]) == 0
    overview = capsys.readouterr().out
    assert main([]) == 0
    assert capsys.readouterr().out == overview
    assert all(f"  {command.name} " in overview for command in COMMANDS)


@pytest.mark.parametrize("name", [command.name for command in COMMANDS])
def test_help_of_every_command(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: sctui {name}")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["chekc"], 2, "did you mean 'check'?"),
        (["--fast"], 2, "unknown option --fast"),
        (["check"], 2, "FILE"),
        (["check", "no/such.ode"], 2, "no/such.ode: no such file or folder"),
        (["run", "no/such.ode"], 2, "no/such.ode: No such file"),
        (["run", "lif", "--json", "--csv", "-"], 2, "give --csv a file"),
        (["run", "lif", "--plot", "--no-plot"], 2, "exclude each other"),
        (["run", "lif", "--plot", "--json"], 2, "leave one of them out"),
        (["help", "langauge"], 2, "did you mean 'language'?"),
    ],
)
def test_wrong_calls_say_what_to_do(
    words: list[str], status: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == status
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.startswith("sctui: error: ")
    assert streams.err.count("\n") == 1
    assert said in streams.err


def test_a_bug_is_one_line_and_a_traceback_only_on_request(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(options: object) -> int:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("sctui.commands.where.run", broken)
    assert main(["where"]) == 1
    assert capsys.readouterr().err.startswith("sctui: error: this is a bug in sctui: ZeroDivisionError: oh")
    monkeypatch.setenv("SCTUI_TRACEBACK", "1")
    with pytest.raises(ZeroDivisionError):
        main(["where"])


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(28, "No space left on device", "x.csv"), 1, "sctui: error: x.csv: No space left on device\n"),
        (PermissionError(13, "Permission denied", "x.csv"), 1, "sctui: error: x.csv: Permission denied\n"),
        (FileNotFoundError(2, "No such file or directory"), 1,
         "sctui: error: the current folder does not exist any more; change to another one\n"),
        (MemoryError(), 1, "sctui: error: out of memory: shorten the run, or record less with --record-every\n"),
        (KeyboardInterrupt(), 130, ""),
    ],
)  # fmt: skip
def test_failures_of_the_machine(
    error: BaseException, status: int, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def failing(options: object) -> int:
        raise error

    monkeypatch.setattr("sctui.commands.where.run", failing)
    assert main(["where"]) == status
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_any_model_can_be_printed_in_any_locale(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "x.ode"
    path.write_text("# title: Größe µ 神経\ndv/dt = -v\n", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    for words in (["show", str(path)], ["show", str(path), "--source"], ["run", str(path), "--plot"]):
        done = sctui_process(*words, env=environment, encoding="utf-8")
        assert (done.returncode, done.stderr) == (0, "")
        assert "Größe µ 神経" in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    script = f"{sys.executable} -m sctui help language | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "# The ODE language\n0\n"
    assert done.stderr == ""


@pytest.mark.parametrize("words", ["--help", "run lif --no-plot", "models"])
def test_a_closed_standard_output_is_one_line(words: str) -> None:
    command = f"{sys.executable} -m sctui {words} >&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("sctui: error: standard output is closed")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("words", ["run -", "check -", "fmt -", "show - --source"])
def test_a_closed_standard_input_is_one_line(words: str) -> None:
    command = f"{sys.executable} -m sctui {words} <&-"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("sctui: error: <stdin>: is closed")


@pytest.mark.parametrize("package", ["numpy", "llvmlite"])
def test_a_missing_package_is_named(package: str) -> None:
    script = f"import sys; sys.modules[{package!r}] = None; from sctui.__main__ import main; sys.exit(main(['warmup']))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    said = f"the package {package} is missing in this Python; install it: {sys.executable} -m pip install {package}"
    assert done.stderr == f"sctui: error: {said}\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
def test_a_full_disk_is_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = sctui_process("help", "language", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr == "sctui: error: No space left on device\n"


@pytest.mark.parametrize("words", ["run lif", "models", "check x.ode"])
def test_another_package_named_kernels_is_recognised(words: str, tmp_path: Path) -> None:
    (tmp_path / "kernels").mkdir()
    (tmp_path / "kernels" / "__init__.py").touch()
    (tmp_path / "x.ode").touch()
    root = str(Path(sctui.__file__).parent.parent)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(tmp_path), root])}
    done = sctui_process(*words.split(), cwd=tmp_path, env=environment)
    assert done.stderr.count("\n") == 1
    assert f"another package under the name kernels ({tmp_path}/kernels)" in done.stderr
    doctor = sctui_process("doctor", cwd=tmp_path, env=environment)
    assert doctor.returncode == 1
    assert "problem  package kernels" in doctor.stdout
    assert doctor.stderr == ""


def test_ctrl_c_ends_with_130_and_no_traceback(tmp_path: Path) -> None:
    fifo = tmp_path / "never.ode"
    os.mkfifo(fifo)  # reading it waits for ever
    process = subprocess.Popen(
        [sys.executable, "-m", "sctui", "check", str(fifo)], stderr=subprocess.PIPE, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a job in the background ignores it
    )  # fmt: skip
    with open(fifo, "w"):  # opens only when the process reads
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in said
