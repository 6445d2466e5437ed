"""Arrays on their way from the worker process to the front-end, through a memory file, without a copy of the bytes."""

from __future__ import annotations

import mmap
import os
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kernels.worker_messages import memory_file

ALIGNMENT = 64  # bytes, a cache line
KINDS = "biuf"  # truth values, whole and real numbers: nothing that holds a Python object

Layout = list[dict[str, Any]]


def write_arrays(arrays: Mapping[str, NDArray[Any]]) -> tuple[Layout, int]:
    """A memory file that holds the arrays, and where each is in it. The caller closes the file.

    Raises TypeError for an array of anything but numbers, OSError or MemoryError where memory runs out.
    """
    layout: Layout = []
    end = 0
    for name, array in arrays.items():
        if array.dtype.kind not in KINDS:
            raise TypeError(f"{name} holds {array.dtype}, which is no number")
        layout.append({"name": name, "dtype": array.dtype.str, "shape": list(array.shape), "offset": end})
        end += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    file = memory_file(max(end, 1))
    try:
        with mmap.mmap(file, max(end, 1)) as memory:
            for entry, array in zip(layout, arrays.values(), strict=True):
                view = np.frombuffer(memory, array.dtype, array.size, entry["offset"]).reshape(array.shape)
                view[...] = array
                del view  # the memory cannot be closed while somebody looks at it
    except BaseException:
        os.close(file)
        raise
    return layout, file


def read_arrays(layout: Sequence[Mapping[str, Any]], file: int) -> dict[str, NDArray[Any]]:
    """The arrays by name, read-only views of the file's memory, which lives as long as one of them. Closes the file."""
    try:
        memory = mmap.mmap(file, 0, prot=mmap.PROT_READ)
    finally:
        os.close(file)
    found = {}
    for entry in layout:
        dtype, shape = np.dtype(entry["dtype"]), tuple(entry["shape"])
        count = int(np.prod(shape, dtype=np.int64))
        found[entry["name"]] = np.frombuffer(memory, dtype, count, entry["offset"]).reshape(shape)
    return found
