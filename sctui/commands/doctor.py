"""`sctui doctor`: look at the installation and say what to do about what is amiss."""

from __future__ import annotations

import json
from argparse import Namespace

from sctui.examination import BAD, examine
from sctui.failure import FAILED


def run(options: Namespace) -> int:
    """Print every finding with its advice; 1 if there is a problem."""
    findings = examine()
    if options.json:
        print(json.dumps([finding._asdict() for finding in findings], indent=2))
    else:
        width = max(len(finding.name) for finding in findings)
        for finding in findings:
            print(f"{finding.state:8} {finding.name:{width}}  {finding.text}")
            if finding.advice:
                print(f"{'':8} {'':{width}}  -> {finding.advice}")
    return FAILED if any(finding.state == BAD for finding in findings) else 0
