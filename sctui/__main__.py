"""The entry point: `sctui COMMAND ...`. Finds the command, runs it, and turns every failure into one line."""

from __future__ import annotations

import io
import os
import sys

from sctui import __version__
from sctui.failure import FAILED, INTERRUPTED, USAGE, Failure, UsageError


def main(words: list[str] | None = None) -> int:
    """Run one command line and return its exit status: 0 done, 1 failed, 2 called wrongly, 130 interrupted."""
    words = sys.argv[1:] if words is None else words
    try:
        status = _dispatch(words)
        sys.stdout.flush()
        return status
    except BrokenPipeError:
        # The reader (`| head`) has gone; the interpreter's own flush at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED
    except SystemExit as exit:  # argparse after --help
        return exit.code if isinstance(exit.code, int) else FAILED
    except Exception as error:
        if os.environ.get("SCTUI_TRACEBACK"):
            raise
        status, message = _explain(error)
        if sys.stderr is not None:
            print(f"sctui: error: {message}", file=sys.stderr)
        return status


def _dispatch(words: list[str]) -> int:
    if sys.stdout is None or sys.stderr is None:  # closed by the caller (>&-); the rest may then rely on both
        raise Failure("standard output is closed; to hide it, redirect it to /dev/null")
    _accept_any_character()
    # numpy's matrix library starts a thread a core, 40 ms of CPU, for matrices of a few states
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not words and sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty():
        words = ["open"]
    if not words or words[0] in ("--help", "-h"):
        from sctui.usage import overview  # `--version` needs none of it

        print(overview())
        return 0
    if words[0] in ("--version", "-V"):
        print(f"sctui {__version__}")
        return 0
    from sctui.parse import find_command, parse, with_command  # argparse

    words = with_command(words)
    command = find_command(words[0])
    options = parse(command, words[1:])
    import importlib  # each command brings only what it needs

    status: int = importlib.import_module(command.module).run(options)
    return status


def _accept_any_character() -> None:
    """Files and pipes get UTF-8, as .ode files have; a terminal that has less shows `?` for what it lacks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
            if stream.isatty():
                stream.reconfigure(errors="replace")
            else:
                stream.reconfigure(encoding="utf-8")


def _explain(error: Exception) -> tuple[int, str]:
    """The exit status, and one line for the user."""
    from sctui.console import printable  # nothing of this is needed before something went wrong
    from sctui.shadowing import shadowed

    if isinstance(error, ImportError) and (reason := shadowed()):
        return FAILED, reason
    if isinstance(error, ModuleNotFoundError) and error.name:
        missing = error.name.partition(".")[0]
        advice = f"install it: {sys.executable} -m pip install {missing}"
        return FAILED, f"the package {missing} is missing in this Python; {advice}"
    if isinstance(error, UsageError | Failure):
        status, text = (USAGE if isinstance(error, UsageError) else FAILED), str(error)
    elif isinstance(error, FileNotFoundError) and not error.filename:
        status, text = FAILED, "the current folder does not exist any more; change to another one"
    elif isinstance(error, OSError):
        status, text = FAILED, f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
    elif isinstance(error, MemoryError):
        status, text = FAILED, "out of memory: shorten the run, or record less with --record-every"
    else:
        status, text = _explain_kernels(error)
    return status, printable(" ".join(text.split()))


def _explain_kernels(error: Exception) -> tuple[int, str]:
    """What the kernels say of a request or a model; everything else should not have happened."""
    from kernels.errors import KernelsError, RequestError  # a package that a wrong call does not need

    if isinstance(error, KernelsError):
        return USAGE if isinstance(error, RequestError) else FAILED, str(error)
    kind = type(error).__name__
    advice = "run again with SCTUI_TRACEBACK=1 and report what it prints"
    return FAILED, f"this is a bug in sctui: {kind}: {error} ({advice})"


if __name__ == "__main__":
    sys.exit(main())
