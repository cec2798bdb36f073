"""Decision tables answer for cases: the case tells their facts, and conditions name their answers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from amends.core.money import Money
from amends.core.pack_sets import PackSet, judging_by
from amends.core.packs import pack_bytes
from amends.playbooks.approvals import who_approves
from amends.playbooks.assess import assess
from amends.playbooks.derived import known_of
from amends.playbooks.facts import CaseFacts
from amends.playbooks.questions import asked_by, question_of

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FACTS = CaseFacts(
    issue_types=("no_reason_return",),
    marketplace="shopify",
    zone="America/Chicago",
    as_of=NOW,
    country="US",
    fulfilment="seller",
    paid=Money(Decimal("49.00"), "USD"),
    first_message_at=NOW - timedelta(days=2),
    delivered_at=NOW - timedelta(days=40),
    wishes=frozenset({"return"}),
)
SIXTY_DAYS = (
    pack_bytes("tables/returns/shop")
    .decode()
    .replace(
        "    otherwise: silent\n",
        """      - id: sixty_days
        countries: [US]
        when: {days_kept: {min: 0 days, max: 60 days}, faulty: false}
        then: {allowed: true, return_freight: buyer_pays}
        reason: shop_sixty_days
        text: {en: Sixty days for everybody., zh-Hans: 60 天内可退。, fr: Soixante jours pour tous.}
    otherwise: silent
""",
    )
)


def verdict_of(facts: CaseFacts, way: str) -> tuple[str, str | None]:
    found = next(one for one in assess(facts).resolutions if one.code == way)
    return found.verdict, found.rule


def test_what_no_table_grants_is_left_to_the_playbook() -> None:
    assert known_of(FACTS)["may_return"] == "ask_a_person"
    assert verdict_of(FACTS, "return_refund")[0] != "allowed"


RETURNS = ["no_reason_return", "return_request", "late_return"]


@pytest.mark.parametrize("issue_type", RETURNS)
def test_a_sellers_kinder_row_changes_the_verdict_and_is_cited(issue_type: str) -> None:
    asked = replace(FACTS, issue_types=(issue_type,), answers={"return_ground": "no_reason"})
    with judging_by(PackSet({"tables/returns/shop": SIXTY_DAYS.encode()})):
        assert known_of(asked)["may_return.allowed"] is True
        assert verdict_of(asked, "return_refund") == ("allowed", "shop_return/sixty_days")


@pytest.mark.parametrize("issue_type", RETURNS)
def test_the_law_grants_what_a_shop_would_refuse(issue_type: str) -> None:
    """A harsher row could not be released; were it there, the law's floor would hold."""
    harsher = SIXTY_DAYS.replace(
        "then: {allowed: true, return_freight: buyer_pays}", "then: {allowed: false}"
    )
    harsher = harsher.replace("countries: [US]", "countries: [FR]")
    asked = replace(
        FACTS,
        issue_types=(issue_type,),
        marketplace="own",
        country="FR",
        delivered_at=NOW - timedelta(days=9),
        answers={"return_ground": "no_reason", "excluded_goods": False},
    )
    with judging_by(PackSet({"tables/returns/shop": harsher.encode()})):
        assert known_of(asked)["may_return.allowed"] is True
        assert verdict_of(asked, "return_refund") == ("allowed", "eu.withdraw")


def test_the_issue_types_tell_whether_it_is_faulty() -> None:
    faulty = replace(
        FACTS,
        issue_types=("no_reason_return", "defective"),
        delivered_at=NOW - timedelta(days=20),
    )
    assert known_of(faulty)["may_return.return_freight"] == "seller_pays"


def test_what_the_tables_lack_is_asked_of_the_case() -> None:
    unknown = replace(FACTS, marketplace="taobao", country="CN", delivered_at=NOW - timedelta(days=5))
    known = known_of(unknown)
    assert known["may_return.allowed"] is None
    assert set(asked_by(known.verdict("may_return"))) == {"excluded_goods", "used"}
    assert {ask.fact for ask in assess(unknown).asks} >= {"excluded_goods", "used"}


@pytest.mark.parametrize(
    ("amount", "currency", "role"),
    [
        ("150.00", "USD", None),
        ("150.01", "USD", "lead"),
        ("1500.00", "USD", "lead"),
        ("1500.01", "USD", "owner"),
        ("130.43", "EUR", None),
        ("130.44", "EUR", "lead"),
        ("1.00", "XOF", "lead"),
        ("0.00", "XOF", None),
    ],
)
def test_who_approves_is_a_table(amount: str, currency: str, role: str | None) -> None:
    needed = who_approves(Money(Decimal(amount), currency))
    assert (needed[0] if needed else None) == role


def test_only_questions_put_to_cases_are_names() -> None:
    assert question_of("may_return.allowed") == "may_return"
    assert question_of("refund_approval") is None
    assert question_of("delivered") is None
