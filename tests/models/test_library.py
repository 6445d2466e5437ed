"""Every shipped model is complete, without diagnostics, runs under every preset, and shows what it claims."""

from __future__ import annotations

import pytest

from kernels.language.analysis import analyse
from kernels.library import entries, parse, read_text
from kernels.running.simulate import simulate
from kernels.verify import verify

ENTRIES = {entry.slug: entry for entry in entries()}


def text_of(slug: str) -> str:
    """The model's file."""
    return read_text(ENTRIES[slug].path)


@pytest.mark.parametrize("slug", ENTRIES)
def test_file_has_no_diagnostics(slug: str) -> None:
    assert [(item.code, item.message) for item in analyse(text_of(slug)).diagnostics] == []


@pytest.mark.parametrize("slug", ENTRIES)
def test_file_says_what_it_is_and_where_it_is_from(slug: str) -> None:
    model = parse(text_of(slug))
    assert model.title
    assert model.category == ENTRIES[slug].category
    assert model.reference
    assert len(model.expects) >= 2
    assert [p.name for p in model.parameters if not p.doc] == []


@pytest.mark.parametrize("slug", ENTRIES)
def test_expectations_hold(slug: str) -> None:
    found = verify(parse(text_of(slug)), folder=ENTRIES[slug].path.parent)
    assert [(item.text, item.measured, item.problem) for item in found if not item.holds] == []


@pytest.mark.parametrize("slug", ENTRIES)
def test_presets_run(slug: str) -> None:
    model = parse(text_of(slug))
    for preset in model.presets:
        run = simulate(model, preset=preset.name, folder=ENTRIES[slug].path.parent)
        assert run.n_steps > 0
