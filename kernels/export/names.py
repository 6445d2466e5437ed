"""Which name does a thing of the model get in another language, where some names are taken?"""

from __future__ import annotations

from collections.abc import Iterable


class Names:
    """Hands out identifiers that differ from all given before and from the words of the language."""

    def __init__(self, reserved: Iterable[str], mark: str = "_") -> None:
        self._taken = set(reserved)
        self._mark = mark

    def new(self, wanted: str) -> str:
        """The wanted name, marked until it is free."""
        name = wanted
        while name in self._taken:
            name += self._mark
        self._taken.add(name)
        return name

    def numbered(self, stem: str) -> str:
        """The first free one of stem1, stem2, ..."""
        number = 1
        while f"{stem}{number}" in self._taken:
            number += 1
        return self.new(f"{stem}{number}")
