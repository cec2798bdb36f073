"""What corrections add to what the packs taught: small steps that help, and change nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.triage.classify import classify
from amends.triage.codes import CODES
from amends.triage.grams import grams
from amends.triage.learning import Told, anchors, case_of, learnt, right_unseen, shares
from amends.triage.learning_figures import BETTER, NO_BETTER, WORSE, verdict_of
from amends.triage.own import BadOwn, Own, read_own, written
from amends.triage.trained import trained

GLIM = [
    Told(f"the {thing} does not glim {when}", "en", "defective")
    for thing in ("flurbo", "blue flurbo", "second flurbo", "flurbo of my sister")
    for when in ("any more", "at all", "since tuesday")
]
CASES = [case_of(one) for one in GLIM]


def own_of() -> Own:
    return learnt(CASES, anchors({"en"})[:40], 3.0)


def test_corrected_messages_come_out_as_told() -> None:
    own = own_of()
    asked = "hello, one flurbo does not glim"
    before, after = classify(asked), classify(asked, own=own)
    share = dict.fromkeys(CODES, 0.0) | {one.code: one.confidence for one in before.issue_types}
    assert after.code == "defective"
    assert after.issue_types[0].confidence > share["defective"]


def test_other_messages_stay() -> None:
    own = own_of()
    for text in ("我的快递到哪了", "où est mon colis ?", "please send me an invoice with my vat number"):
        assert classify(text, own=own).code == classify(text).code


def test_the_same_corrections_teach_the_same() -> None:
    assert written(own_of()) == written(own_of())


def test_a_word_of_one_message_alone_is_not_learnt() -> None:
    own = learnt([*CASES, case_of(Told("hortensia arrived broken", "en", "damaged"))], [], 3.0)
    assert not any("hortensia" in gram for gram in own.steps["en"])


def test_each_is_judged_by_what_the_others_teach() -> None:
    alone = [case_of(Told("zzyzx qwrtp vvbnm", "en", "customs"))]
    assert right_unseen(alone, [], 3.0) == [shares(alone[0])]


def test_kept_and_read_again_it_says_the_same() -> None:
    own = own_of()
    again = read_own(written(own))
    text = "my flurbo does not glim"
    assert classify(text, own=again).issue_types[0].code == classify(text, own=own).issue_types[0].code
    assert written(again) == written(own)


def test_what_was_learnt_beside_other_files_counts_for_nothing() -> None:
    own = Own({"en": "another"}, own_of().steps)
    text = "my flurbo does not glim"
    assert classify(text, own=own) == classify(text)


@given(raw=st.binary(max_size=60))
def test_what_cannot_be_read_says_so(raw: bytes) -> None:
    with pytest.raises(BadOwn):
        read_own(raw)


@given(text=st.text(max_size=80))
def test_never_an_exception(text: str) -> None:
    own = Own({"en": trained("en").sources}, {"en": {gram: {0: 5.0} for gram in _grams(text)}})
    told = classify(text, own=own)
    assert all(0 <= one.confidence <= 1 for one in told.issue_types)


def _grams(text: str) -> set[str]:
    from amends.triage.classify import units_of
    from amends.triage.reading import read

    return grams(units_of(read(text), "en"), "en")


@pytest.mark.parametrize(
    ("before", "after", "trials", "verdict"),
    [
        (0.5, 0.6, {"en": (0.9, 0.9)}, BETTER),
        (0.5, 0.5, {"en": (0.9, 0.9)}, NO_BETTER),
        (0.5, 0.49, {}, WORSE),
        (0.5, 0.9, {"en": (0.9, 0.91), "fr": (0.9, 0.89)}, WORSE),
        (0.5, 0.9, {"en": (0.9, 0.897)}, BETTER),
    ],
)
def test_never_worse_silently(
    before: float, after: float, trials: dict[str, tuple[float, float]], verdict: str
) -> None:
    figures = {
        "held_back": {"before": {"first": before}, "after": {"first": after}},
        "trials": {language: {"before": was, "after": now} for language, (was, now) in trials.items()},
    }
    assert verdict_of(figures) == verdict
