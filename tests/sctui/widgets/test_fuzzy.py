"""The search for models: what somebody types is found, the meant one first, whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kernels.library_index import index
from sctui.widgets.fuzzy import MOST_LETTERS, MOST_TERMS, fit, fold, loose_fit, terms
from sctui.widgets.model_search import Hit, fields, people, search

words = st.text(max_size=80)
letters = st.text(alphabet="abcdehiklnorz_- 12é", max_size=30)


def found(query: str) -> list[str]:
    return [hit.model.slug for hit in search(index(), query)]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("adex", "adex"),
        ("AdEx", "adex"),
        ("hh", "hodgkin_huxley"),
        ("izh", "izhikevich"),
        ("lif", "lif"),
        ("hodg 1952", "hodgkin_huxley"),
        ("hogdkin", "hodgkin_huxley"),  # letters swapped
        ("izikevich", "izhikevich"),  # one missing
        ("izhikevitch", "izhikevich"),  # one too many
        ("morrislecar", "morris_lecar"),  # no gap
        ("morris-lecar", "morris_lecar"),
        ("fhn", "fitzhugh_nagumo"),  # initials
        ("hr", "hindmarsh_rose"),
        ("wang buz", "wang_buzsaki"),
        ("buz wang", "wang_buzsaki"),  # in any order
        ("brette 2005", "adex"),  # an author and a year
        ("adaptive exponential", "adex"),  # the title
    ],
)
def test_the_meant_model_comes_first(query: str, first: str) -> None:
    assert found(query)[0] == first


def test_authors_are_found_without_accents_and_in_any_case() -> None:
    assert fold("Börgers Ç") == "borgers c"
    assert "golomb_fs" in found("GOLOMB 2007")


def test_every_word_of_a_query_has_to_be_found() -> None:
    assert found("hodgkin 2049") == []


def test_tags_categories_and_patterns_are_searched() -> None:
    assert {hit.model.pattern for hit in search(index(), "chaotic map")} >= {"chaotic"}
    assert all("hardware" in (hit.model.category, *hit.model.tags) or "hardware" in hit.model.title.lower()
               for hit in search(index(), "hardware"))  # fmt: skip


def test_nothing_typed_finds_everything_in_order_of_length() -> None:
    assert len(found("")) == len(index())


def test_people_are_the_authors_and_years_of_each_work() -> None:
    text = "Hodgkin AL, Huxley AF (1952) A title; Rinzel J (1985) Another"
    assert people(text) == "Hodgkin AL, Huxley AF 1952; Rinzel J 1985"
    assert people("unpublished notes") == "unpublished notes"


@pytest.mark.parametrize("model", index(), ids=lambda model: model.slug)
def test_every_model_is_found_by_its_own_name_first(model) -> None:
    assert found(model.slug)[0] == model.slug


@given(words)
def test_whatever_is_typed_there_is_an_answer_with_places_inside_the_texts(query: str) -> None:
    for hit in search(index()[:12], query):
        texts = fields(hit.model)
        for name, places in hit.marks.items():
            assert list(places) == sorted(set(places))
            assert all(0 <= at < len(texts[name]) for at in places)


@given(letters, letters)
def test_a_fit_marks_letters_that_were_typed(term: str, text: str) -> None:
    term = fold(term)
    known = fit(term, fold(text)) or loose_fit(term, fold(text))
    if known is not None:
        assert 0.0 <= known.score <= 1.0
        assert list(known.places) == sorted(set(known.places))
        assert all(0 <= at < len(text) for at in known.places)


@given(letters.filter(bool))
def test_a_text_fits_itself_best(text: str) -> None:
    known = fit(fold(text), fold(text))
    assert known is not None
    assert known.score == 1.0


@given(st.text(max_size=200))
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text(min_size=200, max_size=2000))
def test_a_long_query_is_cut(query: str) -> None:
    asked = terms(query)
    assert len(asked) <= MOST_TERMS
    assert sum(map(len, asked)) <= MOST_LETTERS


class Counting(str):
    """A text that counts how often it is searched."""

    searches = 0

    def find(self, *where: object) -> int:  # type: ignore[override]
        Counting.searches += 1
        return super().find(*where)  # type: ignore[arg-type]


@pytest.mark.parametrize("length", [100, 1000, 10_000])
def test_the_work_grows_with_the_text_and_no_faster(length: int) -> None:
    """Texts in which every place is a false start."""
    Counting.searches = 0
    text = Counting("ab " * length)
    assert fit("bc", text) is None
    assert loose_fit("bbbbbbbbc", text) is None
    fit("b", text)
    assert Counting.searches <= 2 * length + 20


def test_an_answer_says_where_it_was_found() -> None:
    [hit] = [one for one in search(index(), "hodg 1952") if one.model.slug == "hodgkin_huxley"]
    assert isinstance(hit, Hit)
    assert hit.marks["slug"] == (0, 1, 2, 3)
    assert hit.beside == "people"
    years = fields(hit.model)["people"]
    assert "".join(years[at] for at in hit.marks["people"] if years[at].isdigit()) == "1952"
