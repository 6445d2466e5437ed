"""What does every model of the library do? The firing pattern of each, at a drive scaled to its own rheobase.

Results are kept on disk by the model's text and by the code that computed them, so a second scan reads files.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from contextvars import copy_context
from dataclasses import asdict, dataclass
from functools import cache, partial
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from kernels.analysis.deterministic import draws_random_numbers
from kernels.analysis.options import Progress, Question, asked
from kernels.analysis.pattern import classify
from kernels.analysis.problem import NotMeasurable
from kernels.codegen import object_cache
from kernels.errors import Cancelled, KernelsError, RequestError, unknown
from kernels.library import Entry, entries, parse, read_text
from kernels.processors import cores
from kernels.running.cluster import sweeping

if TYPE_CHECKING:
    from distributed import Client

FACTOR = 1.5  # of the rheobase
MOST_CACHED = 100_000  # bytes of one result
PATIENCE = 0.02  # seconds between looks at whether to stop
CODE = ("analysis", "codegen", "running", "stimulus", "language")  # folders whose code decides a result


@dataclass(frozen=True, slots=True)
class ScanRequest:
    """What a scan of the library is asked with."""

    models: tuple[str, ...] | None = asked("the models' names; all of the library", None)
    category: str | None = asked("only models of this category", None)
    factor: float = asked("the drive, in rheobases", FACTOR, low=0.0, high=1000.0)
    refresh: bool = asked("compute all anew, whatever is kept on disk", False)


@dataclass(frozen=True, slots=True)
class Scanned:
    """One model. `label` is "" where it has no pattern, and `why_none` says why.

    `drive` is None where there is no rheobase (`why_own_drive` says why): then the run is the model's own.
    """

    slug: str
    category: str
    label: str
    confidence: float
    evidence: dict[str, float]
    reason: str
    spikes: int
    rheobase: float | None
    drive: float | None
    unit: str
    why_own_drive: str
    why_none: str


@dataclass(frozen=True, slots=True)
class Scan:
    """The models in the library's order, and how many of them were read from the disk."""

    models: tuple[Scanned, ...]
    labels: dict[str, int]
    from_cache: int
    factor: float


@sweeping
def scan(
    *,
    models: tuple[str, ...] | None = None,
    category: str | None = None,
    factor: float = FACTOR,
    refresh: bool = False,
    threads: int | None = None,
    client: Client | None = None,
    progress: Progress | None = None,
    cancelled: Question | None = None,
) -> Scan:
    """The firing pattern of the library's models. `progress` gets the fields of the result with those that are done.

    A model that fails is reported in its row and stops no other. Raises RequestError for an unknown model or category,
    Cancelled with the models that were done.
    """
    chosen = _chosen(models, category)
    rows: dict[str, Scanned] = {}
    waiting: list[tuple[Entry, str]] = []
    for entry in chosen:
        text = read_text(entry.path)
        kept = None if refresh else _load(_key(text, factor))
        if kept is None:
            waiting.append((entry, text))
        else:
            rows[entry.slug] = kept
    from_cache = len(rows)
    stop = Event()

    def known() -> dict[str, Any]:
        """The fields of the result with the models that are done."""
        done = tuple(rows[entry.slug] for entry in chosen if entry.slug in rows)
        labels = [row.label for row in done if row.label]
        counts = {label: labels.count(label) for label in sorted(set(labels))}
        return {"models": done, "labels": counts, "from_cache": from_cache, "factor": factor}

    def report(new: bool) -> None:
        if cancelled is not None and cancelled():
            raise Cancelled(partial=known() if rows else None)
        if progress is not None:
            progress(len(rows) / len(chosen), known() if new else None)

    with ThreadPoolExecutor(threads or cores()) as pool:
        works = [partial(_scanned, *item, factor, stop.is_set) for item in waiting]
        futures: set[Future[Scanned]] = {pool.submit(copy_context().run, work) for work in works}
        try:
            report(new=bool(rows))
            while futures:
                done, futures = wait(futures, timeout=PATIENCE, return_when=FIRST_COMPLETED)
                for future in done:
                    row = future.result()
                    rows[row.slug] = row
                report(new=bool(done))
        finally:
            stop.set()
            for future in futures:
                future.cancel()
    return Scan(**known())


def _chosen(models: tuple[str, ...] | None, category: str | None) -> list[Entry]:
    known = {entry.slug: entry for entry in entries()}
    for slug in models or ():
        if slug not in known:
            raise unknown("models", "model", slug, known)
    categories = sorted({entry.category for entry in known.values()})
    if category is not None and category not in categories:
        raise unknown("category", "category", category, categories)
    found = [
        entry
        for entry in known.values()
        if (models is None or entry.slug in models) and (category is None or entry.category == category)
    ]
    if not found:
        raise RequestError("models", "none of them is in this category" if models else "names no model")
    return found


def _scanned(entry: Entry, text: str, factor: float, cancelled: Question) -> Scanned:
    if cancelled():
        raise Cancelled
    blank = Scanned(entry.slug, entry.category, "", 0.0, {}, "", 0, None, None, "", "", "")
    try:
        row = _measured(entry, text, factor, blank, cancelled)
    except Cancelled:
        raise
    except KernelsError as problem:
        row = _with(blank, why_none=str(problem))
    _store(_key(text, factor), row)
    return row


def _measured(entry: Entry, text: str, factor: float, blank: Scanned, cancelled: Question) -> Scanned:
    model = parse(text)
    if model.threshold is None and model.spike is None:
        return _with(blank, why_none="the model has no threshold and no spike condition, so it has no spikes")
    why = ""
    try:
        if draws_random_numbers(model):
            raise NotMeasurable("it fires by chance, at any drive: there is no rheobase")
        done = classify(model, scaled=factor, threads=1, cancelled=cancelled)
    except NotMeasurable as problem:
        why = str(problem)
        done = classify(model, threads=1, cancelled=cancelled)
    return Scanned(
        slug=entry.slug, category=entry.category, label=done.label, confidence=done.confidence,
        evidence={name: float(value) for name, value in done.evidence.items()}, reason=done.reason,
        spikes=len(done.spikes), rheobase=done.rheobase, drive=done.drive,
        unit=model.inputs[0].unit if model.inputs else "", why_own_drive=why, why_none="",
    )  # fmt: skip


def _with(row: Scanned, why_none: str) -> Scanned:
    return Scanned(**asdict(row) | {"why_none": why_none})


@cache
def _code() -> str:
    """A digest of the code whose results are kept."""
    digest = hashlib.sha256()
    folder = Path(object_cache.__file__).parent.parent
    for path in sorted(path for part in CODE for path in (folder / part).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _key(text: str, factor: float) -> str:
    return object_cache.key_of(_code(), text, repr(factor))


def _path(key: str) -> Path:
    return object_cache.folder().parent / "scan" / f"{key}.json"


def _load(key: str) -> Scanned | None:
    """The kept result, None where there is none or it cannot be read."""
    try:
        with _path(key).open("rb") as file:
            data = json.loads(file.read(MOST_CACHED))
        return Scanned(**data)
    except (OSError, ValueError, TypeError):
        return None


def _store(key: str, row: Scanned) -> None:
    """Keeps a result, whole or not at all; a folder that cannot be written costs the next scan its time only."""
    path = _path(key)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(asdict(row), file)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
