"""`sctui help [TOPIC]`: a page of the manual, or what a command takes."""

from __future__ import annotations

from argparse import Namespace

from kernels.errors import nearest
from sctui import usage
from sctui.command_table import BY_NAME
from sctui.failure import UsageError
from sctui.manual import page, topics


def run(options: Namespace) -> int:
    """Print the page, the command's help, or the list of pages."""
    pages = topics()
    topic = options.topic
    if topic is None:
        print("Pages of the manual (sctui help PAGE):\n")
        print("\n".join(f"  {name:12} {title}" for name, title in pages.items()))
        print("\nEvery command explains itself with --help; sctui --help lists them.")
    elif topic in pages:
        print(page(topic).rstrip())
    elif topic in BY_NAME:
        print(usage.page(BY_NAME[topic]))
    else:
        near = nearest(topic, [*pages, *BY_NAME])
        known = ", ".join(pages)
        raise UsageError(f"no page {topic!r}: " + (f"did you mean {near!r}?" if near else f"there are {known}"))
    return 0
