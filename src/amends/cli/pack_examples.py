"""What a pack says of itself, put to the code that uses it: every example run, every row reached by one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from amends.cli.compliance_examples import compliance_problems
from amends.cli.compliance_messages import message_problems
from amends.cli.contact_examples import contact_problems
from amends.cli.file_kind_examples import file_kind_problems
from amends.cli.grouping_examples import place_problems, topic_problems
from amends.cli.mail_provider_examples import mail_provider_problems
from amends.cli.mail_sign_in_examples import mail_sign_in_problems
from amends.cli.table_examples import table_problems
from amends.cli.triage_examples import contrast_problems, triage_problems, trial_problems
from amends.connectors.mail.notices import read_notice
from amends.connectors.mail.senders import who_writes
from amends.connectors.marketplaces import rules as marketplaces
from amends.core.calendar import CalendarUnknown, add_business_days, holiday_name, is_business_day
from amends.core.money import Money, plain
from amends.core.packs import Pack
from amends.demo.pack_examples import demo_problems
from amends.insights.searching.word_examples import search_word_problems
from amends.publishing.case_fact_examples import case_fact_problems
from amends.publishing.own_wording_examples import own_wording_problems
from amends.publishing.playbook_examples import cost_problems, party_problems, playbook_problems
from amends.publishing.policy_examples import policy_problems
from amends.publishing.reply_examples import reply_problems
from amends.publishing.reply_stage_examples import reply_stage_problems


def problems_of(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise and each row that contradicts another."""
    family = pack.name.split("/")[0]
    check = CHECKS.get(family)
    if check is None:
        yield f"nothing runs the examples of packs of the kind {family}"
        return
    yield from check(pack)


def _currencies(pack: Pack) -> Iterator[str]:
    rows = {row["code"]: row for row in pack.body["currencies"]}
    yield from _twice(row["code"] for row in pack.body["currencies"])
    reached = set()
    for example in pack.body["examples"]:
        code = example["currency"]
        if code not in rows:
            yield f"example {example}: there is no {code}"
            continue
        reached.add(rows[code]["digits"])
        got = plain(Money(Decimal(example["amount"]), code).rounded().amount, code)
        yield from _differs(example, "rounded", got)
    for digits in sorted({row["digits"] for row in rows.values()} - reached):
        yield f"no example for currencies of {digits} digits"


def _marketplaces(pack: Pack) -> Iterator[str]:
    codes = [row["code"] for row in pack.body["marketplaces"]]
    yield from _twice(codes)
    examples = pack.body["examples"]
    for example in examples:
        if example["marketplace"] not in codes:
            yield f"example {example}: there is no {example['marketplace']}"
            continue
        field, got = _marketplace_answer(example)
        yield from _differs(example, field, got)
    for code in codes:
        if not any(example["marketplace"] == code for example in examples):
            yield f"no example for {code}"
    for row in pack.body["marketplaces"]:
        shown = {example.get("fits") for example in examples if example["marketplace"] == row["code"]}
        if "order_number" in row and not shown >= {True, False}:
            yield f"{row['code']}: the order number needs a fitting and an unfitting example"


def _marketplace_answer(example: dict[str, Any]) -> tuple[str, object]:
    code = example["marketplace"]
    if "fits" in example:
        return "fits", marketplaces.fits_order_number(code, example["order_number"])
    if "masked" in example:
        return "masked", marketplaces.is_masked(code, example["buyer_name"])
    if "sales_channel" in example:
        return "country", marketplaces.country_of_channel(code, example["sales_channel"])
    return "order_page", marketplaces.order_page(code, example["order_number"], example["country"])


def _calendars(pack: Pack) -> Iterator[str]:
    country = pack.body["country"]
    if pack.name != f"calendars/{country}":
        yield f"the pack of {country} is to be named calendars/{country}"
        return
    years = pack.body["years"]
    yield from _twice(year["year"] for year in years)
    for year in years:
        for kind in ("holidays", "working_days"):
            yield from _misplaced(year["year"], year.get(kind, []))
    reached = set()
    for example in pack.body["examples"]:
        reached.add(date.fromisoformat(example.get("day") or example["from"]).year)
        for field, got in _calendar_answers(example, country):
            yield from _differs(example, field, got)
    for missing in sorted({year["year"] for year in years} - reached):
        yield f"no example in {missing}"


def _misplaced(year: int, rows: list[dict[str, Any]]) -> Iterator[str]:
    yield from _twice((row["date"], part) for row in rows for part in row.get("subdivisions", [None]))
    yield from (
        f"{row['date']} stands under {year}" for row in rows if not row["date"].startswith(f"{year}-")
    )


def _calendar_answers(example: dict[str, Any], country: str) -> Iterator[tuple[str, object]]:
    part = example.get("subdivision")
    if "add" in example:
        start = date.fromisoformat(example["from"])
        yield "gives", add_business_days(start, example["add"], country, part).isoformat()
        return
    day = date.fromisoformat(example["day"])
    try:
        yield "business_day", is_business_day(day, country, part)
    except CalendarUnknown:
        yield "business_day", "unknown"
    if "name" in example:
        yield "name", holiday_name(day, country, part)


def _differs(example: dict[str, Any], field: str, got: object) -> Iterator[str]:
    if got != example[field]:
        yield f"example {example}: {field} comes out as {got!r}"


def _twice(keys: Iterable[object]) -> Iterator[str]:
    yield from (f"{key} stands {count} times" for key, count in Counter(keys).items() if count > 1)


def _senders(pack: Pack) -> Iterator[str]:
    for example in pack.body["examples"]:
        yield from _differs(example, "who", who_writes(example["address"]))


def _notices(pack: Pack) -> Iterator[str]:
    reached = set()
    for example in pack.body["examples"]:
        found = read_notice(example["from"], example["subject"], example["text"])
        if found is None:
            yield f"example {example['subject']}: {example['from']} is of no marketplace with notices"
            continue
        reached.add(found.kind)
        asked = {"words": None, "order": "", **example}
        for field in ("kind", "order", "words"):
            yield from _differs(asked, field, getattr(found, field))
    for kind in sorted({row["kind"] for row in pack.body["shapes"]} - reached):
        yield f"no example for {kind}"


CHECKS: dict[str, Callable[[Pack], Iterator[str]]] = {
    "calendars": _calendars,
    "case_costs": cost_problems,
    "case_facts": case_fact_problems,
    "compliance": compliance_problems,
    "compliance_examples": message_problems,
    "contact_limits": contact_problems,
    "currencies": _currencies,
    "demo": demo_problems,
    "file_kinds": file_kind_problems,
    "mail_providers": mail_provider_problems,
    "mail_sign_in": mail_sign_in_problems,
    "marketplaces": _marketplaces,
    "triage": triage_problems,
    "triage_contrasts": contrast_problems,
    "triage_trials": trial_problems,
    "search_words": search_word_problems,
    "senders": _senders,
    "notices": _notices,
    "parties": party_problems,
    "places": place_problems,
    "playbooks": playbook_problems,
    "policies": policy_problems,
    "own_wording": own_wording_problems,
    "replies": reply_problems,
    "reply_stages": reply_stage_problems,
    "tables": table_problems,
    "topics": topic_problems,
}
