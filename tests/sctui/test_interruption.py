"""Control-C during an operation: what is finished is shown."""

from __future__ import annotations

import signal
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from kernels.errors import Cancelled
from sctui.__main__ import main
from sctui.interruption import Interruption
from sctui.operations import perform

WORDS = ["heatmap", "lif", "--x", "I:0:4:600", "--y", "tau_m:5:20:4", "--duration", "50", "--plot"]


def test_the_first_is_a_request_and_the_second_an_end() -> None:
    before = signal.getsignal(signal.SIGINT)
    with Interruption() as stop:
        assert not stop.asked()
        signal.raise_signal(signal.SIGINT)
        assert stop.asked()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_request_to_end_lets_the_work_clean_up_first(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr("sctui.interruption.os.kill", lambda process, number: sent.append(number))
    before = signal.getsignal(signal.SIGTERM)
    with Interruption() as stop:
        signal.raise_signal(signal.SIGTERM)
        assert stop.asked()
        assert sent == []
    assert sent == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is before


def test_elsewhere_than_in_the_main_thread_it_is_left_alone() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[Any] = []

    def work() -> None:
        with Interruption() as stop:
            seen.extend([signal.getsignal(signal.SIGINT), stop.asked()])

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before, False]


def test_finished_rows_are_shown(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(name: str, request: Mapping[str, Any], *, progress: Any, cancelled: Any) -> Any:
        def report(share: float, values: Mapping[str, Any] | None = None) -> None:
            progress(share, values)
            if values is not None:  # a row is done
                signal.raise_signal(signal.SIGINT)

        return perform(name, request, progress=report, cancelled=cancelled)

    monkeypatch.setattr("sctui.commands.operation.perform", interrupted)
    assert main(WORDS) == 130
    shown = capsys.readouterr()
    assert "× undefined" in shown.out
    assert "stopped" in shown.err


def test_without_anything_finished_there_is_nothing_to_show(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*given: Any, **named: Any) -> Any:
        raise Cancelled

    monkeypatch.setattr("sctui.commands.operation.perform", interrupted)
    assert main(WORDS) == 130
    assert capsys.readouterr().out == ""
