"""Are the modules that Python finds under our general names (`kernels`, `hdl`, `lsp`) really ours?"""

from __future__ import annotations

import importlib.util
from pathlib import Path

PACKAGES = ("kernels", "hdl", "lsp", "sctui")
HOME = Path(__file__).parent.parent


def place_of(package: str) -> str:
    """The folder that `import package` uses; "" if there is none."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        return ""
    places = list(spec.submodule_search_locations or []) or [spec.origin or ""]
    return places[0]


def shadowed() -> str | None:
    """One line on the first of our packages that is missing or comes from elsewhere; None if all are ours."""
    for package in PACKAGES:
        place = place_of(package)
        if not place:
            return f"its package {package} is missing: install sctui anew"
        if Path(place).parent != HOME:
            return (
                f"Python finds another package under the name {package} ({place}) than ours ({HOME / package}): "
                "uninstall it, or use an environment of sctui's own"
            )
    return None
