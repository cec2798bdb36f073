"""The facts a case was judged by, as JSON that can be judged again, and the clocks that follow from them."""

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from amends.core.clock import rfc3339
from amends.core.money import Money
from amends.playbooks.case_facts import written_answer
from amends.playbooks.derived import clock_facts_of
from amends.playbooks.facts import CaseFacts
from amends.policies.clocks import read_clocks

Document = dict[str, Any]


def facts_document(facts: CaseFacts) -> Document:
    """What `facts_from_json` takes and gives the same facts from; what is not known is left out."""
    written = {
        each.name: _written(getattr(facts, each.name)) for each in fields(CaseFacts) if each.name != "answers"
    }
    known = {name: value for name, value in written.items() if value not in (None, [], {})}
    return known | {name: written_answer(answer) for name, answer in facts.answers.items()}


def clocks_document(facts: CaseFacts) -> list[Document]:
    """The clocks that run by these facts, the earliest first; those without a known end last."""
    clocks = read_clocks(clock_facts_of(facts))
    known = [
        {
            "kind": each.kind,
            "side": each.side,
            "actor": each.actor,
            "due_at": rfc3339(each.due_at),
            "opens_at": rfc3339(each.opens_at),
            "is_chance": each.is_chance,
            "rule": each.rule,
        }
        for each in clocks.due
    ]
    unknown = [
        {"kind": each.kind, "side": each.side, "due_at": None, "reason": each.reason, "rule": each.rule}
        for each in clocks.unknown
    ]
    return [*known, *unknown]


def _written(value: Any) -> Any:
    if isinstance(value, Money):
        return value.as_json()
    if isinstance(value, datetime):
        return rfc3339(value)
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {name: _written(one) for name, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        parts = {name: _written(one) for name, one in asdict(value).items()}
        return {name: one for name, one in parts.items() if one is not None}
    return str(value) if isinstance(value, Decimal | date) else value
