"""No dress makes a bad line clean, none makes a good line bad, and places always lie in the text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.compliance.lint import lint
from tests.compliance.reading_sentences import USUAL, bad, good

ON = date(2026, 11, 22)
# Rules about spelling itself (capitals, templates) say nothing of dress.
CLEAR = [one for one in bad() if one[1] not in ("tone", "template_left_over", "payload")]
LATIN_TO_CYRILLIC = str.maketrans("aeopcx", "аеорсх")
FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if chr(code) not in "\"'<>"}
IDS = [
    ("en", "Call us at 212-555-0147."),
    ("en", "My WhatsApp is the best way."),
    ("zh-Hans", "加微信lily8899"),
    ("zh-Hans", "电话13800138000"),
    ("zh-Hans", "好评返现"),
]


def rules(language: str, text: str) -> set[str]:
    return {one.rule for one in lint(text, language=language, marketplace=USUAL[language], on=ON)}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(CLEAR), st.data())
def test_invisible_signs_hide_nothing(case: tuple[str, str, str], data: st.DataObject) -> None:
    language, _, text = case
    at = data.draw(st.lists(st.integers(0, len(text)), min_size=1, max_size=8))
    sign = data.draw(st.sampled_from("\u200b\u200d\u2060\ufeff\u00ad\ufe0f\u200e"))
    dressed = text
    for place in sorted(at, reverse=True):
        dressed = dressed[:place] + sign + dressed[place:]
    assert rules(language, text) <= rules(language, dressed)


@pytest.mark.parametrize(("language", "text"), [(language, text) for language, _, text in CLEAR])
@pytest.mark.parametrize("table", [LATIN_TO_CYRILLIC, FULL_WIDTH], ids=["look-alikes", "full width"])
def test_other_letters_hide_nothing(language: str, text: str, table: dict[int, int]) -> None:
    assert rules(language, text) <= rules(language, text.translate(table))


@pytest.mark.parametrize(("language", "text"), IDS)
@pytest.mark.parametrize("between", [" ", ".", "*", "_", "~", "-"])
def test_gaps_between_signs_hide_nothing(language: str, text: str, between: str) -> None:
    dressed = between.join(text) if language == "zh-Hans" else _spaced(text, between)
    assert rules(language, text) <= rules(language, dressed)


def _spaced(text: str, between: str) -> str:
    word = "212-555-0147" if "212" in text else "WhatsApp"
    return text.replace(word, between.join(word.replace("-", "")))


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(list(good())),
    st.sampled_from(["Hello,\n", "Bonjour,\n", "亲，", "您好！", "😀 ", "Dear buyer,\n"]),
    st.sampled_from(["", " 😊", "\n🙏🙏", "\nBest regards", "\n祝您生活愉快", " ✨"]),
)
def test_greetings_make_nothing_bad(case: tuple[str, str], before: str, after: str) -> None:
    language, text = case
    assert rules(language, before + text + after) == set()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "zh-Hans", "zh-Hant", "fr"]))
def test_any_text_is_judged_and_places_lie_in_it(text: str, language: str) -> None:
    for one in lint(text, language=language, marketplace="amazon", on=ON):
        assert 0 <= one.start < one.end <= len(text)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([text for _, _, text in bad()]), max_size=4), st.text(max_size=40))
def test_places_lie_in_the_text_whatever_stands_around(texts: list[str], noise: str) -> None:
    whole = noise.join(texts) + noise
    for one in lint(whole, language="en", marketplace="amazon", on=ON):
        assert 0 <= one.start < one.end <= len(whole)
        assert whole[one.start : one.end].strip()


LONG = 200_000


@pytest.mark.parametrize(
    "piece",
    [
        "leave us a review ",
        "给个好评",
        "1 ",
        "a.b@",
        "((",
        "www.",
        "\u202eabc ",
        "x\u0301",
        "please ",
        "http:// ",
    ],
)
def test_long_texts_come_to_an_end(piece: str) -> None:
    text = (piece * (LONG // len(piece) + 1))[:LONG]
    found = lint(text, language="en", marketplace="ebay", on=ON)
    assert all(one.end <= LONG for one in found)
