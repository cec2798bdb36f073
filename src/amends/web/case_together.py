"""What belongs together with a case: what was merged into it or split off, what it is linked to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.http import HttpRequest, HttpResponse
from django.http import HttpResponseRedirect as Redirect
from django.urls import reverse
from django.utils.http import urlencode

from amends.cases.family import merged_ids
from amends.cases.linking import relatives, relatives_of
from amends.cases.models import Case, CaseChange
from amends.inbox.models import Draft
from amends.web.access import Reader

MOST_CHANGES = 20
REFRESHED = ("refresh", "minute")


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be taken back. kind: one of CHANGE_KINDS, or split_from, seen from the other side."""

    id: int
    kind: str
    other: int | None
    order_number: str
    order_id: int | None
    who: str
    at: datetime
    first: "UndoneFirst | None" = None


@dataclass(frozen=True, slots=True)
class UndoneFirst:
    """A merge of one of a split's two cases into `into`: until it is undone, the split cannot be."""

    id: int
    merged: int
    into: int


@dataclass(frozen=True, slots=True)
class LeftDraft:
    """What the reader has typed in a case that was merged into this one."""

    case_id: int
    text: str


def with_together(reader: Reader) -> dict[str, Any]:
    """For annotating the case of a page: it costs no query of its own."""
    changes = CaseChange.objects.filter(
        Q(case=OuterRef("pk")) | Q(other=OuterRef("pk"), kind="split"), undone_at=None
    )
    drafts = Draft.objects.filter(case__merged_into=OuterRef("pk"), user=reader.user)
    told = JSONObject(
        pk="pk", kind="kind", case="case_id", other="other_id", at="made_at", number="order__number",
        order="order_id", name="made_by__name", login="made_by__login", first=_undone_first(),
    )  # fmt: skip
    return {
        "merged_ids": merged_ids(),
        "changes_told": ArraySubquery(changes.order_by("-pk").values(told=told)[:MOST_CHANGES]),
        "drafts_left": ArraySubquery(
            drafts.exclude(text="").order_by("case_id").values(told=JSONObject(case="case_id", text="text"))
        ),
        **relatives(),
    }


def _undone_first() -> Subquery:
    """Of a split of the outer query: the merge that has taken one of its cases in since."""
    either = Q(other=OuterRef("other_id")) | Q(other=OuterRef("case_id"))
    merges = CaseChange.objects.filter(either, kind="merge", undone_at=None, pk__gt=OuterRef("pk"))
    told = JSONObject(id="pk", merged="other_id", into="case_id")
    return Subquery(merges.order_by("-pk").values(told=told)[:1])


def together_of(reader: Reader, case: Case) -> dict[str, Any]:
    """For the page of an annotated case; all but the offered order, which the case has itself."""
    return {
        "changes": [_change(each, case) for each in getattr(case, "changes_told", ())],
        "relatives": relatives_of(case, reader.shops("see_cases")),
        "other_drafts": [LeftDraft(each["case"], each["text"]) for each in getattr(case, "drafts_left", ())],
    }


def _change(told: dict[str, Any], case: Case) -> Change:
    is_other = told["case"] != case.pk
    return Change(
        id=told["pk"],
        kind="split_from" if is_other else told["kind"],
        other=told["case"] if is_other else told["other"],
        order_number=told["number"] or "",
        order_id=told["order"],
        who=told["name"] or told["login"] or "",
        at=datetime.fromisoformat(told["at"]),
        first=UndoneFirst(**told["first"]) if told["kind"] == "split" and told["first"] else None,
    )


def moved_on(request: HttpRequest, case: Case, place: str, query: dict[str, str]) -> HttpResponse | None:
    """The way to the case that this one was merged into; None where it was not, or its page is open.

    Somebody who has it open is not torn away from what they type: their page says where it went.
    """
    if case.merged_into_id is None or request.headers.get("HX-Trigger") in REFRESHED:
        return None
    address = reverse(place, args=[case.merged_into_id])
    return Redirect(f"{address}?{urlencode({**query, 'was': str(case.pk)})}")
