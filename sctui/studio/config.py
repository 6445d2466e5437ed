"""The user's configuration, `<config>/config.toml`: read, checked, never written.

    [studio]
    theme = "light"

    [keys]
    run = "space,f5"

A wrong entry costs itself alone: a line names the file, the entry and the nearest one that there is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kernels.errors import nearest, quoted
from sctui.folders import folders
from sctui.studio.keymap import checked_keys
from sctui.studio.settings import SCALARS, Settings

LARGEST = 1 << 18  # bytes
SECTIONS = ("studio", "keys")


class Configured(NamedTuple):
    """The settings, and a line for every entry that could not be taken."""

    settings: Settings
    problems: tuple[str, ...] = ()


def config_path() -> Path:
    """The file, which need not be there."""
    return folders()["settings"]


def read_config(path: Path | None = None) -> Configured:
    """The settings of the file; without one, those that hold by themselves."""
    path = path or config_path()
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"larger than {LARGEST >> 10} KiB")
        content = tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        return Configured(Settings())
    except OSError as error:
        return Configured(Settings(), (_said(path, error.strerror or str(error)),))
    except (ValueError, RecursionError) as error:  # TOML's and UTF-8's errors are ValueErrors
        reason = "nested too deeply" if isinstance(error, RecursionError) else " ".join(str(error).split())
        return Configured(Settings(), (_said(path, f"not read: {reason}"),))
    settings, problems = checked(content)
    return Configured(settings, tuple(_said(path, problem) for problem in problems))


def _said(path: Path, problem: str) -> str:
    """A problem for the status line: the file's name first, for its end may be cut there, and its place last."""
    return f"{path.name}: {problem} ({path})"


def checked(content: Mapping[str, Any]) -> Configured:
    """The settings in the content of a file; what is wrong is left out and named."""
    problems = [_unknown("section", name, SECTIONS) for name in content if name not in SECTIONS]
    sections = {}
    for name in SECTIONS:
        section = content.get(name, {})
        sections[name] = section if isinstance(section, dict) else {}
        if not isinstance(section, dict):
            problems.append(f"{name} is a section: write [{name}] on a line of its own")
    values = {}
    for name, value in sections["studio"].items():
        problem = _problem_of(name, value)
        if problem:
            problems.append(problem)
        else:
            values[name] = value
    keys, wrong = checked_keys(sections["keys"])
    return Configured(Settings(**values, keys=keys), (*problems, *wrong))


def _problem_of(name: str, value: object) -> str:
    if name not in SCALARS:
        return _unknown("entry", name, tuple(SCALARS), "studio.")
    item = SCALARS[name]
    if isinstance(item.default, bool):
        return "" if isinstance(value, bool) else f"studio.{name} is true or false, not {_shown(value)}"
    choices = item.metadata["choices"]
    if value in choices:
        return ""
    near = nearest(value, choices) if isinstance(value, str) else None
    hint = f"did you mean {near!r}?" if near else f"there are {', '.join(choices)}"
    return f"studio.{name}: {_shown(value)} is not known; {hint}"


def _unknown(kind: str, name: str, known: tuple[str, ...], prefix: str = "") -> str:
    near = nearest(name, known)
    hint = f"did you mean {prefix}{near}?" if near else f"there are {', '.join(known[:8])}{' ...' * (len(known) > 8)}"
    return f"unknown {kind} {quoted(prefix + name)}; {hint}"


def _shown(value: object) -> str:
    return quoted(value) if isinstance(value, str) else quoted(repr(value))[1:-1]
