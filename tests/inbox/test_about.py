"""What a case is about: what a person said stays, whatever the same words would have it be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.cases.grouping import WHERE
from amends.inbox.about import NO_ANSWER, About, Latest, still_asks, wants_answer, wrong_of
from amends.triage.codes import CODES

codes = st.sampled_from(CODES)
guesses = st.lists(st.tuples(codes, st.floats(0, 1)), min_size=1, max_size=4, unique_by=lambda one: one[0])


def heard(*said: list[tuple[str, float]]) -> About:
    about = About()
    for each in said:
        about = about.hearing(each)
    return about


def test_the_newest_need_comes_first_and_urgent_ones_before_all() -> None:
    assert heard([("delayed", 0.8)], [("invoice", 0.6)]).types == ("invoice", "delayed")
    assert heard([("cancel_order", 0.8)], [("invoice", 0.6)]).types == ("cancel_order", "invoice")
    assert heard([("delayed", 0.2)]).types == ("delayed",), "at least the best guess"


def test_what_a_person_said_stays_first_though_an_older_need_is_urgent() -> None:
    about = heard([("safety_incident", 0.8)], [("cancel_order", 0.9)]).corrected(
        "damaged", ["safety_incident"]
    )
    assert about.types == ("damaged", "cancel_order")
    assert about.hearing([("safety_incident", 0.9)]).types == ("damaged", "cancel_order")
    assert about.hearing([("invoice", 0.9)]).types == ("cancel_order", "invoice", "damaged")


@given(st.lists(guesses, max_size=4), codes, st.lists(guesses, max_size=4))
def test_corrected_and_never_brought_back(
    before: list[list[tuple[str, float]]], to: str, after: list[list[tuple[str, float]]]
) -> None:
    about = heard(*before)
    wrong = [code for code in about.types[:1] if code != to]
    now = about.corrected(to, wrong)
    assert now.types[0] == to
    assert len(set(now.types)) == len(now.types)
    assert set(now.types) == ({*about.types} - {*wrong}) | {to}
    for each in after:
        now = now.hearing(each)
    assert not set(wrong) & set(now.types)
    assert to in now.types


@given(st.lists(guesses, min_size=1, max_size=4), codes)
def test_corrected_back_it_is_about_the_first_again(before: list[list[tuple[str, float]]], to: str) -> None:
    about = heard(*before)
    first = about.types[0]
    assert about.corrected(to, [first] if first != to else []).corrected(first, [to]).types[0] == first


def test_what_was_not_understood_says_nothing_against_what_was() -> None:
    assert wrong_of(["delayed"], "invoice", [("compensation_request", 0.2), ("delayed", 0.1)]) == []
    assert wrong_of(["delayed"], "invoice", [("delayed", 0.2)]) == ["delayed"]
    assert wrong_of(["delayed"], "delayed", [("delayed", 0.9)]) == []


def test_thanks_wait_for_nothing_unless_they_were_none() -> None:
    thanks = [["thanks", 0.9], ["damaged", 0.05]]
    assert not wants_answer(thanks)
    assert wants_answer(thanks, "damaged", ["thanks"])
    assert not wants_answer(thanks, "delayed", ["damaged"]), "said of another message of the case"
    assert not wants_answer([["damaged", 0.9]], "thanks", ["damaged"])


def test_a_nudge_that_is_hardly_understood_leaves_the_case_its_name() -> None:
    about = About().hearing([("delayed", 0.5)]).hearing([("change_order", 0.51), ("delayed", 0.4)])
    assert about.types == ("delayed",)
    assert about.hearing([("change_order", 0.9)]).types == ("change_order", "delayed")
    assert about.hearing([("safety_incident", 0.4)]).types == ("safety_incident", "delayed")


def test_a_greeting_or_thanks_leaves_the_case_what_it_is_about() -> None:
    about = heard([("refund_status", 0.9)], [("other", 0.95)], [("thanks", 0.99)])
    assert about.types == ("refund_status",)
    assert heard([("other", 0.95)], [("thanks", 0.99)]).types == ("thanks", "other")
    assert heard([("other", 0.95)], [("damaged", 0.9)]).types == ("damaged", "other")


@pytest.mark.parametrize(
    ("asks", "latest"),
    [
        (True, Latest([("delayed", 0.7)])),
        (True, Latest([("no_tracking_info", 0.5), ("refund_status", 0.4)], thanks=True)),
        (True, Latest([("refund_status", 0.6), ("lost", 0.4)])),
        (True, Latest([("other", 0.9)])),  # "So what now?"
        (True, Latest([("wrong_item", 0.2)])),  # nobody can tell: a nudge
        (True, Latest([])),
        (True, Latest([("thanks", 0.9)], to="lost")),
        (True, Latest([("thanks", 0.6), ("delayed", 0.4)], ruled_out=["thanks"])),
        (False, Latest([("thanks", 0.9)])),
        (False, Latest([("notification", 0.53), ("missing_item", 0.1)])),  # "Thank you!", not surely
        (False, Latest([("delayed", 0.0)], thanks=True)),  # "thx", named by the record alone
        (False, Latest([("other", 0.9)], thanks=True)),
        (False, Latest([("damaged", 0.8)])),
        (False, Latest([("delayed", 0.9)], to="thanks")),
        (False, Latest([("delayed", 0.9)], to="damaged")),
    ],
)
def test_who_asks_nothing_of_a_group_stands_in_none(asks: bool, latest: Latest) -> None:
    assert still_asks(WHERE, latest) is asks


@given(st.sampled_from(NO_ANSWER), st.floats(0, 1), st.booleans())
def test_nobody_whose_message_is_thanks_at_best_stands_in_a_group(
    code: str, confidence: float, thanks: bool
) -> None:
    assert not still_asks(
        WHERE, Latest([(code, confidence), ("delayed", min(confidence, 0.3))], thanks=thanks)
    )
