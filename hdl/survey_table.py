"""The rows of the survey as lines of text, as the table of the manual, and as the counts at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from hdl.files import ARCHITECTURES
from hdl.survey_checks import Row

LONGEST_MESSAGE = 160
PAGE = """\
# Every model as hardware

A line a model of the library, each under its own stimulus with its own method and step, made by

    {command}

`rate error` and `coincidence` compare the spikes of the circuit with 16 bits at its ports, and as fine inside as
these settings come to by themselves (`operands`: bits of a multiplier's operand), with those of float64; models
without spikes have none, and of models with noise only the rates can be compared. `auto` is the narrowest number of
bits with which `--format auto` keeps the spikes, or without spikes the states; where it is empty, no format does, as
of models that are chaotic. The judges are those of `sctui help hardware`: `cosim` has compared a simulation of the
printed Verilog with the circuit in every step, under the model's own stimulus and under random inputs that force the
states into saturation; `lint` are all linters that were there (Verilator, pyslang, Icarus Verilog), without a
warning.

```
{counts}
```

{table}
"""


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


def page(rows: Sequence[Row], options: str) -> str:
    """The manual's page about all models; `options` are those that the survey was made with."""
    command = f"python -m hdl.survey {options}".strip()
    return PAGE.format(command=command, counts=counts(rows), table=markdown(rows).strip())


def markdown(rows: Sequence[Row]) -> str:
    """A table with a line a model; a column for each judge that was asked, of one architecture or several."""
    names = list(dict.fromkeys(judge_of(name) for row in rows for name in row.checks))
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
    same = "" if row.coincidence is None or row.noisy else f"{row.coincidence:.3f}"
    first = [row.slug, "passed" if row.passed else "failed", str(row.nodes), str(row.tables),
             str(row.operands), "yes" if row.noisy else "", rate, same, str(row.auto_bits or "")]  # fmt: skip
    return first + [_plain(_said(row, name)) for name in names]


def judge_of(check: str) -> str:
    """The name of a check without its architecture: of "cosim shared" cosim."""
    judge, _, arch = check.rpartition(" ")
    return judge if judge and arch in ARCHITECTURES else check


def _said(row: Row, judge: str) -> str:
    """What a judge said of each architecture; once where it is always the same."""
    found = {name: check.said for name, check in row.checks.items() if judge_of(name) == judge}
    if len(set(found.values())) < 2:
        return next(iter(found.values()), "")
    return "; ".join(f"{name.rpartition(' ')[2]}: {said}" for name, said in found.items())


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
