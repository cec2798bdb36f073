"""What a message wears does not change what it is about."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from amends.triage.classify import classify
from amends.triage.trials import Trial, trials

STEP = 9
RARELY = 0.1


@cache
def some() -> list[Trial]:
    return list(trials())[::STEP]


def wide(text: str) -> str:
    return "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)


@settings(max_examples=120, deadline=None)
@given(
    st.integers(0, 10_000),
    st.sampled_from(
        [str.upper, wide, lambda text: f"  {text}\n", lambda text: f"{text} 🙂", lambda text: f"{text}！"]
    ),
)
def test_case_width_space_and_smileys_change_nothing(number: int, dress: object) -> None:
    text = some()[number % len(some())].text
    assert callable(dress)
    if not text.isupper() and not any(letter in text for letter in "<>#&@"):
        assert classify(dress(text)).code == classify(text).code


def test_a_greeting_before_and_thanks_behind_rarely_change_the_type() -> None:
    dressed = {
        "zh": "你好，{} 谢谢",
        "en": "Hello, {} Thanks",
        "fr": "Bonjour, {} Merci",
    }
    needs = [one for one in some() if one.accepted[0] not in ("thanks", "other", "notification")]
    changed = [
        one.text
        for one in needs
        if classify(dressed[one.language[:2]].format(one.text)).code != classify(one.text).code
    ]
    assert len(changed) <= RARELY * len(needs), changed


def test_the_order_of_two_sentences_rarely_changes_the_type() -> None:
    pairs = [
        (one, other) for one, other in zip(some(), some()[1:], strict=False) if one.language == other.language
    ]
    changed = 0
    for one, other in pairs:
        first = classify(f"{one.text}. {other.text}").code
        changed += first != classify(f"{other.text}. {one.text}").code
    assert changed <= RARELY * len(pairs)
