"""The rulebook on the screen: every rule there is, and one rule with everything about it."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from amends.core import clock
from amends.core.errors import NotFound
from amends.insights.rule_filter import AGES, Wanted, chosen
from amends.insights.rule_uses import open_cases_by_rule
from amends.insights.rulebook_index import FAMILIES, SIDES, Entry, every_rule, rules_named
from amends.triage.codes import CODES as ISSUE_TYPES
from amends.web.access import Reader, reads
from amends.web.rule_page import detail_of, kind_name, row_of
from amends.web.rule_sentences import country_name
from amends.web.words import marketplace_name, word

PAGE = 60
LONGEST = 100


@reads("see_rulebook")
def rulebook(request: HttpRequest, reader: Reader) -> HttpResponseBase:
    """GET /rulebook: the rules that the address asks for, a page at a time."""
    entries, today = every_rule(), clock.now().date()
    wanted = _wanted(request, entries)
    found = chosen(entries, wanted, today)
    page = _page(request, len(found))
    cases = _cases(reader)
    shown = found[(page - 1) * PAGE : page * PAGE]
    filters = {name: getattr(wanted, name) for name in Wanted.__dataclass_fields__}
    context = {
        "place": "rules",
        "rows": [row_of(entry, cases, today) for entry in shown],
        "found": len(found),
        "all": len(entries),
        "first": (page - 1) * PAGE + 1,
        "last": (page - 1) * PAGE + len(shown),
        "sees_cases": cases is not None,
        "filters": filters,
        "is_narrowed": any(filters.values()),
        "previous": _at(filters, page - 1) if page > 1 else None,
        "next": _at(filters, page + 1) if page * PAGE < len(found) else None,
        "choices": _choices(entries),
    }
    return render(request, "rulebook/list.html", context)


@reads("see_rulebook")
def rule(request: HttpRequest, reader: Reader, *, rule: str) -> HttpResponseBase:
    """GET /rulebook/rules/amz.msg.reply: one rule, its versions, who relies on it, what reaches it."""
    entries = rules_named(rule)
    if not entries:
        raise NotFound("rule_unknown", f"There is no rule {rule[:80]!r}.")
    today, cases = clock.now().date(), _cases(reader)
    context = {
        "place": "rules",
        "rule_id": entries[0].id,
        "rules": [detail_of(entry, cases, today) for entry in entries],
        "sees_cases": cases is not None,
    }
    return render(request, "rulebook/rule.html", context)


def _cases(reader: Reader) -> dict[str, int] | None:
    """Rule → open cases the reader sees; None for who sees no cases."""
    shops = reader.shops("see_cases")
    return open_cases_by_rule(reader.organisation_id, list(shops)) if shops else None


def _wanted(request: HttpRequest, entries: tuple[Entry, ...]) -> Wanted:
    """The filters of the address; what it does not know is as if not said."""
    choices = _codes(entries)

    def one(name: str) -> str:
        said = request.GET.get(name, "")
        return said if said in choices[name] else ""

    named = {name: one(name) for name in choices}
    return Wanted(**named, words=request.GET.get("words", "")[:LONGEST].strip())


def _codes(entries: tuple[Entry, ...]) -> dict[str, set[str]]:
    kinds = {f"{entry.family}:{entry.kind}" for entry in entries}
    return {
        "marketplace": {code for entry in entries for code in entry.marketplaces or ()},
        "country": {code for entry in entries for code in entry.countries or ()},
        "side": set(SIDES),
        "kind": {*FAMILIES, *kinds},
        "issue_type": set(ISSUE_TYPES),
        "age": set(AGES),
    }


def _choices(entries: tuple[Entry, ...]) -> dict[str, Any]:
    codes = _codes(entries)
    kinds = []
    for family in FAMILIES:
        named = sorted(code.partition(":")[2] for code in codes["kind"] if code.startswith(f"{family}:"))
        within = [(f"{family}:{kind}", kind_name(family, kind)) for kind in named]
        kinds.append((family, word("rule_family", family), sorted(within, key=lambda pair: pair[1])))
    return {
        "marketplaces": sorted(((code, marketplace_name(code)) for code in codes["marketplace"]), key=_name),
        "countries": sorted(((code, country_name(code)) for code in codes["country"]), key=_name),
        "sides": SIDES,
        "kinds": kinds,
        "issue_types": ISSUE_TYPES,
        "ages": AGES,
    }


def _name(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _page(request: HttpRequest, found: int) -> int:
    said = request.GET.get("page", "")
    last = max(1, -(-found // PAGE))
    return min(last, max(1, int(said))) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


def _at(filters: dict[str, str], page: int) -> dict[str, str]:
    return {**filters, "page": str(page)}
