"""The index says what the files say."""

from __future__ import annotations

import pytest

from kernels.library import entries
from kernels.library_index import index, indexed


def test_every_model_is_in_the_index_in_order() -> None:
    """If this fails: python -m kernels.library_index writes the index anew."""
    assert [item.slug for item in index()] == [entry.slug for entry in entries()]


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.slug)
def test_the_index_says_what_the_file_and_its_default_run_say(entry) -> None:
    assert indexed(entry) in index(), "python -m kernels.library_index writes the index anew"
