"""How quickly and how reliably buyers are answered: by person, template, channel, shop and reason."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amends.accounts.models import Shop
from amends.insights.quality.document import names_for, quality_table
from amends.insights.quality.report import DAYS, USUAL_DAYS, Report, quality_of
from amends.insights.reply_outcomes import outcomes_of
from amends.web.access import Reader, reads
from amends.web.quality_page import after_templates, row_of, tables_of
from amends.web.quality_picture import picture_of
from amends.web.spreadsheets import spreadsheet
from amends.web.what_if import zone_of

SEE = "see_quality"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what it does not know is as if not said. `shop` None: every one they see."""

    days: int
    shop: Shop | None
    shops: dict[int, Shop]


@require_safe
@reads(SEE)
def quality_page(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /insights/quality?days=30&shop=LANTERN-US"""
    asked = _asked(request, reader)
    report = _report(asked, reader)
    outcomes = outcomes_of(
        reader.organisation_id,
        now=report.period.until,
        looks_back=timedelta(days=asked.days),
        shop_ids=asked.shops,
    )
    period = report.period
    context = {
        "report": report,
        "total": row_of(report.total, ""),
        "running": report.total.promises.running,
        "tables": tables_of(report, reader),
        "outcomes": after_templates(outcomes),
        "picture": picture_of(report.over_time, days=asked.days, unit=period.unit, since=period.since),
        "days": asked.days,
        "periods": DAYS,
        "shop": asked.shop,
        "shops": list(reader.shops(SEE).values()),
        "zone": period.zone,
    }
    return render(request, "insights/quality.html", context)


@require_safe
@reads(SEE)
def quality_csv(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /insights/quality.csv: the same figures for a spreadsheet."""
    asked = _asked(request, reader)
    report = _report(asked, reader)
    name = f"quality-{report.period.since:%Y-%m-%d}-{report.period.until:%Y-%m-%d}.csv"
    return spreadsheet(quality_table(report, names_for(report, asked.shops)), name)


def _asked(request: HttpRequest, reader: Reader) -> Asked:
    seen = reader.shops(SEE)
    code = request.GET.get("shop", "")
    shop = next((shop for shop in seen.values() if shop.code == code), None)
    days = next((each for each in DAYS if str(each) == request.GET.get("days", "")), USUAL_DAYS)
    return Asked(days, shop, {shop.pk: shop} if shop is not None else seen)


def _report(asked: Asked, reader: Reader) -> Report:
    return quality_of(asked.shops, days=asked.days, zone=zone_of(reader))
