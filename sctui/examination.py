"""What `sctui doctor` looks at: each finding with its state and, where something is amiss, one line of advice."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import llvmlite
import llvmlite.binding as llvm
import numpy as np

import sctui
from sctui.console import screen
from sctui.shadowing import HOME, PACKAGES, place_of, shadowed

LEAST_FREE = 100 << 20  # bytes for compiled models
GOOD, POOR, BAD = "ok", "note", "problem"


class Finding(NamedTuple):
    """One thing looked at: `state` is ok, note or problem; `advice` is empty where nothing needs doing."""

    name: str
    state: str
    text: str
    advice: str = ""


def examine() -> list[Finding]:
    """Everything there is to say about this installation."""
    found = [*versions(), *packages(), *terminal()]
    if all(finding.state != BAD for finding in found):
        found += [processor(), *cache(), *tools()]  # these ask our own packages, which have to be the right ones
    return found


def versions() -> list[Finding]:
    """sctui, Python, and what computes."""
    major, minor, patch = llvm.llvm_version_info
    return [
        Finding("sctui", GOOD, sctui.__version__),
        Finding("python", GOOD, f"{platform.python_version()} ({sys.executable})"),
        Finding("numpy", GOOD, np.__version__),
        Finding("llvmlite", GOOD, f"{llvmlite.__version__} with LLVM {major}.{minor}.{patch}"),
        Finding("system", GOOD, f"{platform.system()} {platform.release()} {platform.machine()}"),
    ]


def processor() -> Finding:
    """The CPU that code is made for, and the widest vectors it has."""
    from kernels.processors import cores  # `kernels` may be another package than ours

    features = {name for name, present in llvm.get_host_cpu_features().items() if present}
    widest = next(
        (name for name in ("avx512f", "avx2", "avx", "sse4.2", "neon") if name in features), "no known vectors"
    )
    return Finding("cpu", GOOD, f"{llvm.get_host_cpu_name()}, {widest}, {cores()} available")


def packages() -> list[Finding]:
    """Whether the modules that Python finds under our general names are ours."""
    findings = []
    for name in PACKAGES:
        place = place_of(name)
        ours = bool(place) and Path(place).parent == HOME
        advice = "" if ours else shadowed() or ""
        findings.append(Finding(f"package {name}", GOOD if ours else BAD, place or "missing", advice))
    return findings


def cache() -> list[Finding]:
    """The folder of compiled models: how full, and whether it can be written."""
    from sctui.folders import folders  # imports kernels, which may be another package than ours

    folder = folders()["cache"]
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    size = sum(path.stat().st_size for path in files)
    text = f"{folder}: {len(files)} files, {size / 1e6:.1f} MB"
    existing = next(path for path in (folder, *folder.parents) if path.exists())
    if not os.access(existing, os.W_OK | os.X_OK):
        advice = "cannot be written, so every start compiles anew: make it writable or set SCTUI_CACHE_DIR"
        return [Finding("cache", POOR, text, advice)]
    free = shutil.disk_usage(existing).free
    if free < LEAST_FREE:
        return [Finding("cache", POOR, text, f"only {free >> 20} MiB free on this disk: make room")]
    return [Finding("cache", GOOD, text, "" if files else "sctui warmup compiles the library ahead of time")]


def tools() -> list[Finding]:
    """The outside tools that judge hardware; nothing else needs them."""
    from hdl.judges.tools import tools_status  # `hdl` may be another package than ours

    return [
        Finding(one.name, GOOD, f"{one.version} ({one.origin}), for {one.purpose}")
        if one.found
        else Finding(one.name, POOR, f"missing; it is for {one.purpose}", one.advice)
        for one in tools_status()
    ]


def terminal() -> list[Finding]:
    """What the terminal can show."""
    seen = screen()
    colours = {0: "no colour", 16: "16 colours", 256: "256 colours"}.get(seen.colours, "16 million colours")
    kind = os.environ.get("TERM", "unknown") if seen.is_terminal else "no terminal (a pipe or file)"
    text = f"{kind}, {seen.columns}x{seen.lines}, {colours}, {'Unicode' if seen.unicode else 'no Unicode'}"
    advice = ""
    if not seen.unicode:
        advice = "plots use plain characters; for braille set a UTF-8 locale, such as LANG=C.UTF-8"
    elif seen.is_terminal and (seen.columns < 80 or seen.lines < 24):
        advice = "smaller than 80x24: plots will be hard to read"
    return [Finding("terminal", POOR if advice else GOOD, text, advice)]
