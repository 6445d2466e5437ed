"""The kinds of controls that a setup has: headings, numbers, choices, paths, pictures. Plain data, no Textual.

Each control has a `place`, a tuple that names what it changes.
"""

from __future__ import annotations

from dataclasses import dataclass

from sctui.session.drives import Terms
from sctui.session.scale import Scale

Place = tuple[str | int, ...]
Value = float | str | None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line between sections."""

    place: Place
    title: str
    doc: str = ""


@dataclass(frozen=True, slots=True)
class Number:
    """A number. `value` None: the model works it out, `absent` says how. `default` is what putting back gives."""

    place: Place
    name: str
    unit: str
    scale: Scale
    value: float | None
    default: float | None
    doc: str
    changed: bool
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One of a choice."""

    value: str
    title: str
    doc: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words."""

    place: Place
    name: str
    value: str
    options: tuple[Option, ...]
    doc: str
    changed: bool

    @property
    def option(self) -> Option:
        """What is chosen."""
        return next((one for one in self.options if one.value == self.value), Option(self.value, self.value, ""))


@dataclass(frozen=True, slots=True)
class FilePath:
    """The path of a file."""

    place: Place
    name: str
    value: str
    doc: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """What a stimulus looks like over the run."""

    place: Place
    terms: Terms
    duration: float
    dt: float
    time_unit: str
    seed: int
    index: int  # of the input, which decides its random numbers
    unit: str


Control = Heading | Number | Choice | FilePath | Picture
