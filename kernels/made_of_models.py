"""What was made of models last, kept for the next call: kernels, circuits."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar

from kernels.language.model import Model


class OfModel(Protocol):
    """Something that says which model it was made of."""

    @property
    def model(self) -> Model:
        """That model."""


T = TypeVar("T", bound=OfModel)


class MadeOfModels(Generic[T]):
    """The last `most` things made, by the model's text and a key. A model without a text is never kept."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, Hashable], T] = OrderedDict()
        self._lock = Lock()

    def get(self, model: Model, key: Hashable, make: Callable[[], T]) -> T:
        """What was made of the model before, or by `make` now."""
        whole = (model.source, key)
        with self._lock:
            found = self._kept.get(whole) if model.source else None
            if found is not None and found.model == model:  # a model may have been changed since it was parsed
                self._kept.move_to_end(whole)
                return found
        made = make()
        if model.source:
            with self._lock:
                self._kept[whole] = made
                while len(self._kept) > self._most:
                    self._kept.popitem(last=False)
        return made
