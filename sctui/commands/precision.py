"""`sctui precision MODEL`: the operation, under a command of its own."""

from __future__ import annotations

from sctui.commands.operation import run as run
