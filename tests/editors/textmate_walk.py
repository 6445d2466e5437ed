"""A TextMate grammar applied to lines, for the part of TextMate that our grammar uses.

The patterns are read by `re`; that Oniguruma reads them alike is what `vscode/test/tokens.mjs` is there for.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

KNOWN = {"match", "name", "captures", "begin", "end", "beginCaptures", "patterns", "include"}


class Grammar:
    """A grammar from its JSON; `scopes(lines)` gives the innermost scope of every character."""

    def __init__(self, text: str) -> None:
        grammar = json.loads(text)
        self.patterns = grammar["patterns"]
        self.repository = grammar["repository"]

    def scopes(self, lines: list[str]) -> list[list[str]]:
        """For each line the scope of each of its characters, "" for none. Every region has to end with its line."""
        return [self._line(line) for line in lines]

    def _line(self, line: str) -> list[str]:
        scopes = [""] * len(line)
        at, region = 0, None
        while at <= len(line):
            rules = self._flat(self.patterns if region is None else region["patterns"])
            found = [(match.start(), order, rule, match) for order, rule in enumerate(rules)
                     if (match := compiled(rule.get("match") or rule["begin"]).search(line, at))]  # fmt: skip
            if not found:
                break
            _, _, rule, match = min(found, key=lambda one: one[:2])
            assert match.end() > match.start(), f"an empty match of {rule} would not move on"
            _paint(scopes, match.start(), match.end(), rule.get("name", ""))
            for group, capture in (rule.get("captures") or rule.get("beginCaptures") or {}).items():
                _paint(scopes, *match.span(int(group)), capture["name"])
            if "begin" in rule:
                assert region is None, "regions do not lie in each other"
                assert rule["end"] == "$"
                region = rule
            at = match.end()
        return scopes

    def _flat(self, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
        flat: list[dict[str, Any]] = []
        for rule in rules:
            assert rule.keys() <= KNOWN, f"this walk does not know {rule.keys() - KNOWN}"
            if "include" in rule:
                flat += self._flat(self.repository[rule["include"].removeprefix("#")]["patterns"])
            else:
                flat.append(rule)
        return flat


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """The pattern; ASCII alone are digits and letters, as the grammar spells them out."""
    return re.compile(pattern)


def _paint(scopes: list[str], start: int, end: int, name: str) -> None:
    if name:
        scopes[start:end] = [name] * (end - start)
