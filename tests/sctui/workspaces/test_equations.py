"""The Equations workspace: writing, problems, fixes, completions, and the run that follows the text."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from sctui.session.setup import Setup
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.messages import Change
from sctui.widgets.editor import Editor
from sctui.widgets.file_line import FileLine
from sctui.widgets.plot import Plot
from sctui.widgets.problem_list import ProblemList
from sctui.widgets.suggestions import Suggestions
from sctui.widgets.tip import Tip
from tests.sctui.studio.waiting import screen_text, until

TEXT = """\
dv/dt = (-v + I)/tau

tau = 10  # [1, 100] time constant

# threshold: v > 1
# reset: v = 0
# input: I = constant(1.5)
# run: 100 ms, dt = 0.1 ms
"""


def editor(studio: Studio) -> Editor:
    return studio.query_one(Editor)


def problems(studio: Studio) -> str:
    return studio.query_one(ProblemList).text


async def opened(studio: Studio, pilot: Pilot[None], text: str = TEXT) -> None:
    """The workspace with a text whose cursor is at the beginning, and the keys in the editor."""
    await until(pilot, lambda: studio.query(Editor) and editor(studio).plain == text, "the text in the editor")
    if text == TEXT:
        await until(pilot, lambda: studio.query(Plot), "the plot")
    await pilot.press("enter")
    await until(pilot, lambda: editor(studio).has_focus, "the keys in the editor")


def writing(text: str = TEXT, setup: Setup | None = None) -> Session:
    return Session(workspace="equations", text=text, setup=setup or Setup(source=text))


async def write(studio: Studio, pilot: Pilot[None], text: str, at: tuple[int, int]) -> None:
    """Types a text at a row and column."""
    editor(studio).move_cursor(at)
    for character in text:
        await pilot.press("enter" if character == "\n" else "space" if character == " " else character)


async def test_the_model_that_is_run_is_in_the_editor(studio: Studio) -> None:
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "v (mV)" in screen_text(studio), "the first run")
        await pilot.press("2")
        await until(pilot, lambda: studio.query(Editor) and "Hodgkin" in editor(studio).plain, "the model's text")
        assert studio.session.setup == Setup()  # nothing was changed by looking
        await until(pilot, lambda: "time (ms)" in screen_text(studio), "the plot beside it")


async def test_letters_are_keys_of_the_studio_until_the_editor_has_them(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(FileLine), "the workspace")
        assert studio.screen.focused is studio.query_one(FileLine)
        await pilot.press("right_square_bracket")
        await until(pilot, lambda: studio.session.view != "trace", "the next view")
        assert editor(studio).plain == TEXT


async def test_no_key_of_the_studio_fires_while_writing(studio: Studio) -> None:
    studio.session = writing("")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor), "the workspace")
        editor(studio).load_text("")
        await pilot.press("enter")
        keys = ["1", "2", "3", "[", "]", " ", "a", "b", "e", "g", "y", "w", "u", "m", "p", "s", "i", "r", "x", "0", "?"]
        before = studio.session
        await pilot.press("number_sign", *("question_mark" if k == "?" else "space" if k == " " else k for k in keys))
        assert editor(studio).plain == "#" + "".join(keys)
        after = studio.session
        assert (after.workspace, after.view, after.options, after.a, after.b) == (
            before.workspace, before.view, before.options, before.a, before.b,
        )  # fmt: skip
        assert len(studio.screen_stack) == 1


async def test_escape_leaves_the_editor_and_enter_comes_back(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("escape")
        assert isinstance(studio.screen.focused, Plot)
        await pilot.press("enter")
        assert editor(studio).has_focus
        await pilot.press("f3")
        assert isinstance(studio.screen.focused, Plot)
        await pilot.press("f3")
        assert editor(studio).has_focus


async def test_an_error_is_marked_and_listed_while_the_last_good_text_runs_on(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await until(pilot, lambda: "1 V" in screen_text(studio) or "spikes" in screen_text(studio), "a run")
        await write(studio, pilot, " + taw", (0, 16))
        await until(pilot, lambda: "taw" in problems(studio), "the problem in the list")
        assert "STALE" in screen_text(studio)
        assert studio.session.setup.source == TEXT  # the last good one
        assert studio.session.text == editor(studio).plain  # and yet nothing is lost
        line = editor(studio).render_line(0)
        marked = [segment.text for segment in line if segment.style and segment.style.underline]
        assert marked == ["taw"]
        assert line.text.startswith(" 1E") or line.text.startswith("1E")
        await pilot.press("backspace", "backspace", "backspace", "v")
        await until(pilot, lambda: "STALE" not in screen_text(studio), "the text without errors")
        await until(pilot, lambda: "+ v" in studio.session.setup.source, "its run")


async def test_f8_goes_round_the_problems_and_says_what_is_wrong(studio: Studio) -> None:
    text = TEXT.replace("(-v", "(-w").replace("v > 1", "q > 1")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        rows = []
        for key in ("f8", "f8", "f8", "shift+f8"):
            await pilot.press(key)
            rows.append(editor(studio).cursor_location[0])
        assert rows == [0, 4, 0, 4]
        await until(pilot, lambda: studio.query_one(Tip).text, "what is wrong")
        assert "`q`" in studio.query_one(Tip).text
        await pilot.press("escape")
        assert not studio.query_one(Tip).display
        assert editor(studio).has_focus


async def test_a_fix_is_chosen_and_can_be_undone(studio: Studio) -> None:
    text = TEXT.replace("/tau", "/taau")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await pilot.press("f8", "f4")
        await until(pilot, lambda: "replace by tau" in screen_text(studio), "the fixes")
        await pilot.press("1")
        await until(pilot, lambda: editor(studio).plain == TEXT, "the repaired text")
        await until(pilot, lambda: problems(studio) == "", "no problems")
        await until(pilot, lambda: studio.session.setup.source == TEXT, "its run")
        await pilot.press("ctrl+z")
        assert editor(studio).plain == text


async def test_all_fixes_at_once(studio: Studio) -> None:
    text = TEXT.replace("/tau", "/taau").replace("# reset: v", "# reset: vv")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await pilot.press("f4")
        await until(pilot, lambda: "Fix all" in screen_text(studio), "the fixes")
        await pilot.press("a")
        await until(pilot, lambda: "/tau\n" in editor(studio).plain, "the first repair")
        assert editor(studio).plain.count("taau") == 0


async def test_completions_come_while_typing_and_tab_takes_one(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await write(studio, pilot, " + ta", (0, 16))
        await until(pilot, lambda: studio.query_one(Suggestions).display, "the completions")
        labels = [one.label for one in studio.query_one(Suggestions)._offered]
        assert labels[:2] == ["tau", "tan"]
        await pilot.press("down", "up", "tab")
        assert editor(studio).plain.splitlines()[0] == "dv/dt = (-v + I) + tau/tau"
        assert not studio.query_one(Suggestions).display
        await pilot.press("down")  # now a key of the editor again
        assert editor(studio).cursor_location[0] == 1


async def test_completions_are_closed_by_escape_and_asked_for_by_a_key(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        editor(studio).move_cursor((5, 9))
        await pilot.press("ctrl+@")
        assert studio.query_one(Suggestions).display
        await pilot.press("escape")
        assert not studio.query_one(Suggestions).display
        assert editor(studio).has_focus
        editor(studio).move_cursor((4, 16))
        await pilot.press("ctrl+@")
        assert studio.query_one(Suggestions).display
        await pilot.press("left")
        assert not studio.query_one(Suggestions).display


async def test_a_completion_can_be_clicked(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await write(studio, pilot, " + ta", (0, 16))
        await until(pilot, lambda: studio.query_one(Suggestions).display, "the completions")
        await pilot.click(Suggestions, offset=(5, 1))
        assert editor(studio).plain.splitlines()[0] == "dv/dt = (-v + I) + tan(/tau"


async def test_f2_explains_the_word_at_the_cursor(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        editor(studio).move_cursor((0, 18))
        await pilot.press("f2")
        text = studio.query_one(Tip).text
        assert "tau" in text
        assert "range 1 to 100" in text
        await pilot.press("x")
        assert not studio.query_one(Tip).display


async def test_a_resting_mouse_explains(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        width = editor(studio).gutter_width
        await pilot.hover(Editor, offset=(width + 18, 0))
        await until(pilot, lambda: "time constant" in studio.query_one(Tip).text, "what tau is")
        await pilot.hover(Editor, offset=(width + 1, 3))
        await until(pilot, lambda: not studio.query_one(Tip).display, "nothing said of nothing")


async def test_formatting(studio: Studio) -> None:
    text = TEXT.replace("tau = 10  #", "tau=10 #")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await pilot.press("f7")
        assert editor(studio).plain == TEXT
        await pilot.press("ctrl+z")
        assert editor(studio).plain == text


async def test_what_the_text_says_anew_wins_over_a_slider(studio: Studio) -> None:
    studio.session = writing(setup=Setup(source=TEXT, params={"tau": 20.0}, duration=50.0))
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await write(studio, pilot, "0", (2, 8))
        await until(pilot, lambda: "tau = 100" in studio.session.setup.source, "the new text run")
        assert studio.session.setup.params == {}
        assert studio.session.setup.duration == 50.0
        await until(pilot, lambda: "decides again over tau" in screen_text(studio), "the note")


async def test_a_run_that_goes_wrong_is_listed_at_its_state(studio: Studio) -> None:
    text = "x = 1\ndv/dt = v**3 + x\n# init: v = 10\n# run: 100 ms, dt = 0.1 ms\n"
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await until(pilot, lambda: "[run]" in problems(studio), "the run's error")
        assert " 2:2 " in problems(studio)


async def test_use_in_analyse(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await write(studio, pilot, ".5", (2, 8))
        await pilot.press("f9")
        await until(pilot, lambda: studio.session.workspace == "analyse", "the other workspace")
        assert "tau = 10.5" in studio.session.setup.source


async def test_edit_this_model_takes_a_copy(studio: Studio) -> None:
    studio.session = Session(setup=Setup(model="adex"), text="dv/dt = -v\n")
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "mV" in screen_text(studio), "the first run")
        await pilot.press("E")
        await until(pilot, lambda: "not saved" in screen_text(studio), "the question")
        await pilot.press("down", "enter")
        await until(pilot, lambda: studio.query(Editor) and "Adaptive" in editor(studio).plain, "the copy")
        assert studio.session.workspace == "equations"
        assert studio.session.path == ""


async def test_own_equations_are_not_dropped_for_a_model_chosen_elsewhere(studio: Studio) -> None:
    studio.session = Session(setup=Setup(model="adex"), text=TEXT)
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "mV" in screen_text(studio), "the first run")
        await pilot.press("2")
        await until(pilot, lambda: studio.query(Editor) and editor(studio).plain == TEXT, "the own text")
        await until(pilot, lambda: studio.session.setup.source == TEXT, "its run")


async def test_another_session_replaces_the_text(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        other = TEXT.replace("10", "11")
        studio.post_message(Change(writing(other)))
        await until(pilot, lambda: editor(studio).plain == other, "the other text")


async def test_a_list_entry_is_gone_to(studio: Studio) -> None:
    text = TEXT.replace("v > 1", "q > 1")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await pilot.press("escape")
        await pilot.click(ProblemList, offset=(20, 0))
        assert editor(studio).cursor_location == (4, 13)
        assert editor(studio).has_focus


async def test_a_narrow_screen_shows_one_part_at_a_time(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(80, 24)) as pilot:
        await opened(studio, pilot)
        assert "time (ms)" not in screen_text(studio)
        await pilot.press("f3")
        await until(pilot, lambda: "time (ms)" in screen_text(studio), "the plot")
        assert "dv/dt" not in screen_text(studio)
        await pilot.press("f3")
        await until(pilot, lambda: "dv/dt" in screen_text(studio), "the editor")
        await pilot.click("#part", offset=(14, 0))
        await until(pilot, lambda: "time (ms)" in screen_text(studio), "the plot by a click")


async def test_the_parameters_come_as_a_drawer(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("escape", "p")
        await until(pilot, lambda: "time constant" in screen_text(studio), "the parameters")
        await pilot.press("escape")
        await until(pilot, lambda: not studio.query_one("#parameters").display, "their end")


async def test_lines_become_comments_and_back(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("ctrl+underscore")
        assert editor(studio).plain == "# " + TEXT
        await pilot.press("ctrl+underscore")
        assert editor(studio).plain == TEXT


async def test_a_model_chosen_elsewhere_comes_into_the_editor_where_nothing_is_lost(studio: Studio) -> None:
    studio.session = Session(workspace="equations", setup=Setup(model="lif"))
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: studio.query(Editor) and "Leaky" in editor(studio).plain, "the first model")
        studio.post_message(Change(studio.session.with_setup(Setup(model="adex"))))
        await until(pilot, lambda: "Adaptive" in editor(studio).plain, "the other model")


async def test_a_model_chosen_elsewhere_does_not_drop_own_equations(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        studio.post_message(Change(studio.session.with_setup(Setup(model="adex"))))
        await until(pilot, lambda: "plot: adex" in screen_text(studio), "the word that the plot is another's")
        assert "STALE" in screen_text(studio)
        assert editor(studio).plain == TEXT
        await pilot.press("f2", "f8")  # looking does not run them
        assert studio.session.setup == Setup(model="adex")
        await pilot.press("f9")
        await until(pilot, lambda: studio.session.setup.source == TEXT, "their run in Analyse")


async def test_leaving_and_coming_back_does_not_move_anything(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("f9")
        await until(pilot, lambda: studio.session.workspace == "analyse", "the other workspace")
        for workspace, key in (("equations", "2"), ("analyse", "1"), ("equations", "2")):
            await pilot.press(key)
            await until(pilot, lambda: studio.session.workspace == workspace, workspace)  # noqa: B023
        assert editor(studio).plain == TEXT
        await pilot.press("enter")
        await write(studio, pilot, ".5", (2, 8))
        await until(pilot, lambda: "tau = 10.5" in studio.session.setup.source, "the new text's run")
        assert studio.session.workspace == "equations"


@pytest.mark.parametrize("width", [120, 200])
async def test_the_parameters_lie_over_the_plot_or_stand_beside_it(studio: Studio, width: int) -> None:
    studio.session = writing()
    async with studio.run_test(size=(width, 40)) as pilot:
        await opened(studio, pilot)
        await pilot.press("escape", "p")
        await until(pilot, lambda: studio.query_one("#parameters").region.width > 0, "the parameters")
        assert studio.query_one("#parameters").region.right == width
        assert editor(studio).region.right < studio.query_one("#parameters").region.x


async def test_a_line_that_is_being_written_does_not_take_the_colours_from_the_others(studio: Studio) -> None:
    studio.session = writing()
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot)
        before = editor(studio).get_line(4).spans
        await write(studio, pilot, "(", (0, 26 - 18))
        await until(pilot, lambda: problems(studio), "the error")
        assert editor(studio).get_line(4).spans[: len(before)] == before


async def test_all_can_be_done_by_the_mouse(studio: Studio) -> None:
    text = TEXT.replace("tau = 10  #", "tau=10 #")
    studio.session = writing(text)
    async with studio.run_test(size=(120, 40)) as pilot:
        await opened(studio, pilot, text)
        await pilot.click(FileLine, offset=(studio.query_one(FileLine).size.width - 3, 0))
        await until(pilot, lambda: "Use in Analyse" in screen_text(studio), "the menu")
        lines = screen_text(studio).splitlines()
        row = next(n for n, line in enumerate(lines) if "Format" in line)
        await pilot.click(offset=(lines[row].index("Format"), row))
        await until(pilot, lambda: editor(studio).plain == TEXT, "the formatted text")
