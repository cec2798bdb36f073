"""Rules told in words: how long, counted from what, where and when in force, within which limits."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from babel.core import Locale
from babel.dates import format_date
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from amends.policies.durations import Amount
from amends.policies.moments import Combined, Dated, Given, Moment, Named, Promised
from amends.policies.rulebook import Limit
from amends.policies.scope import Scope
from amends.web import shown
from amends.web.words import marketplace_name, word

MEASURE: Mapping[str, Promise] = {
    "account_age": pgettext_lazy("measure", "age of the account"),
    "buy_shipping_rate": pgettext_lazy("measure", "share shipped with bought labels"),
    "cancellation_rate": pgettext_lazy("measure", "cancellation rate"),
    "late_shipment_rate": pgettext_lazy("measure", "late shipment rate"),
    "late_shipments": pgettext_lazy("measure", "late shipments"),
    "on_time_delivery_rate": pgettext_lazy("measure", "on-time delivery rate"),
    "on_time_shipment_rate": pgettext_lazy("measure", "on-time shipment rate"),
    "order_defect_rate": pgettext_lazy("measure", "order defect rate"),
    "response_rate": pgettext_lazy("measure", "response rate"),
    "sales": pgettext_lazy("measure", "sales"),
    "transaction_defect_rate": pgettext_lazy("measure", "transaction defect rate"),
    "transaction_defects": pgettext_lazy("measure", "transaction defects"),
    "turnover": pgettext_lazy("measure", "turnover"),
    "unresolved_case_rate": pgettext_lazy("measure", "rate of unresolved cases"),
    "unresolved_cases": pgettext_lazy("measure", "unresolved cases"),
    "valid_tracking_rate": pgettext_lazy("measure", "valid tracking rate"),
}


def amount_said(amount: Amount) -> str:
    """`24 hours`, `3 business days`."""
    if amount.unit == "minutes" and amount.n and not amount.n % 60:
        return amount_said(Amount(amount.n // 60, "hours"))
    n, values = amount.n, {"n": shown.number(amount.n)}
    return {
        "minutes": lambda: ngettext("%(n)s minute", "%(n)s minutes", n),
        "hours": lambda: ngettext("%(n)s hour", "%(n)s hours", n),
        "calendar_days": lambda: ngettext("%(n)s day", "%(n)s days", n),
        "business_days": lambda: ngettext("%(n)s business day", "%(n)s business days", n),
        "civil_days_after": lambda: ngettext("%(n)s whole day", "%(n)s whole days", n),
        "months": lambda: ngettext("%(n)s month", "%(n)s months", n),
        "years": lambda: ngettext("%(n)s year", "%(n)s years", n),
    }[amount.unit]() % values


def span_said(length: timedelta) -> str:
    """A length of time in its largest whole unit."""
    minutes = length // timedelta(minutes=1)
    if minutes and not minutes % 1440:
        return amount_said(Amount(minutes // 1440, "calendar_days"))
    if minutes and not minutes % 60:
        return amount_said(Amount(minutes // 60, "hours"))
    return amount_said(Amount(minutes, "minutes"))


def moment_said(moment: Moment) -> str:
    """When something is due: `24 hours after the payment`."""
    if isinstance(moment, Combined):
        parts = "; ".join(map(moment_said, moment.parts))
        if moment.way == "later_of":
            return _("the later of: %(parts)s") % {"parts": parts}
        if moment.way == "earlier_of":
            return _("the earlier of: %(parts)s") % {"parts": parts}
        return _("the first that is known of: %(parts)s") % {"parts": parts}
    event = word("rule_event", moment.counts_from)
    if isinstance(moment, Given):
        return _("the marketplace’s own countdown, from %(event)s") % {"event": event}
    if isinstance(moment, Promised):
        minutes = amount_said(Amount(moment.promise.minutes // 60, "hours"))
        return _("%(amount)s of staffed time after %(event)s") % {"amount": minutes, "event": event}
    if isinstance(moment, Named):
        return _("the end of the day that is noted on the case")
    if isinstance(moment, Dated):
        return _("the end of %(day)s") % {"day": day_said(moment.until_day)}
    if not moment.amount.n:
        return _("at %(event)s") % {"event": event}
    return _("%(amount)s after %(event)s") % {"amount": amount_said(moment.amount), "event": event}


def day_said(day: date) -> str:
    """A day with its year, as the reader's language writes it."""
    pattern = {"zh-hans": "y年M月d日"}.get(shown.language(), "d MMM y")
    return str(format_date(day, pattern, locale=shown.locale()))


def country_name(code: str) -> str:
    """`FR` → France; the code itself where it is none."""
    return str(Locale.parse(shown.locale()).territories.get(code, code))


def force_said(from_day: date | None, until_day: date | None) -> str:
    """Between which days; empty where there is no end to either side."""
    if from_day and until_day:
        values = {"from": day_said(from_day), "until": day_said(until_day)}
        return _("%(from)s to %(until)s") % values
    if from_day:
        return _("from %(day)s") % {"day": day_said(from_day)}
    return _("until %(day)s") % {"day": day_said(until_day)} if until_day else ""


def where_said(
    marketplaces: Iterable[str] | None, countries: Iterable[str] | None, not_countries: Iterable[str] = ()
) -> list[str]:
    """The marketplaces and countries, each as a word; nothing where it holds everywhere."""
    said = sorted(map(marketplace_name, marketplaces or ()))
    said += sorted(map(country_name, countries or ()))
    return said + [_("not %(name)s") % {"name": name} for name in sorted(map(country_name, not_countries))]


def scope_said(scope: Scope) -> list[str]:
    """Where one version holds, beside its marketplaces: a phrase for each limit."""
    said = where_said(None, scope.countries, scope.not_countries)
    said += [word("fulfilment", scope.fulfilment)] if scope.fulfilment else []
    said += [word("route", scope.route)] if scope.route else []
    said += [_("to %(name)s") % {"name": country_name(code)} for code in sorted(scope.to_countries or ())]
    said += [_("not to %(name)s") % {"name": country_name(code)} for code in sorted(scope.not_to_countries)]
    said += [code.replace("_", " ").upper() for code in sorted(scope.carriers or ())]
    said += [word("issue_type", code) for code in sorted(scope.issue_types or ())]
    return said + [word("mark", code) for code in sorted(scope.marked)]


def limit_said(limit: Limit) -> str:
    """`order defect rate below 1 %, over 60 days`."""
    ways = {
        "below": pgettext("limit", "below %(value)s"),
        "at_most": pgettext("limit", "at most %(value)s"),
        "at_least": pgettext("limit", "at least %(value)s"),
        "above": pgettext("limit", "above %(value)s"),
    }
    units = {"percent": "%(n)s %%", "days": _("%(n)s days"), "USD": "%(n)s USD"}
    value = units.get(limit.unit, "%(n)s") % {"n": f"{limit.value:f}"}
    measure = str(MEASURE.get(limit.measure, limit.measure.replace("_", " ")))
    said = f"{measure} {ways[limit.way] % {'value': value}}"
    days = " / ".join(map(str, limit.over_days))
    return f"{said}, {_('over %(n)s days') % {'n': days}}" if days else said
