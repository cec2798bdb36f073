import pytest

from amends.triage.reading import read
from amends.triage.units import fold, stems_of, words


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("ok thanks\n\nOn Mon, 3 Nov 2025, Shop wrote:\n> hello", "ok thanks"),
        ("bonjour\nLe lun. 3 nov. 2025 à 10:00, Boutique <x@y.example> a écrit :\n> bla", "bonjour"),
        ("收到了\n\n发件人：shop\n发送时间：2025年\n请问", "收到了"),
        ("refund\n-----Original Message-----\nblah", "refund"),
        ("need it\n--\nBob", "need it"),
        ("need it\nSent from my iPhone", "need it"),
        ("> quoted\nmine", "mine"),
        ("On Mon, Shop Ltd wrote:\n> one\nmy answer", "my answer"),
        ("> all quoted", "> all quoted"),
    ],
)
def test_only_the_buyers_own_words(text: str, own: str) -> None:
    assert read(text).text.strip() == own


def test_places_lead_back() -> None:
    text = "\u200bＡＢ\u200bc ﬁn"
    reading = read(text)
    assert reading.text == "abc fin"
    assert reading.span(0, 2) == (1, 3)
    assert text[slice(*reading.span(4, 6))] == "ﬁ"


def test_french_and_english_stems() -> None:
    assert stems_of("didn't", "en") == ("did", "not")
    assert stems_of("shipped", "en") == stems_of("shipping", "en") == ("ship",)
    assert stems_of("livrées", "fr") == stems_of("livrer", "fr")
    assert stems_of("n'ai", "fr") == ("ai",)
    assert fold("Œuvre cassée".lower()) == "oeuvre cassee"


def test_a_word_keeps_its_place() -> None:
    units = words("I didn't", "en")
    assert [units.places[at] for at, unit in enumerate(units.units) if unit == "not"] == [(2, 8)]
