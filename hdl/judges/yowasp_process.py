"""A tool of a YoWASP package as a process of its own: yowasp_process.py MODULE FUNCTION ARGUMENT...

The tools are WebAssembly, which can only be stopped by ending its process. The one started here sees no other folder
than the one it is started in, under the name /, and the package's own files. The first run of a package translates it
to machine code, which takes up to a minute and is kept in YoWASP's cache folder; `--prepare` does only that.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib
import importlib.util
import os
import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

STACK = 2 << 20  # bytes; deep logic traps the default of 512 KiB, and the runtime allows no more
MEMORY = 3 << 30
PREPARE = "--prepare"
WATCH = 0.5  # seconds from one look at the parent process to the next
ORPHANED = 75


def machine_code(module: str, function: str) -> Path | None:
    """Where YoWASP keeps the translation of a tool; None where the package has no such tool."""
    import platformdirs  # costs milliseconds that only this needs

    spec = importlib.util.find_spec(module)
    name = f"{function.removeprefix('run_').replace('_', '-')}.wasm"
    for place in spec.submodule_search_locations or () if spec is not None else ():
        program = Path(place) / name
        if program.is_file():
            with program.open("rb") as file:
                digest = hashlib.file_digest(file, "sha1").hexdigest()
            kept = os.environ.get("YOWASP_CACHE_DIR", platformdirs.user_cache_dir("YoWASP", appauthor=False))
            return Path(kept) / module / name / digest
    return None


def prepare(module: str, function: str) -> None:
    """Translates a tool, once for all processes: a second one waits, and what is kept is never torn.

    Where the cache cannot be written the translation goes to the working folder and serves this process alone.
    """
    place = machine_code(module, function)
    if place is None or place.exists():
        return
    with contextlib.ExitStack() as stack:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(place.parent / ".lock"))
            parts = Path(tempfile.mkdtemp(dir=place.parent, prefix=".part-"))
        except OSError:
            os.environ["YOWASP_CACHE_DIR"] = str(Path.cwd() / ".translated")
            return
        if place.exists():
            shutil.rmtree(parts)
            return
        before = os.environ.get("YOWASP_CACHE_DIR")
        os.environ["YOWASP_CACHE_DIR"] = str(parts)
        try:
            _run(module, function, ["--version"])
            found = next((path for path in parts.rglob(place.name) if path.is_file()), None)
            if found is not None:
                os.replace(found, place)
        finally:
            shutil.rmtree(parts, ignore_errors=True)
            os.environ.pop("YOWASP_CACHE_DIR")
            if before is not None:
                os.environ["YOWASP_CACHE_DIR"] = before


@contextlib.contextmanager
def _locked(path: Path) -> Any:
    """One process at a time, where the system has such locks."""
    with path.open("w") as file:
        try:
            import fcntl
        except ImportError:
            yield
            return
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _run(module: str, function: str, arguments: list[str]) -> int:
    return int(getattr(importlib.import_module(module), function)(arguments) or 0)


def _bound() -> None:
    """Makes the runtime's configurations and stores have our bounds."""
    import wasmtime  # comes with every YoWASP package

    class Config(wasmtime.Config):
        def __init__(self) -> None:
            super().__init__()
            self.max_wasm_stack = STACK

    class Store(wasmtime.Store):
        def __init__(self, *arguments: Any) -> None:
            super().__init__(*arguments)
            self.set_limits(memory_size=MEMORY)

    vars(wasmtime).update(Config=Config, Store=Store)
    threading.stack_size(8 * STACK)


def end_with_parent() -> None:
    """Ends this process when the one that has started it is gone: a synthesis that nobody waits for takes minutes."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(WATCH)
        os._exit(ORPHANED)

    threading.Thread(target=watch, daemon=True).start()


def main(arguments: list[str]) -> int:
    """The tool's exit status; 70 with a line on standard error where the WebAssembly itself failed."""
    module, function, *rest = arguments
    os.environ["YOWASP_MOUNT"] = "/=."
    end_with_parent()
    tempfile.tempdir = os.getcwd()  # what is left there by a process that is killed goes with the folder
    _bound()
    try:
        prepare(module, function)
        return 0 if rest == [PREPARE] else _run(module, function, rest)
    except Exception as error:
        said = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = next((line for line in said if "trap:" in line), said[0] if said else type(error).__name__)
        print(f"ERROR: {function.removeprefix('run_')} failed: {reason}", file=sys.stderr)
        return 70


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
