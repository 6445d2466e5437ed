"""What a tool found, kept in the user's cache folder: the same text with the same tool is not worked on twice.

Kept where compiled kernels are, by the same rules (`kernels.codegen.object_cache`): a file is written whole or not at
all, one that does not verify is absent, the folder is bounded, and a cache that cannot be written costs nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from kernels.codegen import object_cache

FORM = "tool result 2"  # to be changed with what is kept


def kept_result(
    parts: tuple[str, ...], make: Callable[[], Mapping[str, Any]], *, cache: bool = True
) -> tuple[dict[str, Any], bool]:
    """What `make` returned for these texts (all that it depends on), as JSON holds it, and whether it was kept.

    `cache=False` neither looks for it nor keeps it.
    """
    if not cache:
        return _as_json(make()), False
    key = object_cache.key_of(FORM, *parts)
    found = _read(object_cache.load(key))
    if found is not None:
        return found, True
    made = _as_json(make())
    object_cache.store(key, json.dumps(made).encode())
    return made, False


def _as_json(made: Mapping[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(json.dumps(made))
    return result


def _read(data: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(data) if data is not None else None
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
