"""The model library, a folder of .ode files by category, and how a model is loaded from it, a file or a text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from kernels.errors import KernelsError, ModelError, RequestError, quoted, unknown
from kernels.language.analysis import analyse
from kernels.language.limits import MAX_TEXT
from kernels.language.model import Model

FOLDER = Path(__file__).parent / "models"
SUFFIX = ".ode"


@dataclass(frozen=True, slots=True)
class Entry:
    """A model of the library: its slug (the file's name), its category (the folder's name) and its file."""

    slug: str
    category: str
    path: Path


@cache
def entries() -> tuple[Entry, ...]:
    """All models of the library, by category and slug."""
    return tuple(Entry(p.stem, p.parent.name, p) for p in sorted(FOLDER.glob(f"*/*{SUFFIX}")))


def path_of(slug: str) -> Path:
    """The file of a library model; an unknown slug raises RequestError with the nearest one."""
    for entry in entries():
        if entry.slug == slug:
            return entry.path
    raise unknown("model", "model", slug, [entry.slug for entry in entries()])


def read_text(path: Path) -> str:
    """A model file's text; KernelsError in one line where it cannot be read."""
    try:
        with path.open("rb") as file:
            data = file.read(4 * MAX_TEXT + 1)
    except OSError as error:
        raise KernelsError(f"cannot read {path}: {error.strerror or error}") from None
    if len(data) > 4 * MAX_TEXT:
        raise KernelsError(f"{path} is larger than a model file can be ({MAX_TEXT} characters)")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise KernelsError(f"{path} is not UTF-8 text (byte {error.start}); save it as UTF-8") from None


def parse(text: str) -> Model:
    """The checked model of a text. Raises ModelError, with all diagnostics, if there is an error."""
    if not isinstance(text, str):
        raise RequestError("source", f"needs the text of a model, not a {type(text).__name__}")
    return _parsed(text)


@lru_cache(maxsize=32)
def _parsed(text: str) -> Model:
    analysis = analyse(text)
    if analysis.model is not None:
        return analysis.model
    errors = [d for d in analysis.diagnostics if d.severity == "error"]
    first = errors[0]
    line = text.count("\n", 0, first.start) + 1
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    raise ModelError(f"line {line}: {first.message} [{first.code}]{more}", analysis.diagnostics, text)


def load(name: str | Path) -> Model:
    """A model by its slug in the library, or by the path of an .ode file.

    Raises RequestError for an unknown slug, KernelsError for an unreadable file, ModelError for a wrong one.
    """
    if not isinstance(name, str | Path) or not str(name):
        raise RequestError("model", "needs the name of a library model or the path of an .ode file")
    path = Path(name)
    is_path = isinstance(name, Path) or path.suffix == SUFFIX or len(path.parts) > 1
    if not is_path and path.name in {entry.slug for entry in entries()}:
        return parse(read_text(path_of(path.name)))
    if not is_path and not path.exists():
        path = path_of(str(name))
    try:
        return parse(read_text(path))
    except ModelError as error:
        raise ModelError(f"{quoted(str(path))}, {error}", error.diagnostics, error.source) from None
