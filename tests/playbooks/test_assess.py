"""The judgement as a whole: pure, complete, never against a right or a choice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.core.money import Money
from amends.core.packs import load_pack
from amends.playbooks import facts as names
from amends.playbooks.assess import WITH_CHOICES, assess
from amends.playbooks.assessment import Ask, Assessment
from amends.playbooks.case_facts import evidence
from amends.playbooks.facts import CaseFacts, LearntChance
from amends.playbooks.reading import playbooks
from amends.playbooks.verdicts import OPEN
from amends.policies.citing import citation
from amends.policies.facts import BadFacts
from amends.replies.templates import stages
from amends.triage.codes import CODES as ISSUE_TYPES
from tests.playbooks.cases import NOW, case

WITH_PLAYBOOK = ISSUE_TYPES
MAYBE = st.sampled_from([None, True, False])
COUNTS = st.none() | st.integers(0, 60)
MOMENTS = st.none() | st.datetimes(
    datetime.fromisoformat("2026-09-01"), datetime.fromisoformat("2026-11-20"), timezones=st.just(UTC)
)
DOLLARS = st.decimals(0, 900, places=2).map(lambda amount: Money(amount, "USD"))
SEEN = st.builds(LearntChance, st.decimals(0, 1, places=2), st.integers(1, 99))
CASES = st.builds(
    case,
    issue_type=st.sampled_from(WITH_PLAYBOOK),
    marketplace=st.sampled_from(["amazon", "ebay", "tmall", "own"]),
    zone=st.sampled_from(["America/Chicago", "Asia/Shanghai", "Europe/London"]),
    as_of=st.just(NOW),
    country=st.sampled_from([None, "US", "CN", "GB", "FR"]),
    fulfilment=st.sampled_from([None, "seller", "marketplace"]),
    paid=DOLLARS,
    goods_cost=st.none() | DOLLARS,
    upgrade_paid=st.none() | DOLLARS,
    first_message_at=MOMENTS,
    shipped_at=MOMENTS,
    promised_until=MOMENTS,
    last_event_at=MOMENTS,
    delivered_at=MOMENTS,
    parcel_state=st.none() | st.sampled_from(["label_made", "in_transit", "delivered", "lost"]),
    other_parcels=COUNTS,
    disruption=MAYBE,
    peak=MAYBE,
    abroad=MAYBE,
    serves_address=MAYBE,
    pickup_km=COUNTS,
    erred=st.none() | st.sampled_from(["agent", "order_check", "warehouse"]),
    missing_kind=st.none() | st.sampled_from(["main", "accessory"]),
    weight_short=MAYBE,
    stock_good=COUNTS,
    stock_unsellable=COUNTS,
    still_usable=MAYBE,
    used=MAYBE,
    excluded_goods=MAYBE,
    answer_known=MAYBE,
    wishes=st.frozensets(st.sampled_from(names.WISHES)),
    threats=st.frozensets(st.sampled_from(names.THREATS)),
    evidence=st.frozensets(st.sampled_from(sorted(evidence()))),
    recovery=st.dictionaries(st.sampled_from(["lost", "damaged"]), SEEN),
    learnt=st.dictionaries(st.sampled_from(["reship.claim", "refund_keep.bad_review"]), SEEN),
    learnt_prices=st.dictionaries(
        st.sampled_from(names.LEARNT_PRICES),
        st.builds(names.LearntPrice, st.decimals(0, 99, places=2), st.integers(1, 99)),
    ),
    shop=st.none() | st.just("US"),
)


def test_every_issue_type_has_its_playbook() -> None:
    assert set(playbooks()) == set(ISSUE_TYPES)


@pytest.mark.parametrize("issue_type", ["invoice", "thanks", "safety_incident", "other"])
def test_without_a_playbook_a_person_decides_and_it_is_said(
    issue_type: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("amends.playbooks.assess.playbooks", dict)
    assessment = assess(case(issue_type))
    written_by_hand = ("safety_incident", "authority_complaint", "thanks", "notification")
    template = None if issue_type in written_by_hand else "acknowledge"
    assert assessment == Assessment("no_playbook", (issue_type,), issue_type, None, None, template=template)


def test_an_injury_beside_the_damage_leaves_no_template() -> None:
    with_photo = case(issue_types=("damaged", "safety_incident"), evidence=frozenset({"photo_goods"}))
    assert assess(with_photo).template is None
    assert assess(replace(with_photo, paid=None)).template is None


def test_a_verdict_names_its_playbook_and_version() -> None:
    assessment = assess(case())
    assert assessment.playbook == "playbooks/damaged"
    assert assessment.version == load_pack("playbooks/damaged").sha256


def test_a_missing_fact_is_asked_for_and_nothing_is_guessed() -> None:
    assessment = assess(case(paid=None, fulfilment=None))
    assert assessment.outcome == "ask"
    assert assessment.asks == (Ask("fulfilment", "agent", True), Ask("paid", "agent", True))
    assert assessment.resolutions == ()
    assert assessment.template == "acknowledge"


def test_where_the_buyer_must_be_asked_the_reply_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    book = playbooks()["damaged"]
    asking = replace(book, needs=tuple(replace(need, of="buyer") for need in book.needs))
    monkeypatch.setattr("amends.playbooks.assess.playbooks", lambda: {"damaged": asking})
    assert assess(case(paid=None)).template == "ask_evidence"


def test_a_currency_without_prices_is_asked_for_and_recommends_nothing_unpriced() -> None:
    paid = Money(Decimal(20_000), "XOF")
    assessment = assess(case(paid=paid, evidence=frozenset({"photo_goods"}), stock_good=3))
    costs = {one.code: one.cost for one in assessment.resolutions}
    assert costs["reship"] is None
    assert Ask("freight_out", "lead", False) in assessment.asks
    assert Ask("prices", "lead", False) in assessment.asks
    assert assessment.recommended is None
    assert assessment.template == "acknowledge"


def test_a_choice_that_is_none_is_refused() -> None:
    with pytest.raises(BadFacts) as caught:
        assess(case(chosen="gift"))
    assert caught.value.field_name == "chosen"


def test_a_choice_that_cannot_be_is_not_recommended() -> None:
    stockless = case(chosen="reship", stock_good=0, evidence=frozenset({"photo_goods"}))
    assert assess(stockless).recommended_for == "least_cost"


def test_who_ships_is_asked_for_where_only_one_way_out_depends_on_it() -> None:
    assessment = assess(case("how_to_use", fulfilment=None))
    assert Ask("fulfilment", "agent", False) in assessment.asks
    assert assessment.outcome == "judged"


@given(CASES)
def test_every_case_is_judged_whole(facts: CaseFacts) -> None:
    assessment = assess(facts)
    assert assess(facts) == assessment
    if assessment.outcome == "ask":
        assert any(ask.is_blocking for ask in assessment.asks)
        return
    verdicts = {one.code: one for one in assessment.resolutions}
    assert set(verdicts) == {rule.code for rule in playbooks()[facts.issue_types[0]].resolutions}
    assert assessment.recommended is None or verdicts[assessment.recommended].verdict in OPEN
    assert all(verdicts[code].verdict == "allowed" for code in assessment.choices)
    assert len(set(assessment.choices)) == len(assessment.choices) <= 2
    assert not any(ask.is_blocking for ask in assessment.asks)
    for one in assessment.resolutions:
        assert (one.verdict in OPEN) == (one.approval is not None or one.rule is None or one.is_right)
        assert (one.verdict == "needs_approval") == (one.approval is not None)
        assert one.rule is None or citation(one.rule) is not None or one.rule.startswith("playbooks/")


@given(CASES)
def test_a_right_asked_for_is_always_what_is_recommended(facts: CaseFacts) -> None:
    assessment = assess(facts)
    rights = [one.code for one in assessment.resolutions if one.is_right]
    assert not rights or assessment.recommended in rights


@given(CASES)
def test_costs_add_up(facts: CaseFacts) -> None:
    for one in assess(facts).resolutions:
        if one.cost is None:  # dollars have prices; only what people tell can be unknown
            rules = playbooks()[facts.issue_types[0]].resolutions
            told = {line.fact for rule in rules if rule.code == one.code for line in rule.lines if line.fact}
            assert facts.upgrade_paid is None or told - facts.answers.keys()
            continue
        sums = {side: Decimal(0) for side in ("out", "back", "risk")}
        for line in one.cost.lines:
            assert line.amount.amount >= 0
            assert line.amount == line.amount.rounded()
            sums[line.side] += line.amount.amount
        assert one.cost.out.amount == sums["out"]
        assert one.cost.cost.amount == sums["out"] - sums["back"] + sums["risk"]


@given(CASES, st.sampled_from(["reship", "refund", "exchange", "explain"]))
def test_what_the_buyer_chose_is_recommended_unless_refused(facts: CaseFacts, chosen: str) -> None:
    if chosen not in {rule.code for rule in playbooks()[facts.issue_types[0]].resolutions}:
        return
    assessment = assess(replace(facts, chosen=chosen))
    verdicts = {one.code: one.verdict for one in assessment.resolutions}
    if assessment.outcome != "ask" and verdicts[chosen] != "refused":
        assert (assessment.recommended, assessment.recommended_for) == (chosen, "chosen")


@given(CASES)
def test_steps_are_due_after_now(facts: CaseFacts) -> None:
    for step in assess(facts).steps:
        if step.due_at is None:
            assert step.waits_for is not None or step.status == "moot"
            continue
        assert facts.as_of < step.due_at <= facts.as_of + timedelta(days=30)


def test_a_choice_that_cannot_be_is_never_confirmed_as_another() -> None:
    stockless = case(chosen="reship", stock_good=0, evidence=frozenset({"photo_goods"}))
    assert assess(stockless).template == "choices"


def test_where_nothing_can_be_offered_nothing_is_promised() -> None:
    stuck = case("wrong_carrier", serves_address=False, pickup_km=60, parcel_state="delivered")
    assessment = assess(stuck)
    assert (assessment.recommended, assessment.choices) == (None, ())
    assert assessment.template == "acknowledge"


def test_templates_that_offer_choices_are_those_that_need_some() -> None:
    offering = {
        code
        for (locale, code), stage in stages().items()
        if locale == "en" and "offers" in {variable.type for variable in stage.variables.values()}
    }
    assert offering == WITH_CHOICES
