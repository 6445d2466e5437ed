"""`python -m lsp`, `sctui-lsp`: the language server on standard input and output, or on a loopback port.

This file imports next to nothing by itself: a worker process that the server starts imports it again.
"""

from __future__ import annotations

import sys

USAGE = """\
usage: sctui-lsp [--stdio | --tcp HOST:PORT]

The language server for .ode files. An editor starts it and speaks to it on standard input and output.

  --stdio            standard input and output (the default)
  --tcp HOST:PORT    one connection on a loopback address; port 0 takes a free one
  --version          the version
  --help             this text

The manual says how editors are set up: sctui help editors"""


def main(words: list[str] | None = None) -> int:
    """Serve; the exit status is 0, or 2 for a command line that is not understood."""
    words = sys.argv[1:] if words is None else words
    if "--help" in words or "-h" in words:
        print(USAGE)
        return 0
    if words == ["--version"]:
        from lsp.version import version  # a worker process that imports this file needs none

        print(f"sctui-lsp {version()}")
        return 0
    address = None
    if len(words) == 2 and words[0] == "--tcp":
        address = words[1]
    elif len(words) == 1 and words[0].startswith("--tcp="):
        address = words[0].removeprefix("--tcp=")
    elif [word for word in words if word != "--stdio" and not word.startswith("--clientProcessId")]:
        print(f"sctui-lsp: error: what is {' '.join(words)[:80]!r}? See sctui-lsp --help", file=sys.stderr)
        return 2
    return _serve(address)


def _serve(address: str | None) -> int:
    import gc
    import logging

    from lsp.features import create  # 0.3 s, of which --help needs nothing
    from lsp.transport import loopback_address, serve_stdio, serve_tcp

    # What goes wrong is said to the client, in one line; pygls would write tracebacks to standard error.
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
    try:
        where = None if address is None else loopback_address(address)
        server = create()
        # Trees have no cycles: the collector would walk over all of them for nothing.
        gc.freeze()
        gc.set_threshold(100_000, 50, 100)
        if where is None:
            serve_stdio(server)
        else:
            serve_tcp(server, *where)
        return server.status
    except (ValueError, OSError) as error:
        print(f"sctui-lsp: error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
