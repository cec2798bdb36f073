from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from amends.imports.rules import Known, Outcome, judge, judge_in_order

MONDAY = datetime(2026, 11, 16, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


def outcomes(rows, known=None):
    return [str(verdict.outcome) for verdict in judge_in_order(known if known is not None else {}, rows)]


def test_first_is_created_same_again_is_unchanged_other_is_updated():
    rows = [("a", b"1", None), ("a", b"1", None), ("a", b"2", None), ("b", b"1", None)]
    assert outcomes(rows) == ["created", "unchanged", "updated", "created"]


def test_older_than_the_newest_is_kept_but_not_applied():
    known = Known({b"2"}, TUESDAY)
    verdict = judge(known, b"1", MONDAY)
    assert (verdict.outcome, verdict.keep, verdict.apply) == (Outcome.UNCHANGED, True, False)


def test_content_seen_before_the_last_change_does_not_come_back():
    assert outcomes([("a", b"1", None), ("a", b"2", None), ("a", b"1", None)])[-1] == "unchanged"


def test_at_the_same_time_the_last_wins():
    assert outcomes([("a", b"1", MONDAY), ("a", b"2", MONDAY)]) == ["created", "updated"]


ROWS = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.binary(min_size=1, max_size=1),
        st.one_of(st.none(), st.integers(0, 5).map(lambda days: MONDAY + timedelta(days=days))),
    ),
    max_size=30,
)


@given(ROWS, st.randoms())
def test_a_second_run_in_any_order_changes_nothing(rows, random):
    known: dict[str, Known] = {}
    judge_in_order(known, rows)
    again = list(rows)
    random.shuffle(again)
    assert set(outcomes(again, known)) <= {"unchanged"}


@given(ROWS)
def test_each_record_is_created_once(rows):
    assert outcomes(rows).count("created") == len({key for key, _, _ in rows})


@given(st.permutations([(b"1", MONDAY), (b"2", TUESDAY), (b"3", TUESDAY + timedelta(days=1))]))
def test_the_newest_wins_whichever_comes_last(contents):
    rows = [("a", content, at) for content, at in contents]
    verdicts = judge_in_order({}, rows)
    applied = [row[1] for row, verdict in zip(rows, verdicts, strict=True) if verdict.apply]
    assert applied[-1] == b"3"
