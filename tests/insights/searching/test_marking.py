import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.insights.searching.marking import SHOWN, marks, snippet


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Where is my refund? Refunded?", ["refund"], ["refund", "Refunded"]),
        ("prerefund", ["refund"], []),
        ("我要退款，退款！", ["退款"], ["退款", "退款"]),
        ("colis non REÇU à Élancourt", ["recu", "elancourt"], ["REÇU", "Élancourt"]),
        ("e\u0301tat", ["etat"], ["e\u0301tat"]),
        ("ＡＢＣ－１２", ["abc"], ["ＡＢＣ"]),
        ("ﬁne", ["fine"], ["ﬁne"]),
        ("n’ai pas", ["n'ai"], ["n’ai"]),
        ("nothing", [], []),
        ("nothing", ["?!"], []),
        ("a(b", ["(b"], ["b"]),
    ],
)
def test_where_words_stand(text: str, words: list[str], found: list[str]) -> None:
    assert [text[start:end] for start, end in marks(text, words)] == found


def test_the_snippet_shows_where_the_words_stand_together() -> None:
    text = "refund " + "x " * 300 + "my refund for the lantern " + "y " * 300
    pieces = snippet(text, ["refund", "lantern"])
    assert [piece.text for piece in pieces if piece.is_found] == ["refund", "lantern"]
    assert pieces[0].text == pieces[-1].text == "…"


@given(st.text(max_size=300), st.lists(st.text(max_size=8), max_size=4))
def test_a_snippet_is_a_piece_of_the_text(text: str, words: list[str]) -> None:
    pieces = snippet(text, words)
    shown = "".join(piece.text for piece in pieces if piece.text != "…" or piece.is_found)
    assert len(shown) <= SHOWN
    assert shown.replace("…", "") in " ".join(text.split()).replace("…", "")
