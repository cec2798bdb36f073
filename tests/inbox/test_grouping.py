from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from amends.cases import actions
from amends.cases.groups import groups_in
from amends.cases.models import Case, CaseGroup, GroupedCase
from amends.cases.taking import take_group
from amends.core.errors import NotFound
from amends.history.models import Event
from amends.inbox.grouping import group_all_cases, group_cases_of
from amends.inbox.models import CaseMessage, Message, MessageBody
from tests import people
from tests.web import rows
from tests.web.group_rows import late_parcel

pytestmark = pytest.mark.django_db
QUERIES = 17  # a fixed number, whatever there is to group; each transaction's own two among them


@pytest.fixture
def desk() -> rows.Desk:
    return rows.desk()


def grouped(desk: rows.Desk) -> dict[str, list[int]]:
    """Renew the groups and tell them: `kind:key` → ids of cases."""
    group_cases_of(desk.organisation.pk)
    found: dict[str, list[int]] = {}
    for row in GroupedCase.objects.select_related("group").order_by("pk"):
        found.setdefault(f"{row.group.question} {row.group.kind}:{row.group.key}", []).append(row.pk)
    return found


def test_cases_of_parcels_held_in_one_place_form_a_group(desk: rows.Desk) -> None:
    held = [late_parcel(desk.taobao, n) for n in range(4)]
    held += [late_parcel(desk.amazon, 9, place="Hohhot Hub", text="Delayed", carrier="UPS", types=("lost",))]
    [late_parcel(desk.taobao, n, place="武汉转运中心", text="已到达", status="in_transit") for n in (20, 21)]
    assert grouped(desk) == {"where place:hohhot": [case.pk for case in held]}


def test_the_latest_event_counts_and_an_arrived_parcel_is_nowhere(desk: rows.Desk) -> None:
    for n in range(3):
        late_parcel(desk.taobao, n, place="湛江", text="已签收", status="delivered")
    assert grouped(desk) == {}


def test_what_holds_parcels_up_joins_places_that_are_too_small(desk: rows.Desk) -> None:
    places = ("湛江中转场", "海口中转场", "珠海中转场")
    for n, place in enumerate(places):
        late_parcel(desk.taobao, n, place=place, text="受台风影响，暂停收发", carrier=f"carrier {n}")
    assert list(grouped(desk)) == ["where hold_up:typhoon"]


def test_the_same_product_and_the_same_topic(desk: rows.Desk) -> None:
    broken = [late_parcel(desk.amazon, n, sku="PL-22", types=("defective",)) for n in range(3)]
    asked = [
        late_parcel(desk.taobao, n, types=("invoice",), words=words)
        for n, words in enumerate(("开专票，税号发你", "VAT number please", "le numéro de TVA"), 10)
    ]
    assert grouped(desk) == {
        "defective product:sku pl-22": [case.pk for case in broken],
        "invoice words:tax_number": [case.pk for case in asked],
    }


def test_a_group_grows_shrinks_and_goes(desk: rows.Desk) -> None:
    cases = [late_parcel(desk.taobao, n) for n in range(3)]
    assert len(grouped(desk)["where place:hohhot"]) == 3
    group = CaseGroup.objects.get()
    cases.append(late_parcel(desk.taobao, 7))
    assert len(grouped(desk)["where place:hohhot"]) == 4
    assert CaseGroup.objects.get() == group, "the same group, however it grows"
    Case.objects.filter(pk=cases[0].pk).update(unanswered_since=None)
    Case.objects.filter(pk=cases[1].pk).update(state="waiting_buyer")
    assert grouped(desk) == {}
    assert not CaseGroup.objects.exists()


def test_who_only_said_thanks_last_stands_in_no_group(desk: rows.Desk) -> None:
    cases = [late_parcel(desk.taobao, n) for n in range(5)]
    _say(cases[0], "Thank you!", [["notification", 0.53], ["missing_item", 0.1]])
    _say(cases[1], "thx", [["delayed", 0.0]], thanks=True)
    _say(cases[2], "Thanks, where is it?", [["delayed", 0.9]], thanks=True)
    assert grouped(desk) == {"where place:hohhot": [case.pk for case in cases[2:]]}
    _say(cases[3], "Thanks", [["thanks", 0.5]])
    assert grouped(desk) == {}, "two that ask are no group"


def _say(case: Case, words: str, guesses: list[list[Any]], **signals: bool) -> None:
    """One more message of the case's buyer, the newest, as triage judged it."""
    before = Message.objects.filter(case_messages__case=case).latest("pk")
    message = Message.objects.create(
        organisation=case.organisation,
        conversation=before.conversation,
        shop=case.shop,
        external_id=f"{before.external_id}-again",
        direction="in",
        sent_at=before.happened_at + timedelta(minutes=1),
        received_at=before.happened_at + timedelta(minutes=1),
    )
    MessageBody.objects.create(organisation=case.organisation, message=message, text=words)
    CaseMessage.objects.create(
        organisation=case.organisation,
        case=case,
        message=message,
        reason="thread",
        issue_types=guesses,
        signals=signals,
    )


