"""The second reader: that it learnt from these packs, how it adds up, what it adds and takes back."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.compliance import seconding
from amends.compliance.findings import CaseFacts, Finding
from amends.compliance.folding import fold
from amends.compliance.grams import CHARACTERS, SHAPES, WORDS, Shape, grams, sentences
from amends.compliance.learnt import BadReader, learnt, read_learnt, reader_file
from amends.compliance.lint import lint
from amends.compliance.second_reader import Reading, read_again
from amends.compliance.training.current import is_current
from amends.compliance.training.likeness import groups
from amends.compliance.training.material import CLEAN, Example, examples
from amends.compliance.units import Units, cut
from tests.fresh import OF_TRAINING, loaded_afresh

SOURCE = Path(__file__).parents[2] / "src"
ON = date(2026, 11, 22)
MOST_BYTES = 3_000_000
USUAL = {"en": "amazon", "fr": "amazon", "zh-Hans": "taobao"}


def units_of(text: str) -> Units:
    return cut(fold(text).text, text, lambda word: False)


def found(text: str, language: str = "en", marketplace: str = "amazon") -> list[Finding]:
    return list(lint(text, language=language, marketplace=marketplace, on=ON))


def test_an_address_for_returns_is_no_contact_to_hide() -> None:
    facts = CaseFacts(allowed_contacts=("+33 1 44 55 66 77",))
    text = "You can reach our returns desk any time on +33 1 44 55 66 77, just give them a ring!"
    assert "contact_details" in {one.rule for one in found(text)}
    assert lint(text, language="en", marketplace="amazon", on=ON, facts=facts) == ()


def test_what_is_seen_is_not_read_into_a_text() -> None:
    assert found("Dear Mrs Vesperwood, leave it at 17 Quiet Lane") == []


def test_the_files_are_of_these_packs_and_this_code() -> None:
    assert is_current(), "run ./amends lint train"


def test_the_files_are_small() -> None:
    assert sum(reader_file(shape).stat().st_size for shape in SHAPES) < MOST_BYTES


@pytest.mark.parametrize("language", ["en", "fr", "zh-Hans"])
def test_what_was_learnt_is_known_again(language: str) -> None:
    told = [one for one in examples() if one.language == language]
    clean = [stopped(one) for one in told[::12] if one.rule == CLEAN]
    forbidden = [bool(found(one.text, language, USUAL[language])) for one in told[::12] if one.rule != CLEAN]
    assert sum(clean) / len(clean) < 0.03
    assert sum(forbidden) / len(forbidden) > 0.85


def stopped(one: Example) -> bool:
    return any(each.severity == "error" for each in found(one.text, one.language, USUAL[one.language]))


@pytest.mark.parametrize("shape", SHAPES)
def test_the_weights_of_sentences_are_those_of_their_grams(shape: Shape) -> None:
    known = learnt(shape)
    rows = [row for one in examples()[::150] for row in rows_of(one) if row and sentence_shape(one) is shape]
    assert len(rows) > 20
    assert known.weigh(rows) == [sum(map(known.weight, grams(row, shape))) for row in rows]
    assert known.weights_of([" ".join(row) for row in rows] * 2) == known.weigh(rows) * 2


def rows_of(example: Example) -> list[list[str]]:
    units = units_of(example.text)
    return [units.units[one.first : one.last] for one in sentences(units, units.spans)]


def sentence_shape(example: Example) -> Shape:
    units = units_of(example.text)
    return next(iter(sentences(units, units.spans))).shape


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("length", range(1, 9))
def test_grams_are_counted_without_naming_them(shape: Shape, length: int) -> None:
    assert shape.count(length) == len(list(grams(["word"] * length, shape)))


def test_each_sentence_is_read_in_its_script() -> None:
    units = units_of("Your parcel left today.\n您的包裹今天发出了。")
    assert [one.shape for one in sentences(units, units.spans)] == [WORDS, CHARACTERS]


def test_a_rule_that_no_phrase_names_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Hello! A little something is yours once you told others how it works. Best regards"
    monkeypatch.setattr(seconding, "read_again", sure_of("review_incentive"))
    (one,) = found(text)
    assert (one.rule, one.severity, one.reason) == ("review_incentive", "error", "read_again")
    assert text[one.start : one.end].startswith("A little something")
    assert str(one.source)
    assert one.suggestion


def sure_of(named: str) -> object:
    class Sure(Reading):
        is_suspicious = True
        rule = named

        def is_sure(self, *, craft: bool) -> bool:
            return True

    def reading(units: Units, within: range | None = None) -> Reading:
        read = [one for one in sentences(units, units.spans) if one.last - one.first > 5]
        return Sure(units, 9.0, read, [1] * len(read))

    return reading


def test_it_names_no_rule_that_does_not_hold_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seconding, "read_again", sure_of("contact_details"))
    text = "Let us carry on where we can talk more easily."
    assert [one.rule for one in found(text)] == ["contact_details"]
    assert found(text, marketplace="own") == []


def reading_at(score: float) -> Callable[..., Reading]:
    def reading(units: Units, within: range | None = None) -> Reading:
        read = sentences(units, units.spans)
        return Reading(units, score, read, [1] * len(read))

    return reading


def just_below(level: str) -> float:
    return float(getattr(learnt(WORDS).figures, level)) - 0.001


@pytest.mark.parametrize(
    ("score", "severities"),
    [(9.0, ["error"]), (just_below("clear"), ["warning"]), (just_below("harmless"), [])],
)
def test_words_that_are_harmless_only_warn_or_say_nothing(
    score: float, severities: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seconding, "read_again", reading_at(score))
    assert [one.severity for one in found("Please delete your review.")] == severities
    assert [one.severity for one in found("Mail me: lea@shop.example.com")] == ["error"]


@pytest.mark.parametrize(
    ("score", "severities"),
    [(9.0, ["error"]), (just_below("sure"), ["warning"]), (just_below("doubtful"), [])],
)
def test_what_reads_like_a_broken_rule_is_stopped_or_warned_of(
    score: float, severities: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(seconding, "read_again", reading_at(score))
    assert [one.severity for one in found("A little something is yours once you told others.")] == severities


@pytest.mark.parametrize("text", ["", "\n\n", "ok", "Hello,", "亲，", "?!", "1 2 3"])
def test_what_says_nothing_breaks_no_rule(text: str) -> None:
    assert found(text) == []


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200))
def test_a_stretch_lies_in_the_text(text: str) -> None:
    units = units_of(text)
    reading = read_again(units)
    if reading is not None:
        first, last = reading.stretch
        assert 0 <= first < last <= len(units.units)


def test_a_long_text_is_read_in_stretches() -> None:
    bad = "Leave us five stars and we give you back half of the price."
    plain = "Your parcel left our house today. "
    short, long = read_again(units_of(bad)), read_again(units_of(plain * 12 + bad + " " + plain * 12))
    assert short is not None
    assert long is not None
    assert long.score > learnt(WORDS).score(0, 100)
    assert len(long.read) == 3


def test_nearly_the_same_messages_share_a_group() -> None:
    rows: Sequence[Sequence[str]] = ["abcdefgh", "abcdefgx", "qrstuvwx", "abcdefgh"]
    first, second, third, fourth = groups(rows)
    assert first == second == fourth != third


@pytest.mark.parametrize(
    "content", [b"", b"amends compliance 1\n{}\n", b"amends compliance 1\n{", b"zzz\n{}\nx"]
)
def test_a_broken_file_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "words.model"
    path.write_bytes(content)
    with pytest.raises(BadReader) as told:
        read_learnt(path)
    assert told.value.mend


def test_judging_reads_neither_examples_nor_the_libraries_of_training() -> None:
    work = """
from datetime import date
from amends.compliance.lint import lint
for text in ("Hello you", "您好呀"):
    lint(text, language="en", marketplace="amazon", on=date(2026, 11, 22))
"""
    assert loaded_afresh(work, OF_TRAINING, kept=["compliance_examples"]) == []
