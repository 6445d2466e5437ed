"""`sctui ir`: models in the intermediate forms, and texts in them verified, printed and simulated."""

from __future__ import annotations

import io
import json
import math
import os
import shutil
from pathlib import Path

import pytest

from hdl.stochastic.stream_error import StreamError
from sctui.__main__ import main
from sctui.hardware_text import stream_error_report

Captured = pytest.CaptureFixture[str]
SHORT = ["--duration", "20"]
FORMS = {"dataflow": "circuit leaky_integrate_and_fire\n", "stochastic": "stochastic leaky_integrate_and_fire\n"}


def text_of(form: str, capsys: Captured) -> str:
    assert main(["ir", "lif", "--form", form, *SHORT]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


@pytest.mark.parametrize("form", FORMS)
def test_a_text_is_printed_and_read_again(form: str, tmp_path: Path, capsys: Captured) -> None:
    text = text_of(form, capsys)
    assert text.startswith(FORMS[form])
    path = tmp_path / "lif.ir"
    path.write_text(text)
    assert main(["ir", str(path)]) == 0
    assert capsys.readouterr().out == f"{path}: {form} leaky_integrate_and_fire, well formed\n"
    assert main(["ir", str(path), "--emit"]) == 0
    assert "module leaky_integrate_and_fire (" in capsys.readouterr().out
    assert main(["ir", str(path), "--emit", "-o", str(tmp_path / "out")]) == 0
    assert "leaky_integrate_and_fire_tb.v" in capsys.readouterr().out
    assert "leaky_integrate_and_fire_vectors.hex" in os.listdir(tmp_path / "out")


def test_a_fault_has_its_line(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "bad.ir"
    lines = text_of("dataflow", capsys).splitlines()
    place = next(k for k, line in enumerate(lines) if " = add " in line)
    lines[place] = lines[place].replace(" = add ", " = addd ")
    path.write_text("\n".join(lines) + "\n")
    assert main(["ir", str(path)]) == 1
    shown = capsys.readouterr()
    assert shown.out.startswith(f"{path}:{place + 1}: ")
    assert shown.err == ""
    assert main(["ir", str(path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["valid"] is False
    assert main(["ir", str(path), "--emit", "-o", str(tmp_path / "out")]) == 1
    shown = capsys.readouterr()
    assert shown.err.startswith(f"sctui: error: {path}: line {place + 1}: ")
    assert os.listdir(tmp_path) == ["bad.ir"]


def test_a_text_comes_from_standard_input(capsys: Captured, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text_of("stochastic", capsys)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["ir", "-"]) == 0
    assert capsys.readouterr().out.startswith("<stdin>: stochastic")


@pytest.mark.skipif(shutil.which("iverilog") is None, reason="Icarus Verilog is not installed")
@pytest.mark.parametrize("form", FORMS)
def test_the_verilog_of_a_text_computes_what_the_text_does(form: str, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "lif.ir"
    path.write_text(text_of(form, capsys))
    assert main(["ir", str(path), "--cosim", "--steps", "50"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("PASS leaky_integrate_and_fire")


def test_reports(capsys: Captured) -> None:
    assert main(["ir", "lif", "--report", *SHORT]) == 0
    assert "dataflow leaky_integrate_and_fire:" in capsys.readouterr().out
    assert main(["ir", "lif", "--report", "--form", "stochastic", "--length", "64", *SHORT]) == 0
    shown = capsys.readouterr().out
    assert "lif_step" in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["lif", "--emit", "--cosim"], 2, "exclude each other"),
        (["lif", "-o", "x"], 2, "add --emit"),
        (["lif", "--force"], 2, "without -o DIR"),
        (["lif", "--emit", "--report"], 2, "--report: not with"),
        (["lif", "--steps", "3"], 2, "--steps: only with --cosim"),
        (["lif", "--arch", "shared"], 2, "--arch: only with --emit"),
        (["lif", "--length", "64"], 2, "--length: not of the form dataflow"),
        (["lif", "--form", "stochastic", "--guard", "4"], 2, "--guard: not of the form stochastic"),
        (["lif", "--form", "stochastic", "--length", "100"], 2, "--length: 100; a stream has a power of two"),
        (["lif", "--form", "stochastic", "--ir-width", "99"], 2, "99 is above 24"),
        (["izhikevich", "--form", "stochastic"], 1, "2 states"),
        (["lif", "--format", "Q4.4"], 2, "--format: v = -65 does not fit"),
        (["nosuch"], 2, "unknown model"),
        (["no/such"], 2, "No such file"),
        (["text.ir"], 2, "text.ir: begins with neither `circuit NAME`"),
        (["text.ir", "--format", "12"], 2, "--format: the text says that already"),
        (["text.ir", "--duration", "12"], 2, "--duration: the text says that already"),
        (["binary.ir"], 2, "a binary file"),
    ],
)
def test_what_is_wrong_is_one_line(
    words: list[str], status: int, said: str, tmp_path: Path, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "text.ir").write_text("hello\n")
    (tmp_path / "binary.ir").write_bytes(b"\0\1")
    monkeypatch.chdir(tmp_path)
    assert main(["ir", *words]) == status
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1
    assert said in shown.err
    assert sorted(os.listdir(tmp_path)) == ["binary.ir", "text.ir"]


def test_the_fall_of_an_error_that_is_nowhere_is_no_number() -> None:
    found = StreamError("sobol", "unipolar", (16, 64), (0.0, 0.0), (0.02, 0.01), math.nan, -0.5)
    said = " ".join(stream_error_report(found))
    assert "the error of a product is 0 at too many lengths" in said
    assert "falls as N**-0.50" in said
    assert "nan" not in said
