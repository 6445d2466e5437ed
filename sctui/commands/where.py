"""`sctui where`: the folders and files sctui reads and writes."""

from __future__ import annotations

import json
from argparse import Namespace

from sctui.folders import folders


def run(options: Namespace) -> int:
    """Print each folder's purpose and path, one a line."""
    found = folders()
    if options.json:
        print(json.dumps({name: str(path) for name, path in found.items()}, indent=2))
    else:
        for name, path in found.items():
            print(f"{name:8} {path}{'' if path.exists() else '  (not made yet)'}")
    return 0
