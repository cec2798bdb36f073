"""What-if: asked for, waited for, read, downloaded."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from amends.cases.models import Case
from amends.core.errors import NotFound, Refused
from amends.playbooks.reading import sentence
from amends.publishing.actions import find_draft
from amends.publishing.reports import changed_cases, find_report, report_read
from amends.releases.models import WhatIfReport
from amends.web import shown
from amends.web.access import Reader, reads_whole
from amends.web.condition_sentences import pack_locale
from amends.web.spreadsheets import spreadsheet
from amends.whatif.actions import start_report

POLLING_ENDED = 286
WAITING = ("waiting", "running")


def last_month(today: date) -> tuple[date, date]:
    """The calendar month before this day's: its first and last day."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@require_POST
@reads_whole("prepare_rulebook")
def what_if_start(request: HttpRequest, reader: Reader, *, draft_id: int) -> HttpResponseBase:
    """POST /rulebook/drafts/7/what-if: replay the draft over a period."""
    draft = find_draft(draft_id, by=reader.actor)
    from_day, until_day = (_day(request.POST.get(name, "")) for name in ("from_day", "until_day"))
    report = start_report(draft, from_day, until_day, by=reader.actor)
    return redirect("rulebook_what_if", report.pk)


@require_safe
@reads_whole("prepare_rulebook")
def what_if(request: HttpRequest, reader: Reader, *, report_id: int) -> HttpResponseBase:
    """GET /rulebook/what-if/7: what would have come out otherwise. Whoever opens it has seen it."""
    report = find_report(report_id, by=reader.actor)
    report_read(report, by=reader.actor)
    part = request.headers.get("HX-Target") == "report"
    context = {
        "place": "drafts",
        "report": report,
        "draft": report.draft,
        "is_waiting": report.state in WAITING,
        "is_outdated": report.revision != report.draft.revision,
        "zone": zone_of(reader),
        **(_told(report, reader) if report.state == "done" else {}),
    }
    status = POLLING_ENDED if part and report.state not in WAITING else 200
    return render(
        request, "rulebook/what_if_part.html" if part else "rulebook/what_if.html", context, status=status
    )


@require_safe
@reads_whole("prepare_rulebook")
def what_if_csv(request: HttpRequest, reader: Reader, *, report_id: int) -> HttpResponseBase:
    """GET /rulebook/what-if/7/cases.csv: every case that comes out otherwise."""
    report = find_report(report_id, by=reader.actor)
    if report.state != "done":
        raise NotFound("report_unknown", f"What-if {report_id} is not done.", mend="Wait until it is done.")
    name = f"what-if-{report.from_day}-{report.until_day}.csv"
    return spreadsheet(changed_cases(report), name)


def zone_of(reader: Reader) -> str:
    """The zone in which the reader means a moment: their own, else that of their first shop."""
    shops = reader.every_shop.values()
    return reader.user.time_zone or next((shop.time_zone for shop in shops), "UTC")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Refused("period_bad", f"{text[:40]!r} is no day.", mend="Choose both days.") from error


def _told(report: WhatIfReport, reader: Reader) -> dict[str, Any]:
    """The summary of a report in the reader's language."""
    said = report.summary
    cases = said.get("cases", [])
    seen = _cases_seen(reader, [one["case"] for one in cases])
    changed = said.get("changed", 0)
    return {
        "counts": [
            ("cases_in_period", said.get("cases_in_period", 0)),
            ("concerned", said.get("concerned", 0)),
            ("judged", said.get("judged", 0)),
            ("changed", changed),
        ],
        "changed": changed,
        "not_judged": said.get("not_judged", 0) + said.get("unreadable", 0),
        "money": [_money(currency, sums) for currency, sums in said.get("money", {}).items()],
        "deadlines": said.get("deadlines", {}),
        "kinds": _bars(said.get("kinds", {}), changed),
        "issue_types": _bars(said.get("issue_types", {}), changed),
        "cases": [_case(one, seen) for one in cases],
        "more": max(0, changed - len(cases)),
    }


def _bars(counts: dict[str, int], of: int) -> list[dict[str, Any]]:
    return [{"code": code, "n": n, "percent": round(100 * n / of) if of else 0} for code, n in counts.items()]


def _money(currency: str, sums: dict[str, str]) -> dict[str, Any]:
    before, after, difference = (Decimal(sums[name]) for name in ("before", "after", "difference"))
    return {
        "currency": currency,
        "before": shown.money(before, currency),
        "after": shown.money(after, currency),
        "difference": signed(difference, currency),
        "is_more": difference > 0,
        "is_less": difference < 0,
    }


def signed(amount: Decimal, currency: str) -> str:
    """`+$4.00`, `−$4.00`."""
    return f"+{shown.money(amount, currency)}" if amount > 0 else shown.money(amount, currency)


def _case(one: dict[str, Any], seen: dict[int, Case]) -> dict[str, Any]:
    currency, difference = one.get("currency"), one.get("difference")
    case = seen.get(int(one["case"])) if str(one["case"]).isdecimal() else None
    return {
        "case": case,
        "number": one["case"],
        "shop": one["shop"],
        "issue_type": one["issue_type"],
        "opened_on": one["opened_on"],
        "kinds": one["kinds"],
        "before": _side(one["issue_type"], one["before"], currency),
        "after": _side(one["issue_type"], one["after"], currency),
        "difference": signed(Decimal(str(difference)), currency)
        if currency and Decimal(str(difference or 0))
        else "",
        "ways": [{**way, "text": _way(one["issue_type"], way["way"])} for way in one.get("ways", ())],
        "deadlines": one.get("deadlines", ()),
    }


def _side(issue_type: str, side: dict[str, Any], currency: str | None) -> dict[str, str]:
    cost = side.get("cost")
    return {
        "outcome": side["outcome"],
        "way": _way(issue_type, side["recommended"]) if side.get("recommended") else "",
        "cost": shown.money(Decimal(cost), currency) if cost is not None and currency else "",
    }


def _way(issue_type: str, code: str) -> str:
    try:
        return sentence(issue_type, "resolutions", code, pack_locale())
    except KeyError:
        return code.replace("_", " ")


def _cases_seen(reader: Reader, numbers: list[str]) -> dict[int, Case]:
    ids = [int(number) for number in numbers if str(number).isdecimal()]
    cases = Case.objects.filter(
        organisation_id=reader.organisation_id, shop_id__in=list(reader.shops("see_cases")), pk__in=ids
    )
    return {case.pk: case for case in cases.select_related("order").order_by("pk")}
