"""`sctui show`: all there is to know about one model."""

from __future__ import annotations

import json
import sys
from argparse import Namespace

from sctui.console import screen
from sctui.model_page import model_page, model_record
from sctui.models import model_of, source_of


def run(options: Namespace) -> int:
    """Print the model's page, its JSON record, or its text."""
    if options.source:
        text = source_of(options.model).text
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
    elif options.json:
        print(json.dumps(model_record(model_of(options.model)[0]), indent=2, ensure_ascii=False))
    else:
        print(model_page(model_of(options.model)[0], screen()))
    return 0
