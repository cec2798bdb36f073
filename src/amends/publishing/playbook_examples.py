"""The examples of playbooks, and of the costs and parties they speak of, put to the judgement."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from amends.core.money import plain
from amends.core.packs import Pack, load_pack
from amends.playbooks.assess import assess_by
from amends.playbooks.assessment import Assessment
from amends.playbooks.cost_prices import EVERY_SHOP, price, recovery, share
from amends.playbooks.facts import LearntChance
from amends.playbooks.facts_reading import facts_from_json
from amends.playbooks.learnt import EVERY_OTHER, chance_after, outcome_rule
from amends.playbooks.playbook import NO_TEMPLATE, Ground, Playbook, ResolutionRule
from amends.playbooks.reading import party_name, read_playbook
from amends.playbooks.steps import waits_text
from amends.policies.citing import citation

Told = dict[str, Any]
_REACHED = ("causes", "liable", "verdicts", "steps", "warnings", "template", "rules", "asks", "evidence")


def playbook_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each row that nothing reaches."""
    book = read_playbook(pack)
    if pack.name != f"playbooks/{book.issue_type}":
        yield f"the pack of {book.issue_type} is to be named playbooks/{book.issue_type}"
    yield from _loose_ends(pack, book)
    reached: set[tuple[str, str]] = set()
    for example in pack.body["examples"]:
        assessment = assess_by(book, facts_from_json(example["facts"]))
        got = told(assessment)
        reached |= {(field, code) for field in _REACHED for code in _codes(got[field])}
        reached |= {("rules", ground.rule) for ground in _grounds_that_hold(book, assessment)}
        for field, wanted in example["gives"].items():
            shown = _asked_for(wanted, got[field])
            if not _agrees(wanted, shown):
                yield f"{example['name']}: {field} comes out as {shown!r}"
    yield from (
        f"no example for {field} {code}" for field, code in _rows(book) if (field, code) not in reached
    )


def told(assessment: Assessment) -> Told:
    """An assessment in the words of an example's `gives`."""
    costs = {one.code: one.cost.cost for one in assessment.resolutions if one.cost}
    return {
        "outcome": assessment.outcome,
        "asks": [ask.fact for ask in assessment.asks],
        "causes": {cause.code: cause.status for cause in assessment.causes},
        "evidence": {one.code: one.status for one in assessment.evidence},
        "liable": assessment.liable.party if assessment.liable else None,
        "verdicts": {one.code: one.verdict for one in assessment.resolutions},
        "rules": {one.code: one.rule for one in assessment.resolutions},
        "costs": {code: plain(cost.amount, cost.currency) for code, cost in costs.items()},
        "recommended": assessment.recommended,
        "recommended_for": assessment.recommended_for,
        "choices": list(assessment.choices),
        "steps": {step.code: step.due_at and step.due_at.isoformat() for step in assessment.steps},
        "step_status": {step.code: step.status for step in assessment.steps},
        "waits_for": {step.code: waits_text(step) for step in assessment.steps},
        "warnings": [warning.code for warning in assessment.warnings],
        "template": assessment.template,
    }


def _loose_ends(pack: Pack, book: Playbook) -> Iterator[str]:
    parties = load_pack("parties").body["parties"]
    named = {one.of for one in book.needs} | {one.of for one in book.evidence}
    named |= {one.owner for one in book.causes} | {one.owner for one in book.steps}
    named |= {one.liable for one in book.causes} | {one.party for one in book.liable}
    yield from (f"there is no party {name}" for name in sorted(named - set(parties)))
    rules = [ground.rule for one in book.resolutions for ground in _grounds(one)]
    rules += [one.rule for one in book.liable if one.rule] + [one.rule for one in book.warnings if one.rule]
    foreign = {rule for rule in rules if not rule.startswith(f"{pack.name}.") and citation(rule) is None}
    yield from (f"there is no rule {rule}" for rule in sorted(foreign))
    codes = {one.code for one in book.resolutions}
    for step in book.steps:
        yield from (f"step {step.code}: no resolution {code}" for code in sorted(step.resolutions - codes))
    for section in ("causes", "evidence", "resolutions", "steps", "liable", "warnings"):
        counts = Counter(row["code"] for row in pack.body[section])
        yield from (f"{section}: {code} stands {count} times" for code, count in counts.items() if count > 1)


