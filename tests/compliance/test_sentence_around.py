import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.compliance.sentence import after_greeting, greeting_at, sentence_around


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


@pytest.mark.parametrize(
    ("sentence", "greeting"),
    [
        ("Bonjour, changez votre avis.", "Bonjour, "),
        ("Bonjour Madame Dupont, changez votre avis.", "Bonjour Madame Dupont, "),
        ("Chère Léa, changez", "Chère Léa, "),
        ("Hi there! Change", "Hi there! "),
        ("dear Jane: change", "dear Jane: "),
        ("您好，请改评价", "您好，"),
        ("亲爱的买家，请改评价", "亲爱的买家，"),
        ("亲，请改评价", "亲，"),
        ("History shows, change", ""),
        ("Hello we would like you to change it, please", ""),
        ("Change it, hello", ""),
        ("亲自送来的包裹已经到了你家，请改", ""),
    ],
)
def test_what_of_a_sentence_greets(sentence: str, greeting: str) -> None:
    assert sentence[: greeting_at(sentence, 0, len(sentence))] == greeting


def test_a_wording_goes_on_after_the_greeting() -> None:
    assert after_greeting("Nous regardons.", "changez") == "nous regardons."
    assert after_greeting("Nous regardons.", "Changez") == "Nous regardons."
    assert after_greeting("Amazon decides.", "change") == "Amazon decides.", "a name stays as it is"
    assert after_greeting("I look into it.", "change") == "I look into it."
    assert after_greeting("Bonjour, merci.", "changez") == "merci."
    assert after_greeting("您好，我们来处理。", "请改") == "我们来处理。"


@given(st.text(alphabet="Hi ,亲，.\nab", max_size=30))
def test_a_greeting_lies_within_its_sentence(text: str) -> None:
    assert 0 <= greeting_at(text, 0, len(text)) <= len(text)
