from hypothesis import given
from hypothesis import strategies as st

from amends.answers.fitting import fits, may_begin, sorted_for
from amends.answers.wording import beginnings
from amends.cases.grouping import THINGS, WHERE
from amends.replies.stages import moments

SAFETY = "safety_first"


@given(st.sampled_from(sorted(THINGS)), st.frozensets(st.sampled_from(sorted(moments()))))
def test_each_stage_is_offered_once_or_never(question: str, stages: frozenset[str]) -> None:
    found = sorted_for(question, stages)
    offered = [*found.fitting, *found.others]
    assert sorted(offered) == sorted(stage for stage in stages if may_begin(stage, question))
    assert all(fits(stage, question) for stage in found.fitting)
    assert not any(fits(stage, question) for stage in found.others)


def test_what_is_meant_for_the_question_comes_first() -> None:
    found = sorted_for(WHERE, beginnings())
    assert "where_is_it" in found.fitting[:5]
    assert found.fitting.index("where_is_it") < found.fitting.index("acknowledge")
    assert "return_instructions" in found.others


def test_safety_is_for_safety_alone() -> None:
    for question in THINGS:
        found = sorted_for(question, moments())
        assert (SAFETY in found.fitting) is (question == "safety_incident")
        assert not {SAFETY, "escalated"} & set(found.others)


def test_a_stage_of_a_sellers_own_fits_every_question() -> None:
    assert fits("spring_sale", WHERE)
    assert fits("", WHERE), "no template at all"
