"""The rows of the survey as lines of text, as the table of the manual, and as the counts at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hdl.survey_checks import Row

LONGEST_MESSAGE = 160


def line(row: Row) -> str:
    """A row as it is printed when it is done."""
    if row.refused:
        return f"{row.slug}: refused ({row.refused}): {row.message}"
    said = [f"{name}: {check.said}" for name, check in row.checks.items()]
    verdict = "passed" if row.passed else "FAILED"
    return f"{row.slug}: {'; '.join([f'{verdict}, {_numbers(row)}', *said])}, {row.seconds:.1f} s"


def _numbers(row: Row) -> str:
    cells = [f"{row.nodes} nodes, operands of {row.operands} bits"]
    if row.rate_error is not None:
        cells.append(f"rate {100 * row.rate_error:.2g} %")
    if row.coincidence is not None:
        cells.append(f"coincidence {row.coincidence:.3f}")
    if row.auto_bits or row.auto_message:
        cells.append(f"auto {row.auto_bits or 'none'}")
    return ", ".join(cells)


def markdown(rows: Sequence[Row]) -> str:
    """A table with a line a model; a column for each judge that was asked."""
    names = list(dict.fromkeys(name for row in rows for name in row.checks))
    head = ["model", "verdict", "nodes", "tables", "operands", "noise", "rate error", "coincidence", "auto bits"]
    head += names
    lines = [head, ["---"] * len(head)]
    for row in sorted(rows, key=lambda one: one.slug):
        lines.append(_cells(row, names))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n"


def _cells(row: Row, names: Sequence[str]) -> list[str]:
    if row.refused:
        return [row.slug, _plain(f"refused ({row.refused}): {row.message}"), *[""] * (7 + len(names))]
    rate = "" if row.rate_error is None else f"{100 * row.rate_error:.2g} %"
    same = "" if row.coincidence is None else f"{row.coincidence:.3f}"
    first = [row.slug, "passed" if row.passed else "failed", str(row.nodes), str(row.tables),
             str(row.operands), "yes" if row.noisy else "", rate, same, str(row.auto_bits or "")]  # fmt: skip
    return first + [_plain(row.checks[name].said) if name in row.checks else "" for name in names]


def _plain(text: str) -> str:
    """One cell: a line without what would end it."""
    return " ".join(text.replace("|", "/").split())[:LONGEST_MESSAGE]


def counts(rows: Sequence[Row]) -> str:
    """How many compile, pass, and are refused for what."""
    made = [row for row in rows if not row.refused]
    refused = Counter(row.refused for row in rows if row.refused)
    lines = [f"{len(made)} of {len(rows)} models compile; refused: {dict(refused)}"]
    lines.append(f"{sum(row.passed for row in made)} of them pass every judge that was asked")
    if any(row.auto_bits or row.auto_message for row in made):
        lines.append(f"{sum(row.auto_bits > 0 for row in made)} of them reach the target of auto")
    for name in dict.fromkeys(name for row in made for name in row.checks):
        asked = [row.checks[name] for row in made if name in row.checks]
        lines.append(f"{name}: {sum(check.passed for check in asked)} of {len(asked)}")
    return "\n".join(lines)
