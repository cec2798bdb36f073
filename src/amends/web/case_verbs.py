"""What can be done with a case: each verb a POST that answers with the case as it then is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.http import HttpResponseRedirect as Redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from amends.accounts.queries import user_of
from amends.cases import actions
from amends.cases.models import Case
from amends.core.errors import AmendsError
from amends.inbox.answer_needed import need_answer
from amends.playbooks.correcting import correct_case
from amends.web.access import Reader, reads
from amends.web.case import answer, at_desk
from amends.web.case_page import case_for_page
from amends.web.case_snooze import WORDS, moment_of, moment_typed
from amends.web.mentions import unreached

Act = Callable[[HttpRequest, Reader, Case], object]


def done(request: HttpRequest, reader: Reader, case_id: int) -> HttpResponseBase:
    """After a verb: the case in place, or back to its page."""
    if request.headers.get("HX-Request") == "true":
        return answer(request, reader, case_id)
    return Redirect(f"{reverse('case', args=[case_id])}?{urlencode(at_desk(request))}".rstrip("?"))


def verb(name: str, act: Act) -> Callable[..., HttpResponseBase]:
    """A view that does `act` to a case of a shop where the reader may do `name`."""

    @require_POST
    @reads(name)
    def view(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
        act(request, reader, case_for_page(reader, case_id, name))
        return done(request, reader, case_id)

    return view


def _assign(request: HttpRequest, reader: Reader, case: Case) -> None:
    to = request.POST.get("to", "")
    user = user_of(reader.actor, int(to)) if to.isascii() and to.isdecimal() and len(to) < 19 else None
    if to and user is None:
        raise AmendsError("user_unknown", f"There is no person {to[:40]!r}.")
    actions.assign_case(case, to=user, by=reader.actor)


def _put_back(request: HttpRequest, reader: Reader, case: Case) -> None:
    if case.assignee_id != reader.user.pk and case.shop_id not in reader.shops("assign_case"):
        raise actions.CaseConflict("case_not_yours", "This case is somebody else's.")
    actions.assign_case(case, to=None, by=reader.actor)


def _snooze(request: HttpRequest, reader: Reader, case: Case) -> None:
    zone = case.shop.time_zone
    code = request.POST.get("until", "")
    until = moment_of(code, zone) if code in WORDS else moment_typed(request.POST.get("at", ""), zone)
    if until is None:
        raise AmendsError("snooze_moment", "No moment was given.", mend="Choose a day and a time.")
    actions.snooze_case(case, until=until, by=reader.actor)


def _correct(request: HttpRequest, reader: Reader, case: Case) -> None:
    saw = request.POST.get("instead_of")
    correct_case(case, request.POST.get("to", ""), by=reader.actor, instead_of=saw)


def _plain(act: Callable[..., Any]) -> Act:
    return lambda request, reader, case: act(case, by=reader.actor)


case_take = verb("work_case", _plain(actions.take_case))
case_put_back = verb("work_case", _put_back)
case_assign = verb("assign_case", _assign)
case_snooze = verb("work_case", _snooze)
case_wake = verb("work_case", _plain(actions.wake_case))
case_solve = verb("work_case", _plain(actions.solve_case))
case_reopen = verb("work_case", _plain(actions.reopen_case))
case_correct = verb("work_case", _correct)
case_no_response = verb("work_case", _plain(actions.need_no_response))
case_answer_needed = verb("work_case", _plain(need_answer))


@require_POST
@reads("work_case")
def case_note(request: HttpRequest, reader: Reader, *, case_id: int) -> HttpResponseBase:
    """POST /desk/7/note: it is kept in any case; names in it that reach nobody are said."""
    case = case_for_page(reader, case_id, "work_case")
    note = actions.write_note(case, request.POST.get("text", ""), by=reader.actor)
    told = unreached(note)
    if request.headers.get("HX-Request") == "true":
        return answer(request, reader, case_id, note_told=told)
    for line in told:
        messages.warning(request, line)
    return done(request, reader, case_id)
