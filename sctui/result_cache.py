"""The last results by what was asked: the same request again costs nothing."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

LIMIT = 64  # results kept

_kept: OrderedDict[str, Any] = OrderedDict()
_counts = {"hits": 0, "misses": 0}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class CacheStatsRequest:
    """The statistics need nothing."""


def cache_stats() -> dict[str, int]:
    """How many results are kept, and how often one was found."""
    return {"size": len(_kept), "limit": LIMIT, **_counts}


def cached(operation: str, request: Mapping[str, Any], make: Callable[[], Any]) -> Any:
    """The result of this very request, made only if it is not among the last ones."""
    key = _key(operation, request)
    with _lock:
        if key is not None and key in _kept:
            _counts["hits"] += 1
            _kept.move_to_end(key)
            return _kept[key]
        _counts["misses"] += 1
    result = make()
    if key is not None:
        with _lock:
            _kept[key] = result
            while len(_kept) > LIMIT:
                _kept.popitem(last=False)
    return result


def _key(operation: str, request: Mapping[str, Any]) -> str | None:
    """A digest of the content; None for a request that JSON cannot hold (from a script, say)."""
    try:
        text = json.dumps([operation, request], sort_keys=True, allow_nan=True)
    except (TypeError, ValueError, RecursionError):
        return None
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
