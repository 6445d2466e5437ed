"""A tool whose caller was killed ends by itself."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

CHILD = """
import sys, time
from hdl.judges.yowasp_process import end_with_parent
end_with_parent()
print("up", file=sys.stderr, flush=True)
time.sleep(120)
"""
PARENT = f"""
import subprocess, sys
subprocess.Popen([sys.executable, "-c", {CHILD!r}], stderr=subprocess.PIPE).stderr.readline()
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes get another parent on POSIX alone")
def test_it_ends_with_its_parent() -> None:
    # both write to this output, so it ends when the second of them has
    subprocess.run([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, check=True, timeout=60)
