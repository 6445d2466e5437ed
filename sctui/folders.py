"""Where sctui keeps things: the platform's folders for configuration, data and caches."""

from __future__ import annotations

from pathlib import Path

import platformdirs

import kernels
from kernels.codegen import object_cache


def folders() -> dict[str, Path]:
    """Folders and the studio's files by purpose; they are made when something is first written to them."""
    config = Path(platformdirs.user_config_dir("sctui", appauthor=False))
    data = Path(platformdirs.user_data_dir("sctui", appauthor=False))
    return {
        "config": config,
        "settings": config / "config.toml",
        "data": data,
        "session": data / "session.json",
        "sessions": data / "sessions",
        "versions": data / "versions",
        "cache": object_cache.folder(),
        "library": Path(kernels.__file__ or "").parent / "models",
    }
