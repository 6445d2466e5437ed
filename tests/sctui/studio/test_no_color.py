"""With NO_COLOR every part of the screen can be painted, and where the keys go is seen without colours."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.widgets import OptionList

from kernels.worker import Worker
from sctui.session.state import Session
from sctui.studio.app import Studio
from sctui.studio.desk import Desk
from sctui.widgets.caption import Caption
from sctui.widgets.model_list import ModelList
from sctui.widgets.plot import Plot
from sctui.widgets.problem_list import ProblemList
from tests.sctui.studio.waiting import until


@pytest.fixture
def grey(workers: dict[str, Worker], monkeypatch: pytest.MonkeyPatch) -> Studio:
    """A studio that has found NO_COLOR in its environment."""
    monkeypatch.setenv("NO_COLOR", "1")
    return Studio(Session(), Desk(workers))


async def test_the_list_of_problems_and_a_search_without_hits_are_painted(grey: Studio) -> None:
    studio = grey
    studio.session = Session(workspace="equations", text="dv/dt = -v\n")
    async with studio.run_test(size=(120, 40)) as pilot:
        assert studio.no_color
        await until(pilot, lambda: bool(studio.query(ProblemList)), "the problems")
        studio.screen._compositor.render_strips(studio.size)
        await pilot.press("escape", "escape", "1", "slash", *"zzzz")
        await until(pilot, lambda: not studio.query_one(ModelList).rows, "nothing found")
        studio.screen._compositor.render_strips(studio.size)


async def test_focus_and_selection_are_seen(grey: Studio) -> None:
    studio = grey
    async with studio.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: bool(studio.query(Plot)), "the plot")
        title = studio.query(Caption).first()
        assert not title.rich_style.underline
        studio.query(Plot).first().focus()
        await until(pilot, lambda: bool(title.rich_style.underline), "the mark of the focus")
        await pilot.press("ctrl+p")
        await until(pilot, lambda: bool(studio.screen.query(OptionList)), "the palette")
        chosen: Style = studio.screen.query_one(OptionList).get_component_rich_style("option-list--option-highlighted")
        plain: Style = studio.screen.query_one(OptionList).rich_style
        assert chosen.bold
        assert chosen.bgcolor == plain.color
