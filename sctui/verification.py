"""The claims of many models judged side by side: one process a core, each model whole in one of them.

Compiling holds the interpreter's lock, so threads would wait for each other; what passes between the processes are
texts and verdicts.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from pathlib import Path
from typing import NamedTuple

from kernels.errors import KernelsError
from kernels.language.analysis import analyse
from kernels.language.model import Model
from kernels.verify import Verdict, verify

Report = Callable[[float, str], None]


class Subject(NamedTuple):
    """A model's text, the name it is listed under, and where its stimulus files lie."""

    name: str
    text: str
    folder: str


class Verified(NamedTuple):
    """What came of one model. `problem` says why it has no verdicts, where that is not because it claims nothing."""

    name: str
    category: str
    verdicts: tuple[Verdict, ...]
    problem: str
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing failed; a model without claims passes."""
        return not self.problem and all(verdict.holds for verdict in self.verdicts)


def verify_all(subjects: Sequence[Subject], jobs: int, report: Report) -> list[Verified]:
    """Every model's verdicts in the order of `subjects`; `report` gets the share done and a name."""
    jobs = min(jobs, len(subjects))
    if jobs <= 1:
        return _one_after_the_other(subjects, report)
    done: dict[int, Verified] = {}
    # fresh interpreters: a fork would copy whatever threads and locks this one holds
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_die_of_interrupts)
    try:
        numbers = {pool.submit(verify_subject, subject, 1): n for n, subject in enumerate(subjects)}
        waiting = set(numbers)
        while waiting:
            ready, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
            for future in ready:
                done[numbers[future]] = future.result()
                report(len(done) / len(subjects), done[numbers[future]].name)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return [done[n] for n in range(len(subjects))]


def _die_of_interrupts() -> None:
    """Ctrl-C reaches every process of a terminal: the workers end by it, and leave the words to the command."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _one_after_the_other(subjects: Sequence[Subject], report: Report) -> list[Verified]:
    found = []
    for number, subject in enumerate(subjects):

        def within(fraction: float, number: int = number, name: str = subject.name) -> None:
            report((number + fraction) / len(subjects), name)

        within(0.0)
        found.append(verify_subject(subject, None, within))
    return found


def verify_subject(subject: Subject, threads: int | None, progress: Callable[[float], None] | None = None) -> Verified:
    """One model's verdicts; a text that is no model has a problem instead."""
    begun = time.perf_counter()
    analysis = analyse(subject.text)
    errors = [item for item in analysis.diagnostics if item.severity == "error"]
    model = analysis.model
    if model is None or errors:
        line = subject.text.count("\n", 0, errors[0].start) + 1
        more = f" and {len(errors) - 1} more" if len(errors) > 1 else ""
        return Verified(subject.name, "", (), f"line {line}: {errors[0].message} [{errors[0].code}]{more}", 0.0)
    verdicts, problem = _verdicts(model, subject, threads, progress)
    return Verified(subject.name, model.category, verdicts, problem, time.perf_counter() - begun)


def _verdicts(
    model: Model, subject: Subject, threads: int | None, progress: Callable[[float], None] | None
) -> tuple[tuple[Verdict, ...], str]:
    try:
        return verify(model, threads=threads, folder=Path(subject.folder), progress=progress), ""
    except KernelsError as error:
        return (), str(error)
    except Exception as error:  # one broken model must not take the other verdicts with it
        return (), f"this is a bug in sctui: {type(error).__name__}: {error}"
