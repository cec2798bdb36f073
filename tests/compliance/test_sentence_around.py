import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.compliance.sentence import sentence_around


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("Hello. Change your review, please. Bye.", "your review", "Change your review, please."),
        ("Hello,\n\nplease rate us\nThanks", "rate us", "please rate us"),
        ("We pay 5.00 USD. Bye.", "5.00", "We pay 5.00 USD."),
        ("您好。请改一下评价吧！谢谢", "评价", "请改一下评价吧！"),
        ("One. Two! Three?", "One. Two", "One. Two!"),
        ("no end", "end", "no end"),
    ],
)
def test_the_sentence_that_holds_the_words(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    begin, finish = sentence_around(text, start, start + len(words))
    assert text[begin:finish] == sentence


@given(st.text(alphabet="ab .!\n。”", max_size=40), st.data())
def test_it_always_holds_them(text: str, draw: st.DataObject) -> None:
    start = draw.draw(st.integers(0, len(text)))
    end = draw.draw(st.integers(start, len(text)))
    begin, finish = sentence_around(text, start, end)
    assert 0 <= begin <= start <= end <= finish <= len(text)
