"""The configuration: what is right in it is used, what is wrong is named with the nearest that there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sctui.studio.actions import ACTIONS
from sctui.studio.app import Studio
from sctui.studio.config import LARGEST, checked, read_config
from sctui.studio.key_help import key_help
from sctui.studio.keymap import checked_keys, is_key, names_of
from sctui.studio.settings import Settings
from sctui.views.table import VIEWS, next_option
from sctui.widgets.caption import Caption
from tests.sctui.session.sessions import anything
from tests.sctui.studio.waiting import until

RIGHT = """
[studio]
theme = "colour-blind"
marker = "block"
mouse = false
animation = true
hint = false

[keys]
run = "space,f5"
view.next = "n"
"help" = "?"
"""


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_entry_is_read(tmp_path: Path) -> None:
    keys = {"run": "space,f5", "view.next": "n", "help": "question_mark"}
    settings = Settings("colour-blind", "block", False, True, False, keys)
    assert read_config(written(tmp_path, RIGHT)) == (settings, ())


def test_without_a_file_all_is_as_it_is(tmp_path: Path) -> None:
    assert read_config(tmp_path / "config.toml") == (Settings(), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[stduio]", "unknown section 'stduio'; did you mean studio?"),
        ("studio = 1", "studio is a section: write [studio] on a line of its own"),
        ('[studio]\ntheem = "dark"', "unknown entry 'studio.theem'; did you mean studio.theme?"),
        ('[studio]\ntheme = "lihgt"', "studio.theme: 'lihgt' is not known; did you mean 'light'?"),
        ("[studio]\ntheme = 5", "studio.theme: 5 is not known; there are dark, light, contrast"),
        ("[studio]\ntheme = []", "studio.theme: [] is not known; there are dark, light, contrast"),
        ('[studio]\nmouse = "no"', "studio.mouse is true or false, not 'no'"),
        ('[keys]\nrnu = "x"', "unknown action 'keys.rnu'; did you mean keys.run?"),
        ("[keys]\nrun = 5", "keys.run needs keys as a text, say 'ctrl+s' or 'space,f5', not '5'"),
        ('[keys]\nrun = ""', "keys.run needs keys as a text"),
        ('[keys]\nrun = "entre"', "keys.run: there is no key 'entre'; did you mean 'enter'?"),
        ('[keys]\nrun = "crtl+r"', "keys.run: there is no key 'crtl+r'"),
        ('[keys]\nrun = "ctrl+p"', "keys.run: ctrl+p is the key of palette; give that one another key as well"),
        ("[studio", "not read: "),
        (b"\xff\xfe", "not read: "),
        ("a = " + "[" * 100_000, "not read: "),
        ("#" * (LARGEST + 1), "larger than 256 KiB"),
    ],
)
def test_a_wrong_entry_is_named_with_file_and_key(text: str | bytes, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)
    content = path.read_bytes()
    settings, problems = read_config(path)
    assert len(problems) == 1
    assert problems[0].startswith(f"{path.name}: ")
    assert said in problems[0]
    assert "\n" not in problems[0]
    assert settings == Settings()
    assert path.read_bytes() == content


def test_a_wrong_entry_costs_itself_alone(tmp_path: Path) -> None:
    settings, problems = read_config(written(tmp_path, RIGHT.replace('"block"', '"blokc"').replace('"n"', '"nn"')))
    assert (settings.theme, settings.marker, settings.keys.get("run")) == ("colour-blind", "auto", "space,f5")
    assert len(problems) == 2


def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    settings, problems = read_config(tmp_path / "config.toml")
    assert settings == Settings()
    assert "Is a directory" in problems[0]


@given(st.dictionaries(st.sampled_from(["studio", "keys", "x"]), anything))
def test_there_is_an_answer_to_whatever_is_read(content: dict[str, object]) -> None:
    settings, problems = checked(content)
    assert isinstance(settings, Settings)
    assert all("\n" not in line for line in problems)


@given(st.text(max_size=30))
def test_any_text_as_a_key_is_taken_or_named(text: str) -> None:
    found, problems = checked_keys({"messages": text})
    assert bool(found) != bool(problems)


def test_two_actions_may_swap_their_keys() -> None:
    swapped = {"view.next": "left_square_bracket", "view.previous": "]"}
    found, problems = checked_keys(swapped)
    assert found == {"view.next": "left_square_bracket", "view.previous": "right_square_bracket"}
    assert problems == []


def test_the_keys_of_all_actions_are_keys_and_none_has_two_actions_in_one_scope() -> None:
    found, problems = checked_keys({one.id: one.keys for one in ACTIONS if one.keys})
    assert problems == []
    assert set(found) == {one.id for one in ACTIONS if one.keys}


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("?", ["question_mark"]),
        (",", ["comma"]),
        ("space, f5", ["space", "f5"]),
        ("ctrl+/", ["ctrl+slash"]),
        ("+", ["plus"]),
        ("A,a", ["A", "a"]),
    ],
)
def test_characters_have_names(keys: str, names: list[str]) -> None:
    assert names_of(keys) == names
    assert all(map(is_key, names))


def test_the_keys_of_options_are_the_users_as_well() -> None:
    first = VIEWS["trace"].options[0]
    given = {"option.heatmap.measure": "M,f12", f"option.trace.{first.name}": first.key}
    assert checked_keys(given) == (given, [])
    assert checked_keys({"option.heatmap.measure": "space"}) == (
        {}, ["keys.option.heatmap.measure: space is the key of run; give that one another key as well"],
    )  # fmt: skip
    assert checked_keys({"option.heatmap.measur": "M"})[1] == [
        "unknown action 'keys.option.heatmap.measur'; did you mean keys.option.heatmap.measure?"
    ]


async def test_an_option_answers_to_its_new_key_and_shows_it(studio: Studio) -> None:
    view = VIEWS["trace"]
    option = view.options[0]
    studio.settings = Settings(keys={f"option.trace.{option.name}": "f12"})
    wanted = next_option(studio.session, view, option).options
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: any(f"f12 {option.title}" in one.text for one in studio.query(Caption)), "the key")
        assert f"    {'f12':14}{option.title}: now" in key_help(studio.session, None, studio.settings.keys)
        await pilot.press(option.key)
        await pilot.pause()
        assert studio.session.options != wanted
        await pilot.press("f12")
        await until(pilot, lambda: studio.session.options == wanted, "the next value")


async def test_an_action_may_take_the_key_of_an_option(studio: Studio) -> None:
    option = VIEWS["trace"].options[0]
    assert checked_keys({"help": option.key})[1] == []
    studio.settings = Settings(keys={"help": option.key})
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(studio.query(Caption)), "the view")
        await pilot.press(option.key)
        await until(pilot, lambda: type(studio.screen).__name__ == "Help", "the help")
        assert studio.session.options == {}
