"""A run as a Python script on this package, and as one line of Python."""

from __future__ import annotations

import json
from typing import Any

from kernels.export.job import Job, Program, file_stem, one_line, plain_value, slug_of


def script(job: Job) -> Program:
    """A script that runs the model and prints its spikes, or where it has none the last values of its states."""
    model = job.model
    lines = [f"# {one_line(model.title)}" if model.title else "# A model"]
    lines += [f"# {one_line(model.reference)}"] if model.reference else []
    lines += ["", "import kernels", ""]
    slug = slug_of(model)
    if slug is None:
        lines += [f"SOURCE = {text_literal(model.source)}", "", "model = kernels.parse(SOURCE)"]
    else:
        lines.append(f"model = kernels.load({string_literal(slug)})")
    lines += ["run = kernels.simulate(", "    model,"]
    lines += [f"    {name}={value_literal(value)}," for name, value in _arguments(job).items()]
    lines += [")", ""]
    if model.threshold is not None or model.spike is not None:
        lines += [f'print(len(run.spikes), "spikes, at (in {_unit(job)})")', "for time in run.spikes:"]
        lines += ["    print(time)"]
    else:
        lines += ["for name, values in run.states.items():", '    print(name, "ends at", values[-1])']
    stem = file_stem(model)
    return Program("script", "\n".join(lines) + "\n", f"{stem}.py", f"python {stem}.py")


def one_liner(job: Job) -> Program:
    """The same run as one line: an expression's worth of Python to paste at a prompt."""
    slug = slug_of(job.model)
    source = string_literal(job.model.source) if slug is None else string_literal(slug)
    reader = "parse" if slug is None else "load"
    arguments = "".join(f", {name}={value_literal(value)}" for name, value in _arguments(job).items())
    text = f"import kernels; run = kernels.simulate(kernels.{reader}({source}){arguments}); print(run.spikes)\n"
    stem = file_stem(job.model)
    return Program("one-liner", text, f"{stem}_line.py", f"python {stem}_line.py")


def _unit(job: Job) -> str:
    return "steps" if job.unit == "step" else job.unit


def _arguments(job: Job) -> dict[str, Any]:
    """The settings given, and those that the model or the package chose: these may change in a later version."""
    arguments = {name: value for name, value in job.options.items() if value is not None and value != {}}
    arguments["duration"] = job.run.duration
    if job.unit == "step":
        arguments.pop("dt", None)
    else:
        arguments["dt"] = job.run.dt
    arguments["method"] = job.method
    arguments["seed"] = job.run.seed
    return arguments


def value_literal(value: Any) -> str:
    """A setting as Python text that reads back as the same value."""
    value = plain_value(value)
    if isinstance(value, str):
        return string_literal(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{string_literal(name)}: {value_literal(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(value_literal(item) for item in value) + "]"
    return repr(value)


def string_literal(text: str) -> str:
    """A Python string literal on one line, in ASCII; JSON's escapes are Python's, but for pairs of surrogates."""
    return "".join(_escaped(c) if not c.isascii() else json.dumps(c)[1:-1] for c in text).join('""')


def text_literal(text: str) -> str:
    """A Python literal of several lines: the text as it stands, where characters need no escape."""
    shown = []
    for c in text:
        if c == "\n":
            shown.append(c)
        elif c in '\\"':
            shown.append("\\" + c)
        elif c.isprintable():
            shown.append(c)
        else:
            shown.append(_escaped(c))
    return '"""\\\n' + "".join(shown) + '"""'


def _escaped(c: str) -> str:
    code = ord(c)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
