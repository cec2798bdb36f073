"""A seller's own words over those of the product."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.replies.drafts import draft, template_for, values_asked_for
from amends.replies.liquid import BrokenTemplate
from amends.replies.templates import find_stage
from amends.replies.wording import LONGEST, Wording, read_name, reworded, template_name, worded_by

BY = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
OWN = {("en", "acknowledge", "default"): Wording(3, "Sorry about that. Back by {{ answer_by }}.")}


def test_own_words_are_used_and_named_by_their_version() -> None:
    with worded_by(OWN):
        name = template_for("acknowledge", "en", "ebay", "email")
        assert name == "acknowledge@3"
        assert (
            draft(name, "en", {"answer_by": BY}) == "Sorry about that. Back by Saturday 21 November, 18:00."
        )
        assert set(values_asked_for(name, "en")) == {"answer_by"}
        assert template_for("acknowledge", "fr", "ebay", "email") == "acknowledge"
        assert template_for("acknowledge", "en", "ebay", "chat") == "acknowledge.chat"
    assert template_for("acknowledge", "en", "ebay", "email") == "acknowledge"


@pytest.mark.parametrize("text", ["{{ gone }}", "{% if %}", " ", "x" * (LONGEST + 1)])
def test_words_that_cannot_be_filled_any_more_are_passed_over(text: str) -> None:
    with worded_by({("en", "acknowledge", "default"): Wording(1, text)}):
        assert template_for("acknowledge", "en", "ebay", "email") == "acknowledge"
        assert draft("acknowledge@1", "en", {"answer_by": BY}).startswith("Hello")
    stage = find_stage("acknowledge", "en")
    with pytest.raises(BrokenTemplate):
        reworded(stage, stage.variants["default"], text)


@given(
    st.from_regex(r"[a-z][a-z_]*", fullmatch=True),
    st.sampled_from(["default", "chat", "no_link"]),
    st.integers(0, 10**6),
)
def test_a_name_is_read_as_it_was_written(code: str, variant: str, number: int) -> None:
    assert read_name(template_name(code, variant, number)) == (code, variant, number)


@given(st.text(max_size=30))
def test_any_name_is_read_as_something(name: str) -> None:
    _, variant, number = read_name(name)
    assert variant
    assert number >= 0
