"""The queue by pages, its order in each view, and its counts."""

from datetime import timedelta

import pytest

from amends.accounts.models import Shop
from amends.cases.models import TYPES_IN_ORDER, Case
from amends.cases.queries import COUNTED_TO, Place, case_counts, page_of_cases, views
from amends.core import clock
from amends.core.errors import NotFound
from tests import people
from tests.web.single_rows import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def shops() -> list[Shop]:
    organisation = people.organisation()
    return [people.shop(organisation, code) for code in ("A", "B", "C")]


def make(shop: Shop, count: int, state: str = "open", *, types: tuple[str, ...] = ("damaged",)) -> list[Case]:
    """Cases due an hour after one another, the first an hour ago."""
    return Case.objects.bulk_create(
        Case(
            organisation_id=shop.organisation_id,
            shop=shop,
            state=state,
            issue_types=list(types),
            opened_at=NOON,
            last_message_at=NOON,
            next_due_at=NOON + timedelta(hours=place - 1),
            queue_key=NOON + timedelta(hours=place - 1, minutes=-3 * (place % 5)),
        )
        for place in range(count)
    )


def walk(shops: list[Shop], view: str, size: int) -> list[int]:
    """Every case of a view, page after page."""
    found: list[int] = []
    beyond, more = None, True
    while more:
        ids, more = page_of_cases([shop.pk for shop in shops], view, beyond=beyond, size=size)
        assert 0 < len(ids) <= size
        found += ids
        last = Case.objects.get(pk=ids[-1])
        beyond = Place(last.queue_key, last.pk)
    return found


@pytest.mark.parametrize("state", ["open", "snoozed", "waiting_other", "solved", "closed"])
def test_pages_hold_each_case_once_in_the_order_of_the_view(shops: list[Shop], state: str) -> None:
    for shop in shops:
        make(shop, 11, state)
    view = {"waiting_other": "waiting", "closed": "solved"}.get(state, state)
    in_order = list(Case.objects.order_by("queue_key", "pk").values_list("pk", flat=True))
    assert walk(shops, view, 4) == (in_order[::-1] if view == "solved" else in_order)


def test_only_what_is_due_is_late(shops: list[Shop]) -> None:
    made = make(shops[0], 6)
    Case.objects.filter(pk=made[0].pk).update(next_due_at=NOON - timedelta(seconds=1))
    Case.objects.filter(pk=made[1].pk).update(queue_key=NOON - timedelta(hours=2), next_due_at=NOON)
    with clock.frozen_at(NOON):
        assert walk(shops, "late", 50) == [made[0].pk]


@pytest.mark.parametrize("state", ["open", "solved"])
@pytest.mark.parametrize("before", range(TYPES_IN_ORDER + 3))
def test_by_issue_type_wherever_it_stands(shops: list[Shop], state: str, before: int) -> None:
    others = tuple(f"type_{place}" for place in range(before))
    make(shops[0], 3, state, types=(*others, "damaged"))
    wanted = make(shops[1], 2, state, types=(*others, "leaking", "defective"))
    wanted += make(shops[2], 2, state, types=("leaking",))
    in_order = sorted(wanted, key=lambda case: (case.queue_key, case.pk), reverse=state == "solved")
    ids, more = page_of_cases([shop.pk for shop in shops], state, issue_type="leaking", size=3)
    assert (ids, more) == ([case.pk for case in in_order[:3]], True)


@pytest.mark.parametrize(
    ("made", "told"), [(COUNTED_TO, 999), (COUNTED_TO + 1, 1000), (COUNTED_TO + 9, 1000)]
)
def test_counts_are_exact_to_999(shops: list[Shop], made: int, told: int) -> None:
    make(shops[0], made - 400, "snoozed")
    make(shops[1], 400, "snoozed")
    make(shops[2], 5, "snoozed")
    counts = case_counts([shops[0].pk, shops[1].pk])
    assert counts == dict.fromkeys(views(None), 0) | {"snoozed": told}


def test_a_view_that_is_none(shops: list[Shop]) -> None:
    with pytest.raises(NotFound, match="no view"):
        page_of_cases([shops[0].pk], "urgent")
