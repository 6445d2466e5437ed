"""`sctui completion SHELL`: the script that completes commands, options and model names."""

from __future__ import annotations

from argparse import Namespace

from sctui.completion import SCRIPTS


def run(options: Namespace) -> int:
    """Print the script of the shell."""
    print(SCRIPTS[options.shell]())
    return 0
