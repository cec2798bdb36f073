"""Which words decided: the right ones, at their places in the text as received."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.triage.codes import CODES
from amends.triage.deciding import deciding_spans


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("Hello, my parcel still hasn't arrived, where is it?", "delayed", "where is"),
        ("收到杯子碎了一个，怎么办", "damaged", "碎"),
        ("Bonjour, il manque la vis du pied dans le carton", "missing_part", "manque"),
        ("Bonjour, le colis est arrive\u0301 casse\u0301", "damaged", "casse\u0301"),
        ("我要退\uff12件，尺码太小", "size_colour_style", "尺码"),
    ],
)
def test_the_words_that_tell(text: str, code: str, word: str) -> None:
    spans = deciding_spans(text, code)
    assert any(word in text[span.start : span.end] for span in spans), [text[s.start : s.end] for s in spans]
    assert max(span.share for span in spans) == 1


def test_where_nothing_speaks_for_it_nothing_is_marked() -> None:
    assert deciding_spans("", "damaged") == []
    assert deciding_spans("🙂", "damaged") == []


@given(text=st.text(max_size=120), code=st.sampled_from(CODES))
def test_spans_stand_in_the_text_and_apart(text: str, code: str) -> None:
    spans = deciding_spans(text, code)
    at = 0
    for span in spans:
        assert at <= span.start < span.end <= len(text)
        assert 0 < span.share <= 1
        at = span.end
