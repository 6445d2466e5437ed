"""The command line and, later, the terminal studio.

`python -m sctui` and the console script `sctui` start in `sctui.__main__`.
"""

__version__ = "0.1.0"
