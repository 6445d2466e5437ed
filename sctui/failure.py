"""What can go wrong at the command line, and the exit status each has."""

from __future__ import annotations

FAILED = 1
USAGE = 2
INTERRUPTED = 130


class UsageError(Exception):
    """The command was called wrongly; its text is the message. Exit status 2."""


class Failure(Exception):
    """The command could not do what was asked; its text is the message. Exit status 1."""
