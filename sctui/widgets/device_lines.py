"""What a circuit needs of each device, as lines: a table to compare them, and under it bars for each."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

KINDS = {"lut": "LUTs", "ff": "flip-flops", "dsp": "multipliers", "bram": "memories"}
SHORT = {"lut": "LUTs", "ff": "FFs", "dsp": "mult.", "bram": "mem."}
EIGHTHS = " ▏▎▍▌▋▊▉█"
FULL, SCARCE = 85.0, 50.0  # percent from which a bar says that it is nearly full, or that two will not fit
BAR, WIDEST_BAR = 8, 60  # columns
ROOMY = 100  # columns from which names are written out and the state has a column

RUNNING, AT_WORK = "running", " …"  # the state of a device that Yosys is at work for, and what stands behind its name
STATES = {"estimate": "estimate", "measured": "measured", "kept": "measured in an earlier run", RUNNING: RUNNING}

Row = Mapping[str, Any]  # "target", "device", "state"; and where anything is known the numbers with their "note"


class Piece(NamedTuple):
    """A part of a line and what it is: "", "head", "best", "chosen", "dim", "low", "middle", "high"."""

    text: str
    kind: str = ""


class Line(NamedTuple):
    """A line, and the target it is about, "" for none."""

    pieces: tuple[Piece, ...]
    target: str = ""


def device_lines(
    rows: Sequence[Row], failed: Mapping[str, str], clocks: Mapping[str, Mapping[str, Any]], chosen: str, width: int
) -> list[Line]:
    """The table and the bars. `clocks` holds by target what place and route has said."""
    lines = _table(rows, clocks, chosen, width)
    for target, why in failed.items():
        lines.append(Line((Piece(f"  {target}: no result: {why}", "high"),), target))
    wide = max((len(text) for row in rows if known(row) for text in _counts(row)), default=0)
    for row in rows:
        lines.append(Line((Piece(""),), row["target"]))
        lines += _block(row, clocks.get(row["target"], {}), chosen, width, wide)
    return lines


def _table(rows: Sequence[Row], clocks: Mapping[str, Mapping[str, Any]], chosen: str, width: int) -> list[Line]:
    roomy = width >= ROOMY
    names = KINDS if roomy else SHORT
    titles = [f"{row['device']}{AT_WORK if row['state'] == RUNNING else ''}" for row in rows]
    cells = [_cells(row, clocks.get(row["target"], {})) for row in rows]
    heading = [*names.values(), "MHz", "neurons fit" if roomy else "fit"]
    sizes = [max(len(head), *(len(row[k]) for row in cells), 0) for k, head in enumerate(heading)]
    best = _best(rows, clocks)
    first = max(map(len, titles), default=0)
    state = 10 if roomy else 0
    gap = "  " if first + sum(sizes) + 3 * len(sizes) + state + 3 <= width else " "
    head = f"  {'device':{first}}" + (f"  {'':{state}}" if roomy else "")
    head += "".join(f"{gap}{title:>{size}} " for title, size in zip(heading, sizes, strict=True))
    lines = [Line((Piece(head.rstrip(), "head"),))]
    for row, title, texts in zip(rows, titles, cells, strict=True):
        is_chosen, plain = row["target"] == chosen, "dim" if row["state"] == RUNNING else ""
        pieces = [Piece(f"{'▶' if is_chosen else ' '} {title:{first}}", "chosen" if is_chosen else plain)]
        if roomy:
            pieces.append(Piece(f"  {row['state']:{state}}", "dim"))
        for column, (text, size) in enumerate(zip(texts, sizes, strict=True)):
            stands_out = row["target"] in best[column]
            pieces.append(Piece(f"{gap}{text:>{size}}{'*' if stands_out else ' '}", "best" if stands_out else plain))
        lines.append(Line(tuple(pieces), row["target"]))
    if any(best):
        lines.append(Line((Piece("  * best of its column", "dim"),)))
    return lines


def known(row: Row) -> bool:
    """Whether there are numbers of a device, if only estimated ones."""
    return "fits" in row


def _cells(row: Row, clock: Mapping[str, Any]) -> list[str]:
    if not known(row):
        return ["-"] * (len(KINDS) + 2)
    needs = [f"{row[kind]:,} {share(row['percent'][kind])}" if row[kind] else "0" for kind in KINDS]
    return [*needs, clock.get("mhz", "-"), f"{row['fits']:,}"]


def _best(rows: Sequence[Row], clocks: Mapping[str, Mapping[str, Any]]) -> list[set[str]]:
    """The targets with the best value of each column; none where all are the same."""
    rows = [row for row in rows if known(row)]
    columns = [{row["target"]: -row[kind] for row in rows} for kind in KINDS]
    clocked = {t: float(c["mhz"]) for t, c in clocks.items() if c["mhz"].replace(".", "", 1).isdigit()}
    columns += [clocked, {row["target"]: row["fits"] for row in rows}]
    found = []
    for column in columns:
        highest = max(column.values(), default=0)
        alike = len(set(column.values())) < 2
        found.append(set() if alike else {target for target, value in column.items() if value == highest})
    return found


def _counts(row: Row) -> list[str]:
    return [f"{row[kind]:,} of {row['capacity'][kind]:,}" for kind in KINDS]


def _block(row: Row, clock: Mapping[str, Any], chosen: str, width: int, wide: int) -> list[Line]:
    """A device with its bars; `wide` columns for the counts."""
    target, is_chosen = row["target"], row["target"] == chosen
    title = Piece(f"{'▶' if is_chosen else ' '} {row['device']}", "chosen" if is_chosen else "head")
    if not known(row):
        return [Line((title, Piece(f"  {STATES[row['state']]}", "dim")), target)]
    fits = "it does not fit" if row["fits"] == 0 else f"{row['fits']:,} neuron{'' if row['fits'] == 1 else 's'} fit"
    lines = [Line((title, Piece(f"  {fits} · {STATES[row['state']]}: {row['note']}", "dim")), target)]
    label = max(map(len, KINDS.values()))
    room = min(max(width - label - wide - 17, BAR), WIDEST_BAR)
    for (kind, name), count in zip(KINDS.items(), _counts(row), strict=True):
        percent = row["percent"][kind]
        level = "high" if percent >= FULL else "middle" if percent >= SCARCE else "low"
        pieces = (Piece(f"    {name:{label}}  {count:>{wide}}  {share(percent):>6} "), Piece(bar(percent, room), level))
        lines.append(Line(pieces, target))
    if clock:
        said = f"clock {clock['mhz']} MHz" + (f": {clock['note']}" if clock["note"] else "")
        lines += [Line((Piece(f"    {part}"),), target) for part in textwrap.wrap(said, max(width - 6, 20))]
        if clock["path"]:
            path = textwrap.wrap(f"slowest path: {' → '.join(clock['path'])}", max(width - 6, 20))
            lines += [Line((Piece(f"    {'  ' if k else ''}{part}", "dim"),), target) for k, part in enumerate(path)]
    return lines


def bar(percent: float, width: int) -> str:
    """A share as a bar between two ends; what is more than nothing has at least an eighth of a column."""
    eighths = min(max(round(percent / 100.0 * width * 8), int(percent > 0.0)), width * 8)
    full, rest = divmod(eighths, 8)
    return f"▕{('█' * full + (EIGHTHS[rest] if rest else '')).ljust(width, '·')}▏" + ("!" if percent > 100.0 else "")


def share(percent: float) -> str:
    """A share: whole percents, tenths below ten."""
    return f"{percent:.0f} %" if percent >= 10.0 or percent == 0.0 else f"{percent:.1f} %"
