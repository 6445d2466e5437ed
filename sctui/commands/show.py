"""`sctui show`: all there is to know about one model."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from kernels.language.model import Model
from sctui.console import screen
from sctui.model_page import model_page, model_record
from sctui.models import model_of, source_of
from sctui.progress import ProgressBar

if TYPE_CHECKING:
    from kernels.verify import Verdict


def run(options: Namespace) -> int:
    """Print the model's page, its JSON record, or its text."""
    if options.source:
        text = source_of(options.model).text
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        return 0
    model, folder = model_of(options.model)
    if options.json:
        print(json.dumps(model_record(model), indent=2, ensure_ascii=False))
        return 0
    verdicts = _verdicts(model, folder) if model.expects and not options.quick else ()
    print(model_page(model, screen(), verdicts))
    return 0


def _verdicts(model: Model, folder: Path) -> tuple[Verdict, ...]:
    """What the model's expectations are measured to be."""
    from kernels.verify import verify  # numpy and the compiler: `--quick` does without

    with ProgressBar("measuring") as bar:
        return verify(model, folder=folder, progress=bar.update)
