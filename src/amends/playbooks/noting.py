"""What people note on a case: answers to what was asked, what happened, a deadline the platform gave.

Each verb locks the case, checks what was told, saves it, and brings clocks and steps to it at once.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.core import clock
from amends.core.actor import Actor
from amends.core.clock import rfc3339
from amends.core.money import Money
from amends.history.actions import record
from amends.inbox.answering import lock_case
from amends.inbox.clocks import keep_clocks
from amends.playbooks.case_facts import AskedFact, fact_named, read_answer, written_answer
from amends.playbooks.fact_names import clock_kinds
from amends.playbooks.gathering import facts_of
from amends.playbooks.reading import playbooks
from amends.playbooks.runner import follow_steps
from amends.policies.facts import EVENTS, BadFacts

FARTHEST = timedelta(days=400)


def note_fact(case: Case, name: str, value: object, *, by: Actor) -> Case:
    """Somebody has told a fact of packs/case_facts, or that a piece of evidence is there.

    `value` as JSON has it (true, 4, "station", {"amount": "3.50", "currency": "EUR"}). It replaces what was
    told before. Raises BadFacts, NotAllowed, CaseConflict (case_merged).
    """
    fact = fact_named(name)
    answer = read_answer(name, value)
    if name == "approved":
        require(by, "approve_way", case.shop)

    def change(locked: Case) -> dict[str, Any]:
        _check_against(locked, fact, answer)
        locked.answers = {
            **locked.answers,
            name: {"value": written_answer(answer), "at": rfc3339(clock.now()), "by": by.user_id},
        }
        return {"fact": name, "value": written_answer(answer)}

    return _noted(case, "fact_noted", change, by=by)


def forget_fact(case: Case, name: str, *, by: Actor) -> Case:
    """Take an answer back: the fact is asked for again. One that nobody gave changes nothing."""

    def change(locked: Case) -> dict[str, Any]:
        before = locked.answers.get(name)
        locked.answers = {told: said for told, said in locked.answers.items() if told != name}
        return {"fact": name, "before": before and before["value"]}

    return _noted(case, "fact_forgotten", change, by=by)


def note_event(case: Case, event: str, at: datetime, *, by: Actor) -> Case:
    """Something happened (one of EVENTS of policies) at that moment, not in the future. Raises BadFacts."""
    if event not in EVENTS:
        raise BadFacts(event[:60], "is no event", f"Events: {', '.join(EVENTS)}.")
    if at.utcoffset() is None or at > clock.now():
        raise BadFacts(event, "is not past yet", "Give the moment at which it happened.")

    def change(locked: Case) -> dict[str, Any]:
        locked.happened = {**locked.happened, event: {"at": rfc3339(at), "by": by.user_id}}
        return {"event": event, "at": rfc3339(at)}

    return _noted(case, "event_noted", change, by=by)


def forget_event(case: Case, event: str, *, by: Actor) -> Case:
    """Take back what was noted to have happened; what the platform's own records say stays."""

    def change(locked: Case) -> dict[str, Any]:
        locked.happened = {
            told: said for told, said in locked.happened.items() if told != event or "of" in said
        }
        return {"event": event}

    return _noted(case, "event_forgotten", change, by=by)


def note_deadline(case: Case, kind: str, due_at: datetime, *, by: Actor) -> Case:
    """The platform itself gives this deadline: it wins over any rule of ours. Raises BadFacts."""
    if kind not in clock_kinds():
        raise BadFacts(kind[:60], "is no kind of deadline", f"Known: {', '.join(sorted(clock_kinds()))}.")
    now = clock.now()
    if due_at.utcoffset() is None or abs(due_at - now) > FARTHEST:
        raise BadFacts(kind, "is too far away", "Give what the platform's page shows.")

    def change(locked: Case) -> dict[str, Any]:
        told = {"due_at": rfc3339(due_at), "noted_at": rfc3339(now), "by": by.user_id}
        locked.given = {**locked.given, kind: told}
        return {"kind": kind, "due_at": rfc3339(due_at)}

    return _noted(case, "deadline_noted", change, by=by)


def forget_deadline(case: Case, kind: str, *, by: Actor) -> Case:
    """Take a deadline back that was typed in: our own rule counts again."""

    def change(locked: Case) -> dict[str, Any]:
        locked.given = {told: said for told, said in locked.given.items() if told != kind}
        return {"kind": kind}

    return _noted(case, "deadline_forgotten", change, by=by)


def _noted(case: Case, verb: str, change: Callable[[Case], dict[str, Any]], *, by: Actor) -> Case:
    require(by, "work_case", case.shop)
    with transaction.atomic():
        locked = lock_case(case.pk)
        if locked.pk != case.pk:
            raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
        before = (locked.answers, locked.happened, locked.given)
        detail = change(locked)
        if (locked.answers, locked.happened, locked.given) == before:
            return locked
        keep_clocks(locked, locked.shop)
        locked.save()
        record(actor=by, verb=verb, subject_type="case", subject_id=locked.pk, detail=detail)
        follow_steps(locked, by=by)
        announce([locked.pk], review=False)
    return locked


def _check_against(case: Case, fact: AskedFact, answer: object) -> None:
    """What only this case can say: its currency, and its playbook's ways out."""
    if isinstance(answer, Money):
        currency = facts_of(case).currency
        if currency is not None and answer.currency != currency:
            raise BadFacts(fact.name, f"is not in {currency}, as this case is")
    if fact.name == "chosen":
        book = playbooks().get(case.issue_types[0] if case.issue_types else "other")
        ways = [rule.code for rule in book.resolutions] if book is not None else []
        if answer not in ways:
            raise BadFacts("chosen", f"{answer!r} is no way out here", f"Known: {', '.join(ways)}.")
