"""The entry point: `sctui COMMAND ...`. Finds the command, runs it, and turns every failure into one line."""

from __future__ import annotations

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
        if sys.stderr is not None:
            print(f"sctui: error: {_message(error)}", file=sys.stderr)
        return USAGE if _is_usage(error) else FAILED


def _dispatch(words: list[str]) -> int:
    if sys.stdout is None or sys.stderr is None:  # closed by the caller (>&-); the rest may then rely on both
        raise Failure("standard output is closed; to hide it, redirect it to /dev/null")
    if not words or words[0] in ("--help", "-h"):
        from sctui.usage import overview  # `--version` needs none of it

        print(overview())
        return 0
    if words[0] in ("--version", "-V"):
        print(f"sctui {__version__}")
        return 0
    from sctui.parse import find_command, parse  # argparse

    command = find_command(words[0])
    options = parse(command, words[1:])
    import importlib  # each command brings only what it needs

    status: int = importlib.import_module(command.module).run(options)
    return status


def _is_usage(error: Exception) -> bool:
    from kernels.errors import RequestError  # not before something went wrong

    return isinstance(error, UsageError | RequestError)


def _message(error: Exception) -> str:
    """One line for the user."""
    from kernels.errors import KernelsError  # not before something went wrong
    from sctui.console import printable

    if isinstance(error, Failure | UsageError | KernelsError):
        text = str(error)
    elif isinstance(error, OSError):
        text = f"{error.filename}: {error.strerror}" if error.filename else error.strerror or str(error)
    elif isinstance(error, MemoryError):
        text = "out of memory: shorten the run, or record less with --record-every"
    else:
        text = (
            f"this is a bug in sctui: {type(error).__name__}: {error} "
            "(run again with SCTUI_TRACEBACK=1 and report what it prints)"
        )
    return printable(" ".join(text.split()))


if __name__ == "__main__":
    sys.exit(main())
