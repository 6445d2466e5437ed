"""`sctui rtl`: the module, the files with their report, and everything that can be wrong with them."""

from __future__ import annotations

import errno
import io
import json
import os
import shutil
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from hdl.files import ARCHITECTURES
from hdl.ir_operations import FORMS, IrBuildRequest, IrCosimRequest, IrEmitRequest
from hdl.judges.cosim import SIMULATORS, Cosim, CosimReport, CosimRequest
from hdl.judges.estimate import EstimateRequest
from hdl.judges.multi_target import MultiTargetRequest
from hdl.judges.pnr import PnrRequest
from hdl.judges.pnr_file import PnrFileRequest
from hdl.judges.synth import TARGETS, SynthRequest
from hdl.judges.synth_file import SynthFileRequest
from hdl.precision import PrecisionRequest
from hdl.rtl import CompileRequest
from hdl.stochastic.nodes import CODINGS, ENCODERS
from sctui import hardware_commands, hardware_files
from sctui.__main__ import main
from sctui.arguments import Command
from sctui.command_table import BY_NAME

Captured = pytest.CaptureFixture[str]
SHORT = ["--duration", "20"]
NAMES = {f"leaky_integrate_and_fire{end}" for end in (".v", "_tb.v", "_vectors.hex", ".core")}
BROKEN = "dv/dt = -v/tau\ntau = 10*ms : second\ndw/dt = q\n"


def failed(words: list[str], capsys: Captured) -> tuple[int, str]:
    """The exit status and the one line of a command that fails without printing anything else."""
    status = main(words)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert shown.err.startswith("sctui: error: ")
    return status, shown.err


def written(tmp_path: Path) -> Path:
    """A folder with the files of LIF."""
    folder = tmp_path / "build" / "lif"
    assert main(["rtl", "lif", "-o", str(folder), *SHORT]) == 0
    return folder


@pytest.mark.parametrize(
    ("command", "schemas"),
    [
        ("rtl", [CompileRequest]),
        ("precision", [PrecisionRequest]),
        ("cosim", [CosimRequest]),
        ("synth", [SynthRequest, MultiTargetRequest, EstimateRequest, SynthFileRequest]),
        ("ir", [IrBuildRequest, IrEmitRequest, IrCosimRequest]),
        ("pnr", [PnrRequest, PnrFileRequest]),
    ],
)
def test_the_options_are_the_fields_of_the_operations(command: str, schemas: list[type]) -> None:
    options = {item.key: item for item in BY_NAME[command].arguments}
    for schema in schemas:
        for item in fields(schema):
            if item.name in ("verilog", "text"):  # files of the command
                continue
            if item.default == "auto" or schema in (SynthFileRequest, PnrFileRequest):  # others are the usual ones
                assert {item.name, f"no_{item.name}"} & set(options)
                continue
            if item.default is True:
                assert options[f"no_{item.name}"].kind == "flag"
                continue
            help = options.get(f"{command}_{item.name}", options.get(item.name)).help
            if item.default not in ("", None):
                default = item.default if isinstance(item.default, str) else f"{item.default:g}"
                assert help.endswith(f"({default})"), item.name


def test_choices_are_those_of_the_hardware() -> None:
    assert hardware_commands.ARCHITECTURES == ARCHITECTURES
    assert tuple(TARGETS) == hardware_commands.TARGETS
    assert hardware_commands.SIMULATORS == SIMULATORS
    assert (hardware_commands.FORMS, hardware_commands.CODINGS) == (FORMS, CODINGS)
    assert tuple(ENCODERS) == hardware_commands.ENCODERS


@pytest.mark.parametrize("command", hardware_commands.HARDWARE_COMMANDS, ids=lambda command: command.name)
def test_examples_are_of_the_command(command: Command) -> None:
    assert command.examples
    assert all(text.startswith(f"sctui {command.name} ") for text, _ in command.examples)


def test_without_a_folder_the_module_is_printed(capsys: Captured) -> None:
    assert main(["rtl", "lif", "--name", "my_lif", *SHORT]) == 0
    shown = capsys.readouterr()
    assert "module my_lif (" in shown.out
    assert shown.out.rstrip().endswith("`default_nettype wire")
    assert shown.err == ""


