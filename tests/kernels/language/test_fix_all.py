"""Applying fixes: whole, once each, and never to the worse."""

from __future__ import annotations

from collections.abc import Sequence

from kernels.language.diagnostic import Diagnostic, Edit, Fix
from kernels.language.editing.apply_edits import apply_edits
from kernels.language.editing.fix_all import Diagnose, automatic, fix_all


def test_edits_apply_to_the_original_offsets() -> None:
    assert apply_edits("abcdef", [Edit(4, 5, "X"), Edit(0, 1, ""), Edit(2, 2, "++")]) == "b++cdXf"
    assert apply_edits("abc", [Edit(0, 2, "x"), Edit(1, 3, "y")]) == "xc"


def replace(word: str, by: str, severity: str = "error") -> Diagnose:
    """A checker that complains of `word` and offers to write `by`."""

    def diagnose(text: str) -> Sequence[Diagnostic]:
        at = text.find(word)
        if at < 0:
            return []
        fix = Fix("write it", (Edit(at, at + len(word), by),))
        return [Diagnostic("X", severity, at, at + len(word), "m", (fix,))]

    return diagnose


def test_fixes_repeat_until_nothing_is_left() -> None:
    text, applied = fix_all("a bad bad text", replace("bad", "good"))
    assert text == "a good good text"
    assert [(done.diagnostic.start, done.text) for done in applied] == [(2, "a bad bad text"), (7, "a good bad text")]


def test_a_fix_that_does_not_help_does_not_loop() -> None:
    text, applied = fix_all("x", replace("x", "xx"))
    assert len(applied) <= 20
    assert set(text) == {"x"}


def test_fixes_that_end_in_more_errors_are_undone() -> None:
    def diagnose(text: str) -> Sequence[Diagnostic]:
        if text == "old":
            return [Diagnostic("X", "warning", 0, 3, "m", (Fix("f", (Edit(0, 3, "new"),)),))]
        return [Diagnostic("X", "error", 0, 3, "m")]

    assert fix_all("old", diagnose) == ("old", [])


def test_of_two_fixes_that_touch_only_the_first_is_applied_in_a_pass() -> None:
    def diagnose(text: str) -> Sequence[Diagnostic]:
        if text != "abcd":
            return []
        return [
            Diagnostic("X", "error", 0, 2, "m", (Fix("f", (Edit(0, 2, "X"),)),)),
            Diagnostic("X", "error", 1, 3, "m", (Fix("f", (Edit(1, 3, "Y"),)),)),
        ]

    text, applied = fix_all("abcd", diagnose)
    assert (text, len(applied)) == ("Xcd", 1)


def test_errors_are_repaired_before_warnings_are_looked_at() -> None:
    def diagnose(text: str) -> Sequence[Diagnostic]:
        if "E_l" not in text:
            return []
        return [
            Diagnostic("X", "warning", 0, 3, "E_L is unused", (Fix("call it unused", (Edit(0, 3, "unused"),)),)),
            Diagnostic("Y", "error", 8, 11, "E_l is unknown", (Fix("write E_L", (Edit(8, 11, "E_L"),)),)),
        ]

    assert fix_all("E_L = 1 E_l", diagnose)[0] == "E_L = 1 E_L"


def test_what_only_removes_words_is_left_to_the_reader() -> None:
    assert fix_all("remove me", replace("remove", ""))[0] == "remove me"
    assert fix_all("a,, b", replace(",,", ""))[0] == "a b"
    assert automatic(Fix("f", (Edit(0, 1, "b"),)), "a")
