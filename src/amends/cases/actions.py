"""What people and messages do to a case. Each verb locks the case, judges, moves, saves and records."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from amends.accounts.models import User
from amends.accounts.permission import require
from amends.cases import rules
from amends.cases.announcing import announce
from amends.cases.family import in_family
from amends.cases.mentioning import mention_named
from amends.cases.models import Case, Clock, Note, WorkItem
from amends.cases.states import CASE_MOVES, CLOCK_RUNNING, CLOCK_UNMET, may_move
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import AmendsError
from amends.history.actions import record


class CaseConflict(AmendsError):
    """The case is not as this person last saw it."""


def take_case(case: Case, *, by: Actor) -> Case:
    """Make the acting person its agent, unless somebody else is. Of two who ask at once, one gets it.

    Raises CaseConflict (case_taken), naming who has it.
    """

    def change(locked: Case) -> dict[str, Any]:
        if locked.assignee_id not in (None, by.user_id):
            holder = User.objects.get(pk=locked.assignee_id)
            raise CaseConflict(
                "case_taken",
                f"{holder.name or holder.login} has taken this case.",
                mend="Ask them, or have the lead assign it to you.",
            )
        locked.assignee_id = by.user_id
        return {"assignee": by.user_id}

    return _act(case, "case_taken", change, by=by)


def assign_case(case: Case, *, to: User | None, by: Actor) -> Case:
    """Give the case to a person, or to nobody."""

    def change(locked: Case) -> dict[str, Any]:
        before, locked.assignee = locked.assignee_id, to
        return {"assignee": [before, locked.assignee_id]}

    return _act(case, "case_assigned", change, by=by)


def snooze_case(case: Case, *, until: datetime, by: Actor) -> Case:
    """Put the case away until a moment in the future; a buyer's message brings it back before."""

    def change(locked: Case) -> dict[str, Any]:
        if until <= clock.now():
            raise CaseConflict("snooze_past", "That moment is past.", mend="Choose one in the future.")
        _move(locked, "snoozed")
        locked.snoozed_until = until
        return {"until": until.isoformat()}

    return _act(case, "case_snoozed", change, by=by)


def wake_case(case: Case, *, by: Actor) -> Case:
    """Bring a snoozed or waiting case back into the queue."""

    def change(locked: Case) -> dict[str, Any]:
        _move(locked, "open")
        locked.snoozed_until = None
        return {}

    return _act(case, "case_woken", change, by=by)


def solve_case(case: Case, *, by: Actor) -> Case:
    """Solve the case. Raises CaseConflict naming what is still open."""

    def change(locked: Case) -> dict[str, Any]:
        keep_word(locked, at=clock.now())
        hindrances = rules.hinders_solving(
            open_blocking_items=WorkItem.objects.filter(
                in_family(locked), state="open", is_blocking=True
            ).count(),
            clocks_against_us=against_us(locked).count(),
            money_on_the_way=0,
        )
        if hindrances:
            raise CaseConflict(
                hindrances[0],
                f"This case cannot be solved yet: {', '.join(hindrances)}.",
                mend="Answer the buyer, or say that no response is needed; finish its work items.",
            )
        _move(locked, "solved")
        locked.solved_at = clock.now()
        return {}

    return _act(case, "case_solved", change, by=by)


def reopen_case(case: Case, *, by: Actor) -> Case:
    """Take a solved case up again."""

    def change(locked: Case) -> dict[str, Any]:
        _move(locked, "open")
        locked.solved_at = None
        return {}

    return _act(case, "case_reopened", change, by=by)


def need_no_response(case: Case, *, by: Actor) -> Case:
    """Say that the newest message needs no answer: its answer clocks are met."""

    def change(locked: Case) -> dict[str, Any]:
        stop_answer_clocks(locked, at=clock.now())
        locked.unanswered_since = None
        return {}

    return _act(case, "no_response_needed", change, by=by)


def write_note(case: Case, text: str, *, by: Actor) -> Note:
    """Write an internal note, which no buyer sees; whoever it names is told.

    The note says whom it did not reach: `nobody` are names that nobody has, `several` those of more than one.
    """
    require(by, "work_case", case.shop)
    assert by.user_id is not None, "require lets in persons only"
    if not text.strip():
        raise CaseConflict("note_empty", "The note is empty.", mend="Write something.")
    with transaction.atomic():
        note = Note.objects.create(
            organisation_id=case.organisation_id,
            case=case,
            author_id=by.user_id,
            written_at=clock.now(),
            text=text.strip(),
        )
        named = mention_named(note, case)
        detail = {"note": note.pk} | ({"named": list(named.ids)} if named.ids else {})
        _tell("note_written", case, detail, by=by)
    note.nobody, note.several = named.nobody, named.several
    return note


def stop_answer_clocks(case: Case, *, at: datetime) -> None:
    """The buyer has been answered: clocks that count from their message are met."""
    of_messages = Q(kind="answer") | Q(counts_from="oldest_unanswered_message")
    Clock.objects.filter(of_messages, case=case, state__in=CLOCK_UNMET).update(state="met", met_at=at)


def keep_word(case: Case, *, at: datetime) -> None:
    """The matter is over: what we had promised to do about it is kept."""
    Clock.objects.filter(case=case, kind="promise", state__in=CLOCK_UNMET).update(state="met", met_at=at)


def against_us(case: Case) -> QuerySet[Clock]:
    """The clocks that run for something the seller must do; a chance may be let go."""
    return Clock.objects.filter(case=case, actor="seller", is_chance=False, state__in=CLOCK_RUNNING)


def place_in_queue(case: Case, running: Iterable[Clock] | None = None) -> None:
    """Recompute next deadline and queue key from the case's clocks, on the object; the caller saves.

    `running`: its clocks that run or pause, where the caller has them.
    """
    clocks = against_us(case) if running is None else running
    case.next_due_at = rules.next_due(
        clock.due_at for clock in clocks if clock.actor == "seller" and not clock.is_chance
    )
    case.queue_key = rules.queue_key(case.next_due_at, opened_at=case.opened_at, at_stake=case.at_stake)


def _act(case: Case, verb: str, change: Callable[[Case], dict[str, Any]], *, by: Actor) -> Case:
    require(by, "work_case", case.shop)
    with transaction.atomic():
        locked = Case.objects.select_for_update(of=("self",)).select_related("shop").get(pk=case.pk)
        if locked.merged_into_id is not None:
            raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
        detail = change(locked)
        place_in_queue(locked)
        locked.save()
        _tell(verb, locked, detail, by=by)
    return locked


def _move(case: Case, state: str) -> None:
    if case.state == state:
        return
    if not may_move(CASE_MOVES, case.state, state):
        raise CaseConflict("case_move", "The case is not as it was last seen.", mend="Reload the page.")
    case.state = state


def _tell(verb: str, case: Case, detail: dict[str, Any], *, by: Actor) -> None:
    record(actor=by, verb=verb, subject_type="case", subject_id=case.pk, detail=detail)
    announce([case.pk])
