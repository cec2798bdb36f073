"""The demo's people at their work: what was answered long ago is solved, some is put away, some is taken."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from amends.accounts.models import User
from amends.cases.actions import CaseConflict, need_no_response, snooze_case, solve_case, take_case
from amends.cases.models import Case
from amends.cases.queries import PARCEL_TYPES
from amends.cases.states import AT_WORK
from amends.core import clock
from amends.core.actor import Actor
from amends.demo.chance import Chance
from amends.demo.people import AGENT_OF, EVERYBODY_ELSE, PEOPLE
from amends.imports.models import ImportFile

QUIET = timedelta(days=2, hours=12)  # after an answer, and nobody writes any more
SOLVED_AFTER = timedelta(hours=20)
TAKEN, SNOOZED = 55, 35  # of a hundred


def is_coming_in(organisation_id: int) -> bool:
    """Whether files of the demo are still being imported."""
    files = ImportFile.objects.filter(organisation_id=organisation_id, state__in=("waiting", "running"))
    return files.exists()


def settle(organisation_id: int, *, seed: int) -> None:
    """Let the people work off what a busy week leaves behind; done again, it goes on where it was."""
    logins = [each[0] for each in PEOPLE]
    users = User.objects.filter(organisation_id=organisation_id, login__in=logins).order_by("pk")
    people = {user.login: Actor(organisation_id, user.pk, "worker") for user in users}
    cases = Case.objects.filter(organisation_id=organisation_id, merged_into=None, state__in=AT_WORK)
    for case in cases.select_related("shop").order_by("pk"):
        by = people.get(AGENT_OF.get(case.language[:2], EVERYBODY_ELSE))
        if by is not None:
            _work_on(case, Chance(seed, case.shop.code, case.order_number or case.pk, "settle"), by=by)


def _work_on(case: Case, chance: Chance, *, by: Actor) -> None:
    now = clock.now()
    is_answered = case.unanswered_since is None
    thanked = is_answered and case.state == "open"
    # Whoever writes once more after an answer, and is left so for days, wanted nothing more.
    wants_nothing = not is_answered and now - case.last_message_at > QUIET and _was_answered(case)
    if thanked or wants_nothing or (is_answered and now - case.last_message_at > QUIET):
        at = min(now, case.last_message_at + SOLVED_AFTER * (0.1 + chance.share()))
        acts = (take_case, need_no_response, solve_case) if wants_nothing else (take_case, solve_case)
        for act in acts:
            _done_then(at, partial(act, case, by=by))
        return
    if chance.percent(TAKEN):
        _done_then(max(case.opened_at, now - timedelta(hours=1)), partial(take_case, case, by=by))
    is_about_parcel = bool(set(PARCEL_TYPES) & {*case.issue_types})
    if is_answered and is_about_parcel and chance.percent(SNOOZED):
        until = now + timedelta(hours=chance.between(6, 30))
        _done_then(now, partial(snooze_case, case, until=until, by=by))


def _was_answered(case: Case) -> bool:
    return case.case_messages.filter(message__direction="out").exists()


def _done_then(at: datetime, act: Callable[[], object]) -> None:
    """Do it as of that moment; what another person or a running clock hinders stays as it is."""
    try:
        with clock.frozen_at(at):
            act()
    except CaseConflict:
        return
