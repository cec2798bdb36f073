"""Answering what a case needs to know, typing in the platform's deadline, doing a step: one click each."""

from django.http import HttpRequest

from amends.cases.models import Case, WorkItem
from amends.core import clock
from amends.core.errors import AmendsError, NotFound
from amends.playbooks.case_facts import MOMENT, MONEY, NUMBER, YES_NO, fact_named
from amends.playbooks.countdowns import time_left
from amends.playbooks.finishing import finish_step, reopen_step
from amends.playbooks.noting import (
    forget_deadline,
    forget_event,
    forget_fact,
    note_deadline,
    note_event,
    note_fact,
)
from amends.web.access import Reader
from amends.web.case_snooze import moment_typed
from amends.web.case_verbs import verb

_YES_NO = {"true": True, "false": False}


def _fact(request: HttpRequest, reader: Reader, case: Case) -> None:
    name = request.POST.get("name", "")
    if "forget" in request.POST:
        forget_fact(case, name, by=reader.actor)
        return
    note_fact(case, name, _written(request, name, case.shop.time_zone), by=reader.actor)


def _written(request: HttpRequest, name: str, zone: str) -> object:
    """The answer of a form, as JSON would have it; what cannot be read is left for the check to refuse."""
    kind, said = fact_named(name).type, request.POST.get("value", "").strip()
    if kind == YES_NO:
        return _YES_NO.get(said, said)
    if kind == NUMBER:
        return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else said
    if kind == MONEY:
        return {"amount": said.replace(",", "."), "currency": request.POST.get("currency", "")}
    if kind == MOMENT:
        moment = moment_typed(said, zone)
        return moment.isoformat() if moment is not None else said
    return said


def _deadline(request: HttpRequest, reader: Reader, case: Case) -> None:
    kind = request.POST.get("kind", "")
    if "forget" in request.POST:
        forget_deadline(case, kind, by=reader.actor)
        return
    note_deadline(case, kind, clock.now() + time_left(request.POST.get("left", "")), by=reader.actor)


def _event(request: HttpRequest, reader: Reader, case: Case) -> None:
    event = request.POST.get("event", "")
    if "forget" in request.POST:
        forget_event(case, event, by=reader.actor)
        return
    said = request.POST.get("at", "")
    at = moment_typed(said, case.shop.time_zone) if said else clock.now()
    if at is None:
        raise AmendsError("event_moment", "That is no moment.", mend="Choose a day and a time.")
    note_event(case, event, at, by=reader.actor)


def _step(request: HttpRequest, reader: Reader, case: Case) -> None:
    act_on_step(request, reader, {case.pk})


def act_on_step(request: HttpRequest, reader: Reader, case_ids: set[int] | None = None) -> WorkItem:
    """Finish the step named in the form, or take it up again. Raises NotFound, NotAllowed, CaseConflict."""
    said = request.POST.get("item", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 19 else 0
    items = WorkItem.objects.filter(pk=number, organisation_id=reader.organisation_id).exclude(step="")
    item = items.filter(case__shop_id__in=list(reader.shops("finish_step"))).first()
    if item is None or (case_ids is not None and item.case_id not in case_ids):
        raise NotFound("step_unknown", "There is no such step.", mend="Reload the page.")
    act = request.POST.get("act", "done")
    if act not in ("done", "again"):
        raise AmendsError("step_act", f"{act[:20]!r} is nothing to do with a step.")
    return finish_step(item, by=reader.actor) if act == "done" else reopen_step(item, by=reader.actor)


case_fact = verb("work_case", _fact)
case_event = verb("work_case", _event)
case_deadline = verb("work_case", _deadline)
case_step = verb("work_case", _step)
