"""Open cases that ask the same thing, put into groups and kept: read for all of them at once.

The groups are rows that the worker renews every minute, not something each screen reckons: to form them,
every open case of the organisation must be looked at together, while a queue shows fifty and is asked for
by every agent at every change. A minute late is soon enough for a group to appear; cases that were answered
meanwhile are left out wherever a group is read (cases/groups.py), so that none is shown too long. Five
statements read what is needed, however many cases there are; what is written is only what differs.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction

from amends.accounts.models import Organisation
from amends.cases.announcing import announce
from amends.cases.grouping import Alike, Asked, Thing, groups_of, question_of
from amends.cases.models import Case, CaseGroup, GroupedCase
from amends.core import clock
from amends.core.bulk import copy_in, lock_until_commit
from amends.inbox.about import still_asks
from amends.inbox.in_common import (
    Whereabouts,
    latest_of,
    products_of,
    things_of_parcel,
    topics_of,
    whereabouts_of,
)

Row = Mapping[str, Any]


def group_all_cases() -> None:
    """Renew the groups of every organisation."""
    for organisation_id in Organisation.objects.order_by("pk").values_list("pk", flat=True):
        group_cases_of(organisation_id)


def group_cases_of(organisation_id: int) -> list[Alike]:
    """Renew the groups of one organisation, in one transaction, and tell open screens what moved."""
    with transaction.atomic():
        lock_until_commit("group_cases", organisation_id)
        cases = _open_cases(organisation_id)
        whereabouts = whereabouts_of([case["order_id"] for case in cases if case["order_id"]])
        groups = _formed(cases, whereabouts)
        moved = _keep(
            organisation_id, groups, {case["id"]: whereabouts.get(case["order_id"]) for case in cases}
        )
        if moved:
            announce(moved, review=False)
    return groups


def _open_cases(organisation_id: int) -> list[dict[str, Any]]:
    """Those whose buyer waits for an answer and asked in their latest message, with the question each asks.

    Also where triage is not sure: a guess that others share a place or a product with is a good one, and
    nothing is done to a group that nobody has looked at.
    """
    rows = Case.objects.filter(
        organisation_id=organisation_id,
        state="open",
        merged_into=None,
        unanswered_since__isnull=False,
    ).values(
        "id",
        "shop_id",
        "order_id",
        "buyer_id",
        "issue_types",
        "newest_message_id",
        "order__seller_account_id",
    )
    found: list[dict[str, Any]] = [
        {**row, "question": question_of(row["issue_types"])} for row in rows.order_by("pk")
    ]
    asking = [row for row in found if row["question"]]
    latest = latest_of([row["id"] for row in asking])
    return [
        row for row in asking if row["id"] not in latest or still_asks(row["question"], latest[row["id"]])
    ]


def _formed(cases: Sequence[Row], whereabouts: Mapping[int, Whereabouts]) -> list[Alike]:
    """First by what the record says; words are read only of those that have nothing else in common."""
    products = products_of(cases)
    asked = [
        _asked(
            case,
            [
                *things_of_parcel(case["question"], whereabouts.get(case["order_id"])),
                *products.get(case["order_id"], ()),
            ],
        )
        for case in cases
    ]
    groups = groups_of(asked)
    grouped = {case_id for group in groups for case_id in group.labels}
    left = [case for case in cases if case["id"] not in grouped]
    touched = topics_of(left)
    by_words = (_asked(case, touched.get(case["newest_message_id"], ())) for case in left)
    return [*groups, *groups_of(by_words)]


def _asked(case: Row, things: Iterable[Thing]) -> Asked:
    buyer = case["buyer_id"] or -case["id"]  # a stranger is somebody else each time
    return Asked(case["id"], buyer, case["question"], frozenset(things))


def _keep(
    organisation_id: int, groups: Sequence[Alike], whereabouts: Mapping[int, Whereabouts | None]
) -> set[int]:
    """Write down what differs; the ids of cases that came into a group, left one, or changed groups."""
    known = {
        (row.question, row.kind, row.key): row.pk
        for row in CaseGroup.objects.of(organisation_id).order_by("pk")
    }
    wanted = {(group.question, group.kind, group.key): group for group in groups}
    new = [
        CaseGroup(
            organisation_id=organisation_id, question=question, kind=kind, key=key, formed_at=clock.now()
        )
        for question, kind, key in wanted
        if (question, kind, key) not in known
    ]
    known |= {(row.question, row.kind, row.key): row.pk for row in CaseGroup.objects.bulk_create(new)}
    rows = {
        case_id: (known[name], label, *_told(whereabouts.get(case_id)))
        for name, group in wanted.items()
        for case_id, label in group.labels.items()
    }
    columns = ("group_id", "label", "place", "hold_up", "carrier")
    before = {
        row[0]: row[1:]
        for row in GroupedCase.objects.of(organisation_id).order_by("pk").values_list("case_id", *columns)
    }
    stale = [case_id for case_id, row in before.items() if rows.get(case_id) != row]
    fresh = {case_id: row for case_id, row in rows.items() if before.get(case_id) != row}
    GroupedCase.objects.filter(case_id__any=stale).delete()
    copy_in(
        GroupedCase,
        [
            {"organisation_id": organisation_id, "case_id": case_id, **dict(zip(columns, row, strict=True))}
            for case_id, row in fresh.items()
        ],
    )
    CaseGroup.objects.filter(pk__any=[pk for name, pk in known.items() if name not in wanted]).delete()
    return {
        case_id for case_id in {*stale, *fresh} if before.get(case_id, (0,))[0] != rows.get(case_id, (0,))[0]
    }


def _told(parcel: Whereabouts | None) -> tuple[str, str, str]:
    return ("", "", "") if parcel is None else (parcel.place, parcel.hold_up, parcel.carrier)