def _grounds(one: ResolutionRule) -> tuple[Ground, ...]:
    return one.refused + one.not_advised + one.rights


def _grounds_that_hold(book: Playbook, assessment: Assessment) -> Iterator[Ground]:
    """Those behind its verdicts, also where the row of a decision table is cited instead."""
    reasons = {one.code: one.reason for one in assessment.resolutions}
    for one in book.resolutions:
        yield from (ground for ground in _grounds(one) if ground.code == reasons.get(one.code))


def _rows(book: Playbook) -> Iterator[tuple[str, str]]:
    yield from (("causes", one.code) for one in book.causes)
    yield from (("evidence", one.code) for one in book.evidence)
    yield from (("liable", one.party) for one in book.liable)
    yield from (("verdicts", one.code) for one in book.resolutions)
    for one in book.resolutions:
        yield from (("rules", ground.rule) for ground in _grounds(one))
    yield from (("steps", one.code) for one in book.steps)
    yield from (("warnings", one.code) for one in book.warnings)
    if book.issue_type not in NO_TEMPLATE:
        yield from (("template", one.stage) for one in book.stages)
    yield from (("asks", one.fact) for one in book.needs)


def _codes(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [*value, *(str(one) for one in value.values())]
    return value if isinstance(value, list) else [str(value)]


def _asked_for(wanted: Any, got: Any) -> Any:
    """Of what came out, the part that the example speaks of: all of it but for maps without steps."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return {code: got.get(code) for code in wanted}
    return got


def _agrees(wanted: Any, got: Any) -> bool:
    if isinstance(wanted, dict):
        return all(_same_moment(value, got[code]) for code, value in wanted.items())
    return bool(wanted == got)


def _same_moment(wanted: Any, got: Any) -> bool:
    if wanted is None or got is None or "T" not in wanted:
        return bool(wanted == got)
    return datetime.fromisoformat(wanted) == datetime.fromisoformat(got)


def cost_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, each currency or cause given twice."""
    counts = Counter(
        (row["currency"], shop) for row in pack.body["prices"] for shop in row.get("shops", [EVERY_SHOP])
    )
    for (code, shop), count in counts.items():
        if count > 1:
            yield f"{code} stands {count} times" + (f" for shop {shop}" if shop else "")
    named = Counter(name for row in pack.body["outcomes"] for name in row.get("marketplaces", [EVERY_OTHER]))
    yield from (f"outcomes: {name} stands {count} times" for name, count in named.items() if count > 1)
    if EVERY_OTHER not in named:
        yield "outcomes: there is no row for all other marketplaces"
    for example in pack.body["examples"]:
        got = _cost_answer(example)
        wanted = example["amount"] and Decimal(example["amount"])
        if got != wanted:
            yield f"example {example}: amount comes out as {got}"


def _cost_answer(example: dict[str, Any]) -> Decimal | None:
    if "price" in example:
        found = price(example["price"], example["currency"], example.get("shop"))
        return None if found is None else found.amount
    if "chance" in example:
        seen = LearntChance(Decimal(example["seen"]), example["cases"])
        return chance_after(Decimal(example["chance"]), seen).value
    if "outcome" in example:
        return Decimal(outcome_rule(example["marketplace"]).bad_rating)
    return share(example["share"]) if "share" in example else recovery(example["recovery"])


def party_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise."""
    for example in pack.body["examples"]:
        got = party_name(example["party"], example["locale"])
        if got != example["name"]:
            yield f"example {example}: name comes out as {got}"