def test_nothing_is_written_where_nothing_changed(
    desk: rows.Desk, django_assert_max_num_queries: Any
) -> None:
    for n in range(3):
        late_parcel(desk.taobao, n)
    first = grouped(desk)
    with django_assert_max_num_queries(QUERIES) as captured:
        group_all_cases()
    written = [each["sql"] for each in captured if each["sql"].split()[0] in ("INSERT", "COPY", "UPDATE")]
    assert written == []
    assert grouped(desk) == first


@pytest.mark.parametrize("count", [3, 40])
def test_a_fixed_number_of_queries(desk: rows.Desk, django_assert_max_num_queries: Any, count: int) -> None:
    for n in range(count):
        late_parcel(desk.taobao, n, types=("delayed", "invoice")[n % 2 :], words="税号")
    with django_assert_max_num_queries(QUERIES):
        group_cases_of(desk.organisation.pk)


def test_organisations_are_apart(desk: rows.Desk) -> None:
    other = people.shop(people.organisation("Other"), "OTHER")
    for n in range(2):
        late_parcel(desk.taobao, n)
        late_parcel(other, 50 + n)
    group_all_cases()
    assert not CaseGroup.objects.exists()


def test_counts_are_of_the_shops_one_sees(desk: rows.Desk) -> None:
    for n in range(4):
        late_parcel(desk.taobao, n)
    late_parcel(desk.amazon, 9)
    group_cases_of(desk.organisation.pk)
    assert [group.buyers for group in groups_in([desk.taobao.pk])] == [4]
    assert [group.buyers for group in groups_in([desk.taobao.pk, desk.amazon.pk])] == [5]
    assert groups_in([desk.amazon.pk]) == [], "one buyer is no group, whatever others there are"
    assert groups_in([]) == []


def test_a_case_that_is_answered_is_not_counted_any_more(desk: rows.Desk) -> None:
    cases = [late_parcel(desk.taobao, n) for n in range(4)]
    group_cases_of(desk.organisation.pk)
    Case.objects.filter(pk=cases[0].pk).update(unanswered_since=None)
    (group,) = groups_in([desk.taobao.pk])
    assert (group.buyers, group.hold_up, group.label) == (3, "overflow", "hohhot")


def test_a_case_cannot_stand_in_two_groups(desk: rows.Desk) -> None:
    case = late_parcel(desk.taobao, 1)
    made = [
        CaseGroup.objects.create(
            organisation=desk.organisation, question="where", kind="place", key=key, formed_at=case.opened_at
        )
        for key in "ab"
    ]
    GroupedCase.objects.create(organisation=desk.organisation, case=case, group=made[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupedCase(organisation=desk.organisation, case=case, group=made[1]).save(force_insert=True)


def test_taking_a_group_leaves_what_others_have(desk: rows.Desk) -> None:
    cases = [late_parcel(desk.taobao, n) for n in range(4)]
    amy = people.user(desk.organisation, "amy", "agent")
    actions.take_case(cases[0], by=people.actor(amy))
    group_cases_of(desk.organisation.pk)
    group_id = CaseGroup.objects.get().pk
    taken = take_group(group_id, by=people.actor(desk.owner))
    assert (taken.taken, taken.with_others) == (3, 1)
    assert Case.objects.get(pk=cases[0].pk).assignee == amy
    assert Event.objects.filter(verb="case_taken", subject_id__in=[case.pk for case in cases]).count() == 4
    again = take_group(group_id, by=people.actor(desk.owner))
    assert (again.taken, again.with_others) == (0, 1)


def test_taking_a_group_takes_only_in_shops_where_one_works(desk: rows.Desk) -> None:
    cases = [late_parcel(desk.taobao, n) for n in range(3)] + [late_parcel(desk.amazon, 9)]
    group_cases_of(desk.organisation.pk)
    group_id = CaseGroup.objects.get().pk
    amy = people.user(desk.organisation, "amy", "agent", shop=desk.taobao)
    assert take_group(group_id, by=people.actor(amy)).taken == 3
    assert Case.objects.get(pk=cases[3].pk).assignee is None
    for nobody in (
        people.user(desk.organisation, "payer", "finance"),
        people.user(desk.organisation, "third", "lead", shop=people.shop(desk.organisation, "third")),
        people.user(people.organisation("Other"), "stranger", "owner"),
    ):
        with pytest.raises(NotFound):
            take_group(group_id, by=people.actor(nobody))
