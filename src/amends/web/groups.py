"""The page of groups: what many buyers ask at once, with what they have in common; taking all of one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from amends.answers.queries import answers_of_groups
from amends.cases.groups import Common, cases_in_groups, common_facts, groups_in
from amends.cases.queries import cases_with_orders
from amends.cases.taking import Taken, take_group
from amends.parcels.places import hold_up_name, place_name
from amends.web.access import Reader, reads
from amends.web.case_panel import locale
from amends.web.desk import rows_of
from amends.web.group_lines import group_line
from amends.web.words import marketplace_name, word

SHOWN, CASES_EACH, VALUES_EACH = 20, 5, 3
FACTS = ("issue_type", "place", "hold_up", "carrier", "shop")


@reads("see_cases")
def groups_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /desk/groups: what many buyers ask at once, the largest group first."""
    shops = list(reader.shops("see_cases"))
    groups = groups_in(shops)
    shown = groups[:SHOWN]
    ids = [group.id for group in shown]
    members, facts = cases_in_groups(ids, shops, each=CASES_EACH), common_facts(ids, shops)
    answers = answers_of_groups(ids, reader.organisation_id)
    cases = cases_with_orders([case_id for each in members.values() for case_id in each])
    rows = {row["case"].pk: row for row in rows_of(cases)}
    entries = [
        {
            "line": group_line(group),
            "facts": _facts(facts[group.id], reader),
            "rows": [rows[case_id] for case_id in members[group.id] if case_id in rows],
            "more": group.cases - len(members[group.id]),
            "answer": answers.get(group.id),
        }
        for group in shown
    ]
    context = {"entries": entries, "more": len(groups) - len(shown), "may_take": reader.may("work_case")}
    return render(request, "cases/groups.html", context)


@require_POST
@reads("work_case")
def group_take(request: HttpRequest, reader: Reader, *, group_id: int) -> HttpResponseBase:
    """POST /desk/groups/7/take: all of its cases that nobody has become the reader's."""
    taken = take_group(group_id, by=reader.actor)
    messages.success(request, " ".join(_said(taken)))
    return Redirect(f"{reverse('desk')}?{urlencode({'view': 'open', 'group': str(group_id)})}")


def _said(taken: Taken) -> list[str]:
    said = [
        ngettext("%(count)s case is yours now.", "%(count)s cases are yours now.", taken.taken)
        % {"count": taken.taken}
    ]
    if taken.with_others:
        others = ngettext(
            "%(count)s stays with somebody else.", "%(count)s stay with others.", taken.with_others
        )
        said.append(others % {"count": taken.with_others})
    return said


def _facts(facts: list[Common], reader: Reader) -> list[dict[str, Any]]:
    """Label and the commonest values of each kind of fact."""
    labels = {
        "issue_type": _("What it is about"),
        "place": _("Latest event in"),
        "hold_up": _("Held up by"),
        "carrier": _("Carrier"),
        "shop": _("Shop"),
    }
    found = []
    for kind in FACTS:
        of_kind = [fact for fact in facts if fact.kind == kind]
        if of_kind:
            values = [(_value(fact, reader), fact.cases) for fact in of_kind[:VALUES_EACH]]
            found.append({"label": labels[kind], "values": values, "more": len(of_kind) - len(values)})
    return found


def _value(fact: Common, reader: Reader) -> str:
    if fact.kind == "place":
        return place_name(fact.value, locale())
    if fact.kind == "hold_up":
        return hold_up_name(fact.value, locale())
    if fact.kind == "issue_type":
        return word("issue_type", fact.value)
    if fact.kind == "shop":
        shop = reader.every_shop[int(fact.value)]
        return f"{marketplace_name(shop.marketplace)} · {shop.code}"
    return fact.value
