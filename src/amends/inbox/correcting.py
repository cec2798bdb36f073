"""A person says what a case is about: it is that at once, and triage has an example to learn from."""

from dataclasses import dataclass

from django.db import transaction

from amends.accounts.permission import require
from amends.cases.actions import CaseConflict
from amends.cases.announcing import announce
from amends.cases.models import Case
from amends.cases.states import AT_WORK
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record
from amends.inbox.about import About, likely_of, wants_answer, wrong_of
from amends.inbox.answering import lock_case
from amends.inbox.clocks import keep_clocks
from amends.inbox.models import CaseMessage
from amends.inbox.retelling import retell
from amends.inbox.triage_examples import keep_example
from amends.triage.codes import CODES


@dataclass(frozen=True, slots=True)
class _Heard:
    """The buyer's messages of a case: the newest, and the one that put what leads in its place."""

    newest: CaseMessage
    telling: CaseMessage


@transaction.atomic
def correct_issue_type(
    case: Case, to: str, *, by: Actor, instead_of: str | None = None, review: bool = True
) -> bool:
    """The case is about `to`, surely; its clocks follow. Whether anything changed.

    `instead_of`: what the person saw that it was about; has somebody else corrected it since, nothing is
    done. `review`: its steps are looked at afterwards, where the caller does not do that. Taken back by
    correcting again.

    Raises Refused (issue_type_unknown), NotAllowed, CaseConflict (case_merged, case_closed,
    issue_type_changed).
    """
    require(by, "work_case", case.shop)
    if to not in CODES:
        raise Refused(
            "issue_type_unknown", f"There is no issue type {to[:40]!r}.", mend="Choose from the list."
        )
    locked = lock_case(case.pk)
    _refuse(case, locked, to, instead_of)
    before, was_unsure = list(locked.issue_types), locked.is_unsure
    if before[:1] == [to] and not was_unsure:
        return False
    _correct(locked, to, by=by)
    locked.is_unsure = False
    if locked.state in AT_WORK:
        keep_clocks(locked, locked.shop)
    locked.save()
    detail = {"issue_type": [before[0] if before else None, to], "was_unsure": was_unsure}
    record(actor=by, verb="issue_type_corrected", subject_type="case", subject_id=locked.pk, detail=detail)
    announce([locked.pk], review=review)
    return True


def _refuse(case: Case, locked: Case, to: str, instead_of: str | None) -> None:
    if locked.pk != case.pk:
        raise CaseConflict("case_merged", "This case was merged into another.", mend="Open that one.")
    if locked.state == "closed":
        raise CaseConflict("case_closed", "This case is closed.", mend="A new message opens another one.")
    now = locked.issue_types[0] if locked.issue_types else ""
    if instead_of is not None and now not in (instead_of, to):
        raise CaseConflict(
            "issue_type_changed", "Somebody has said meanwhile what this case is about.", mend="Look again."
        )


def _correct(case: Case, to: str, *, by: Actor) -> None:
    """The newest message carries the correction, so that it is found again wherever the messages go."""
    heard = _heard(case)
    if heard is None:
        case.issue_types = list(About(tuple(case.issue_types)).corrected(to, case.issue_types[:1]).types)
        return
    newest, telling = heard.newest, heard.telling
    wrong = _wrong(case, to, telling)
    waited = wants_answer(newest.issue_types, newest.corrected_to, newest.ruled_out)
    newest.ruled_out = sorted({*newest.ruled_out, *wrong} - {to})
    newest.corrected_to = to
    newest.save(update_fields=["corrected_to", "ruled_out"])
    case.issue_types = list(About(tuple(case.issue_types)).corrected(to, newest.ruled_out).types)
    _wait_or_not(case, newest, waited=waited)
    keep_example(telling, to, language=case.language, order=case.order, by=by)


def _heard(case: Case) -> _Heard | None:
    said = CaseMessage.objects.filter(case=case, message__direction="in", message__platform_event=None)
    rows = said.exclude(issue_types=[])
    rows = rows.select_related("message__conversation__buyer__person", "message__shop")
    links = list(rows.order_by("message__sent_at", "pk"))
    if not links:
        return None
    newest = links[-1]
    if case.is_unsure or not case.issue_types:
        return _Heard(newest, newest)
    leader = case.issue_types[0]
    naming = [each for each in links if leader in (likely_of(each.issue_types) or [each.issue_types[0][0]])]
    corrected = [each for each in links if each.corrected_to == leader]
    return _Heard(newest, (naming or corrected or [newest])[-1])


def _wrong(case: Case, to: str, telling: CaseMessage) -> list[str]:
    """What led is ruled out where a message or a person had put it there."""
    if telling.corrected_to and case.issue_types[:1] == [telling.corrected_to]:
        return [code for code in case.issue_types[:1] if code != to]
    if not case.is_unsure:
        return [code for code in case.issue_types[:1] if code != to]
    return wrong_of(case.issue_types, to, telling.issue_types)


def _wait_or_not(case: Case, newest: CaseMessage, *, waited: bool) -> None:
    """The buyer waits for an answer where it is not mere thanks; and does not where it is."""
    waits = wants_answer(newest.issue_types, newest.corrected_to, newest.ruled_out)
    if waits == waited:
        return
    at = newest.message.happened_at
    since = min(case.unanswered_since or at, at) if waits else case.unanswered_since
    retell(case, ("unanswered_since",), waits_since=since)
    if waits and case.unanswered_since is not None and case.state == "waiting_buyer":
        case.state = "open"
