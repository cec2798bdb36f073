from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from amends.cases.grouping import SMALLEST, THINGS, WHERE, Alike, Asked, Thing, groups_of, question_of

KINDS = ("place", "hold_up", "carrier", "product", "words")
things = st.builds(Thing, st.sampled_from(KINDS), st.sampled_from("abcd"), st.sampled_from(["A", "B", ""]))


@st.composite
def open_cases(draw: st.DrawFn) -> list[Asked]:
    count = draw(st.integers(0, 24))
    return [
        Asked(
            case_id,
            draw(st.integers(1, 9)),
            draw(st.sampled_from([WHERE, "defective", "invoice", "thanks"])),
            draw(st.frozensets(things, max_size=5)),
        )
        for case_id in range(1, count + 1)
    ]


def case(case_id: int, *has: str, question: str = WHERE, buyer: int = 0) -> Asked:
    """A case of its own buyer; what it has as kind:key."""
    named = frozenset(Thing(*each.split(":")) for each in has)
    return Asked(case_id, buyer or 100 + case_id, question, named)


def summary(groups: list[Alike]) -> dict[str, list[int]]:
    return {f"{group.question} {group.kind}:{group.key}": list(group.labels) for group in groups}


@given(open_cases())
def test_a_case_stands_in_one_group_at_most_and_shares_its_thing(cases: list[Asked]) -> None:
    by_id = {each.case_id: each for each in cases}
    groups = groups_of(cases)
    seen = Counter(case_id for group in groups for case_id in group.labels)
    assert all(times == 1 for times in seen.values())
    for group in groups:
        members = [by_id[case_id] for case_id in group.labels]
        assert len({each.buyer for each in members}) >= SMALLEST
        assert {each.question for each in members} == {group.question}
        assert group.kind in THINGS[group.question]
        for each in members:
            labels = {
                thing.label for thing in each.things if (thing.kind, thing.key) == (group.kind, group.key)
            }
            assert group.labels[each.case_id] == min(labels)


@given(open_cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_cases_does_not_matter(cases: list[Asked], chance: Random) -> None:
    shuffled = [*cases]
    chance.shuffle(shuffled)
    assert groups_of(shuffled) == groups_of(cases)


@given(open_cases())
def test_nobody_who_could_form_a_group_is_left_alone(cases: list[Asked]) -> None:
    grouped = {case_id for group in groups_of(cases) for case_id in group.labels}
    left = [each for each in cases if each.case_id not in grouped]
    assert groups_of(left) == []


@given(open_cases(), st.integers(1, 9))
def test_one_question_does_not_touch_another(cases: list[Asked], more: int) -> None:
    broken = [case(100 + n, "product:x", question="defective") for n in range(more)]
    before = [group for group in groups_of(cases) if group.question == WHERE]
    assert [group for group in groups_of([*cases, *broken]) if group.question == WHERE] == before


def test_the_place_says_more_than_carrier_and_product_of_a_late_parcel() -> None:
    cases = [case(n, "place:hohhot", "carrier:yto", "product:lamp") for n in range(1, 5)]
    cases += [case(n, "place:wuhan", "carrier:yto", "product:lamp") for n in range(5, 7)]
    cases += [case(7, "carrier:yto")]
    assert summary(groups_of(cases)) == {
        "where carrier:yto": [5, 6, 7],
        "where place:hohhot": [1, 2, 3, 4],
    }


def test_the_product_says_more_than_the_carrier_of_a_broken_one() -> None:
    cases = [case(n, "carrier:ups", "product:planter", question="damaged") for n in range(1, 4)]
    assert list(summary(groups_of(cases))) == ["damaged product:planter"]


def test_of_two_things_of_a_kind_the_one_that_more_share() -> None:
    cases = [case(n, "product:lamp", "product:vase", question="defective") for n in (1, 2, 3)]
    cases += [case(4, "product:vase", question="defective")]
    assert summary(groups_of(cases)) == {"defective product:vase": [1, 2, 3, 4]}


def test_one_buyer_who_writes_thrice_is_no_group() -> None:
    assert groups_of([case(n, "place:hohhot", buyer=5) for n in range(1, 9)]) == []


def test_what_a_case_asks_is_its_first_type_and_some_types_ask_nothing_in_common() -> None:
    assert question_of(["lost", "damaged"]) == WHERE == question_of(["delayed"])
    assert question_of(["damaged", "lost"]) == "damaged"
    assert question_of(["other", "delayed"]) == WHERE, "a follow-up still asks what was asked before"
    assert question_of(["thanks", "delayed"]) == "", "thanks do not"
    assert {question_of(types) for types in ([], ["thanks"], ["other"], ["notification"])} == {""}
