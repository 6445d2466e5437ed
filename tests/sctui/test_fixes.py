"""Applying fixes: whole, once each, and never to the worse."""

from __future__ import annotations

from collections.abc import Sequence

from kernels.language.diagnostic import Diagnostic, Edit, Fix
from sctui.fixes import apply_edits, fix_all


def test_edits_apply_to_the_original_offsets() -> None:
    assert apply_edits("abcdef", [Edit(4, 5, "X"), Edit(0, 1, ""), Edit(2, 2, "++")]) == "b++cdXf"
    assert apply_edits("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")]) == "xc"


def replace(word: str, by: str, severity: str = "error"):
    """A checker that complains of `word` and offers to write `by`."""

    def diagnose(text: str) -> Sequence[Diagnostic]:
        at = text.find(word)
        if at < 0:
            return []
        fix = Fix("write it", (Edit(at, at + len(word), by),))
        return [Diagnostic("X", severity, at, at + len(word), "m", (fix,))]

    return diagnose


def test_fixes_repeat_until_nothing_is_left() -> None:
    assert fix_all("a bad bad text", replace("bad", "good")) == ("a good good text", 2)


def test_a_fix_that_does_not_help_does_not_loop() -> None:
    text, count = fix_all("x", replace("x", "xx"))
    assert count <= 10
    assert set(text) == {"x"}


def test_a_pass_that_adds_errors_is_undone() -> None:
    def diagnose(text: str) -> Sequence[Diagnostic]:
        if text == "old":
            return [Diagnostic("X", "warning", 0, 3, "m", (Fix("f", (Edit(0, 3, "new"),)),))]
        return [Diagnostic("X", "error", 0, 3, "m")]

    assert fix_all("old", diagnose) == ("old", 0)


def test_of_two_fixes_that_touch_only_the_first_is_applied_in_a_pass() -> None:
    def diagnose(text: str) -> Sequence[Diagnostic]:
        if text != "abcd":
            return []
        return [
            Diagnostic("X", "error", 0, 2, "m", (Fix("f", (Edit(0, 2, "X"),)),)),
            Diagnostic("X", "error", 1, 3, "m", (Fix("f", (Edit(1, 3, "Y"),)),)),
        ]

    assert fix_all("abcd", diagnose) == ("Xcd", 1)
