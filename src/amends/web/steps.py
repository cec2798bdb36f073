"""What the reader's roles have to do, over all cases: the steps of playbooks, the earliest due first."""

from typing import Any

from django.db.models import F, Q
from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse

from amends.cases.models import WorkItem
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.inbox.contact_rules import REVIEW, button_for
from amends.playbooks.reading import sentence
from amends.web.access import Reader, reads
from amends.web.case_facts import act_on_step
from amends.web.case_panel import locale
from amends.web.shown import span

MOST = 200


@reads("see_steps")
def steps_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/steps: what is to be done by people of the reader's roles; POST: one is done."""
    if request.method == "POST":
        act_on_step(request, reader)
        return Redirect(reverse("steps"))
    rows = steps_for(reader)
    context = {
        "steps": [_shown(row, reader) for row in rows[:MOST]],
        "too_many": len(rows) > MOST,
        "asks_by_button": any(
            button_for(REVIEW, shop.marketplace) for shop in reader.shops("work_case").values()
        ),
    }
    return render(request, "cases/steps.html", context)


def steps_for(reader: Reader) -> list[WorkItem]:
    """The open steps of the reader's roles in their shops that may be done now, the earliest due first."""
    mine = Q()
    for grant in reader.grants:
        own = Q(role=grant.role) if grant.shop_id is None else Q(role=grant.role, case__shop_id=grant.shop_id)
        mine |= own
    now = clock.now()
    rows = WorkItem.objects.filter(
        mine, organisation_id=reader.organisation_id, state="open", case__state__in=AT_WORK
    ).exclude(step="")
    ready = rows.filter(Q(opens_at=None) | Q(opens_at__lte=now), case__merged_into=None)
    ordered = ready.select_related("case").order_by(F("due_at").asc(nulls_last=True), "pk")
    return list(ordered[: MOST + 1])


def _shown(row: WorkItem, reader: Reader) -> dict[str, Any]:
    try:
        text = sentence(row.issue_type, "steps", row.step, locale())
    except KeyError:  # the playbook has another step by now
        text = row.step
    now = clock.now()
    return {
        "item": row,
        "text": text,
        "shop": reader.every_shop[row.case.shop_id],
        "may_open": row.case.shop_id in reader.shops("see_cases"),
        "is_late": row.due_at is not None and row.due_at < now,
        "left": span(row.due_at - now) if row.due_at is not None else "",
    }