def test_files_and_report(tmp_path: Path, capsys: Captured) -> None:
    folder = written(tmp_path)
    report = capsys.readouterr().out
    assert {path.name for path in folder.iterdir()} >= NAMES
    for path in folder.iterdir():
        assert hardware_files.MARK in path.read_text()[:100]
        assert f"{path.stat().st_size:,}" in report
    for words in (
        ["v", "state", "Q8.8"], ["I", "input", "Q4.12", "0", "5"], ["1", "clock", "from", "step"], ["coincidence"],
        ["exact,", "dt", "0.05"],
    ):  # fmt: skip
        assert any(set(words) <= set(line.split()) for line in report.splitlines()), words
    assert max(map(len, report.partition("\n\n")[2].splitlines())) <= 80
    before = (folder / "leaky_integrate_and_fire.v").read_text()
    assert main(["rtl", "lif", "-o", str(folder), "--format", "Q8.8", *SHORT]) == 0  # over its own files
    assert (folder / "leaky_integrate_and_fire.v").read_text() != before
    assert {path.name for path in folder.iterdir()} >= NAMES


@pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")
def test_the_written_testbench_passes(tmp_path: Path) -> None:
    folder = written(tmp_path)
    sources = sorted(path.name for path in folder.glob("*.v"))
    subprocess.run(["iverilog", "-g2005", "-Wall", "-o", "sim", *sources], cwd=folder, check=True)
    done = subprocess.run(["vvp", "-n", "sim"], cwd=folder, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("PASS 400 steps")


def test_json_is_the_whole_answer(tmp_path: Path, capsys: Captured) -> None:
    assert main(["rtl", "lif", "--json", "-o", str(tmp_path / "new"), *SHORT]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert set(answer["files"]) == set(os.listdir(tmp_path / "new")) > NAMES
    assert answer["states"][0]["format"] == "Q8.8"


def test_the_report_alone_has_tables_and_writable_parameters(capsys: Captured) -> None:
    assert main(["rtl", "adex", "--report", "--registers", "g_L", *SHORT]) == 0
    report = capsys.readouterr().out
    assert "g_L   writable" in report
    assert "proven below" in report
    assert max(map(len, report.splitlines())) <= 80


def test_files_of_somebody_else_stay_unless_forced(tmp_path: Path, capsys: Captured) -> None:
    own = tmp_path / "leaky_integrate_and_fire_tb.v"
    own.write_text("module mine; endmodule\n")
    words = ["rtl", "lif", "-o", str(tmp_path), *SHORT]
    status, said = failed(words, capsys)
    assert status == 1
    assert f"{own} was not written by sctui; --force overwrites it" in said
    assert os.listdir(tmp_path) == [own.name]
    assert own.read_text() == "module mine; endmodule\n"
    assert main([*words, "--force"]) == 0
    assert hardware_files.MARK in own.read_text()
    own.unlink()
    own.mkdir()
    capsys.readouterr()
    assert failed([*words, "--force"], capsys) == (1, f"sctui: error: {own} is a folder\n")


def test_a_folder_that_cannot_be_one(tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.write_text("")
    assert failed(["rtl", "lif", "-o", str(file)], capsys) == (2, f"sctui: error: -o {file}: is a file, not a folder\n")
    assert "is a file, not a folder" in failed(["rtl", "lif", "-o", str(file / "sub")], capsys)[1]
    assert failed(["rtl", "lif", "-o", ""], capsys)[0] == 2
    assert "nothing is written" in failed(["rtl", "lif", "--force"], capsys)[1]
    monkeypatch.setattr("os.access", lambda *_: False)
    assert failed(["rtl", "lif", "-o", str(tmp_path / "x")], capsys) == (
        1, f"sctui: error: -o {tmp_path / 'x'}: {tmp_path} cannot be written\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), 1, "No space left on device"),
        (KeyboardInterrupt(), 130, ""),
    ],
)
def test_what_ends_the_writing_leaves_nothing(
    error: BaseException, status: int, said: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = iter(range(10))

    def third_fails(path: Path, text: str) -> None:
        if next(count) % 4 == 2:
            raise error
        path.write_text(text)

    folder = written(tmp_path)
    before = {path: path.read_text() for path in folder.iterdir()}
    monkeypatch.setattr("sctui.hardware_files.write_text", third_fails)
    capsys.readouterr()
    for place in (folder, tmp_path / "new" / "deep"):
        assert main(["rtl", "lif", "-o", str(place), "--format", "Q9.7", *SHORT]) == status
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err == (f"sctui: error: {place}: {said}\n" if said else "")
    assert {path: path.read_text() for path in folder.iterdir()} == before
    assert os.listdir(tmp_path) == ["build"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["lif", "--format", "Q4.4"], 2, "--format: v = -65 does not fit Q4.4, which holds -8 to 7.9375"),
        (["hodgkin_huxley", "--format", "Q8.8"], 2, "--format: I = 200 does not fit Q8.8"),
        (["lif", "--format", "Q999.1"], 2, "--format: Q999.1 is 1000 bits wide"),
        (["lif", "--format", "float"], 2, "--format: "),
        (["lif", "--guard", "99"], 2, "--guard: 99 is above 24"),
        (["lif", "--guard", "many"], 2, "--guard: 'many' is not a number"),
        (["lif", "--registers", "R_m"], 2, "--registers: unknown parameter 'R_m'"),
        (["lif", "--arch", "serial"], 2, "serial"),
        (["lif", "--name", "../../evil"], 2, "--name: '../../evil' is none"),
        (["lif", "--name", "x" * 99], 2, "at most 64"),
        (["kuramoto_phase"], 1, "no format holds it"),
        (["nosuch"], 2, "unknown model 'nosuch'"),
        (["no/such.ode"], 2, "No such file"),
    ],
)
def test_what_cannot_become_hardware_is_one_line(words: list[str], status: int, said: str, capsys: Captured) -> None:
    code, line = failed(["rtl", *words], capsys)
    assert code == status
    assert said in line


def test_a_broken_model_shows_where(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "broken.ode"
    path.write_text(BROKEN)
    assert main(["rtl", str(path), "-o", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "broken.ode:3:9: error" in shown.err
    assert "cannot be run" in shown.err.splitlines()[-1]
    assert os.listdir(tmp_path) == ["broken.ode"]


def test_a_bare_q8_8_izhikevich_is_warned_of_with_the_numbers(capsys: Captured) -> None:
    assert main(["rtl", "izhikevich", "--format", "Q8.8", "--guard", "0"]) == 0
    warning = capsys.readouterr().err
    assert warning.startswith("sctui: warning: ")
    assert "spikes in fixed point, 10 in float64" in warning
    assert main(["precision", "izhikevich", "--format", "Q8.8", "--guard", "0"]) == 0
    assert "coincidence factor" in capsys.readouterr().err


def test_the_operation_answers_json_requests(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    request = {"model": "lif", "arch": "shared", "format": "Q8.8", "duration": 20}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(request)))
    assert main(["call", "compile"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["latency"] > 1
    assert {port["format"] for port in answer["states"] + answer["inputs"]} == {"Q8.8"}


def test_a_simulation_that_differs_is_a_failure_with_what_differs(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = (Cosim("iverilog", "the model's own", 400, 0, ""), Cosim("iverilog", "random", 400, 3, "step 7: ff, not 00"))
    monkeypatch.setattr("sctui.commands.operation.perform", lambda *_, **__: CosimReport("lif", False, runs))
    assert main(["cosim", "lif"]) == 1
    shown = capsys.readouterr().out
    assert "step 7: ff, not 00" in shown
    assert shown.splitlines()[-1] == "FAIL lif: differs from the circuit"


@pytest.mark.parametrize("command", [item.name for item in hardware_commands.HARDWARE_COMMANDS])
def test_help_brings_nothing_heavy(command: str) -> None:
    script = (
        "import sys; from sctui.__main__ import main; main(sys.argv[1:]);"
        "sys.exit(any(name.partition('.')[0] in ('numpy', 'hdl', 'jinja2', 'llvmlite') for name in sys.modules))"
    )
    words = [sys.executable, "-c", script, command, "--help"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert f"usage: sctui {command}" in done.stdout
