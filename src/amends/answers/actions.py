"""Answering a whole group: looked through by a person, sent one after the other, stopped at will."""

from collections.abc import Collection, Mapping

from django.db import transaction

from amends.accounts.models import User
from amends.accounts.permission import require, scope_of
from amends.answers.filling import fill_case
from amends.answers.fitting import may_begin
from amends.answers.models import GroupAnswer, GroupAnswerMember
from amends.answers.pacing import MOST_MEMBERS
from amends.answers.states import OPEN
from amends.answers.tasks import send_group_answer as send_job
from amends.answers.wording import check_text
from amends.cases.actions import CaseConflict
from amends.cases.models import Case, CaseGroup
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record
from amends.replies.values import LOCALES

RESTORED = "restored"  # left out: a restored backup cannot know whether it was written to


@transaction.atomic
def prepare_group_answer(
    group_id: int,
    texts: Mapping[str, str],
    *,
    template: str = "",
    among: Collection[int] | None = None,
    by: Actor,
) -> GroupAnswer:
    """Fill these texts (by language) for every case of the group in the shops where `by` works cases.

    `among`: only in these of them.

    Nothing is sent. Who comes into the group later is not among them. Raises NotFound (group_unknown),
    NotAllowed, Refused (reply_empty, group_too_large, language_unknown, variable_unknown, template_not_theirs
    …), BrokenTemplate.
    """
    made_by = User.objects.get(pk=by.person_id)
    kept = checked_texts(texts)
    scope = scope_of(by, "work_case")
    group = CaseGroup.objects.of(by.organisation_id).filter(pk=group_id).first()
    found = _open_in(group) if group is not None else []
    cases = [case for case in found if case.shop_id in scope and (among is None or case.shop_id in among)]
    if group is None or not cases:
        raise NotFound("group_unknown", "This group is no more.", mend="Reload the page.")
    if len(cases) > MOST_MEMBERS:
        raise Refused("group_too_large", f"Over {MOST_MEMBERS} cases.", mend="Answer a part of them first.")
    if not may_begin(template, group.question):
        raise Refused(
            "template_not_theirs",
            f"{template} is not for buyers who ask this: {group.question}.",
            mend="Begin with another template.",
        )
    answer = GroupAnswer.objects.create(
        organisation_id=by.organisation_id,
        group_ref=group.pk,
        question=group.question,
        kind=group.kind,
        key=group.key,
        label=_label(cases),
        texts=kept,
        template=template,
        made_by=made_by,
        made_at=clock.now(),
    )
    for case in cases:
        with_other = case.assignee_id not in (None, made_by.pk)
        member = GroupAnswerMember(organisation_id=by.organisation_id, answer=answer, case=case)
        _fill(member, answer)
        if with_other and member.state == "ready":
            member.state, member.reason = "left_out", "with_other"
        member.save()
    tell_state("group_answer_prepared", answer, by=by, cases=len(cases))
    return answer


@transaction.atomic
def change_group_texts(answer: GroupAnswer, texts: Mapping[str, str], *, by: Actor) -> GroupAnswer:
    """Write other texts, and fill them anew for whoever has got nothing yet. Raises as preparing does."""
    locked = _hold(answer, by=by, states=OPEN)
    locked.texts = checked_texts(texts)
    locked.save(update_fields=["texts"])
    return _anew(locked, by=by)


@transaction.atomic
def fill_group_anew(answer: GroupAnswer, *, by: Actor) -> GroupAnswer:
    """Fill the same texts with what is known now: for a look at what is to leave after a long wait."""
    return _anew(_hold(answer, by=by, states=OPEN), by=by)


def leave_out(answer: GroupAnswer, case_ids: Collection[int], *, by: Actor) -> int:
    """Do not write to these cases; how many that changed."""
    return _set(answer, case_ids, before=("ready", ""), after=("left_out", "person"), by=by)


def put_back(answer: GroupAnswer, case_ids: Collection[int], *, by: Actor) -> int:
    """Write to these cases after all, that a person left out or somebody else has; how many that changed."""
    return sum(
        _set(answer, case_ids, before=("left_out", reason), after=("ready", ""), by=by)
        for reason in ("person", "with_other")
    )


@transaction.atomic
def send_group_answer(answer: GroupAnswer, *, by: Actor) -> GroupAnswer:
    """Begin, or go on after a stop: the worker writes to one after the other.

    Raises CaseConflict (group_answer_over, group_answer_nobody).
    """
    locked = _hold(answer, by=by, states=OPEN)
    if not locked.members.filter(state="ready").exists():
        raise CaseConflict("group_answer_nobody", "Nobody is left to be written to.", mend="Put one back.")
    now = clock.now()
    locked.state, locked.sent_by_id, locked.next_at = "sending", by.person_id, now
    locked.begun_at = locked.begun_at or now
    locked.save(update_fields=["state", "sent_by", "next_at", "begun_at"])
    send_job.defer(answer_id=locked.pk)
    tell_state("group_answer_sending", locked, by=by, cases=locked.members.filter(state="ready").count())
    return locked


@transaction.atomic
def stop_group_answer(answer: GroupAnswer, *, by: Actor) -> GroupAnswer:
    """Write to nobody more; who was written to stays so. Again changes nothing."""
    locked = _hold(answer, by=by, states=("sending", "stopped"))
    if locked.state == "sending":
        locked.state, locked.next_at = "stopped", None
        locked.save(update_fields=["state", "next_at"])
        tell_state("group_answer_stopped", locked, by=by, left=locked.members.filter(state="ready").count())
    return locked


@transaction.atomic
def drop_group_answer(answer: GroupAnswer, *, by: Actor) -> GroupAnswer:
    """Give it up: whoever was not written to never is by this answer."""
    locked = _hold(answer, by=by, states=(*OPEN, "dropped"))
    if locked.state != "dropped":
        locked.state, locked.ended_at = "dropped", clock.now()
        locked.save(update_fields=["state", "ended_at"])
        tell_state("group_answer_dropped", locked, by=by)
    return locked


@transaction.atomic
def doubt_groups_on_their_way() -> int:
    """After a backup was restored: who was still to be written to may have been since. How many groups."""
    rows = GroupAnswer.objects.select_for_update().filter(state="sending").order_by("pk")
    ids = [answer.pk for answer in rows]
    members = GroupAnswerMember.objects.filter(answer_id__in=ids, state="ready")
    members.update(state="left_out", reason=RESTORED)
    GroupAnswer.objects.filter(pk__in=ids).update(state="stopped", next_at=None)
    return len(ids)


def checked_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts that are not empty, by language, as they are kept. Raises Refused, BrokenTemplate."""
    unknown = sorted(set(texts) - set(LOCALES))
    if unknown:
        raise Refused(
            "language_unknown",
            f"No text is written in {unknown[0]!r}.",
            mend=f"There are: {', '.join(LOCALES)}.",
        )
    kept = {locale: text.replace("\r\n", "\n") for locale, text in texts.items() if text.strip()}
    if not kept:
        raise Refused("reply_empty", "There is no text.", mend="Write one.")
    for locale, text in kept.items():
        check_text(text, locale)
    return kept


def _open_in(group: CaseGroup) -> list[Case]:
    rows = Case.objects.filter(
        grouped__group=group, state="open", merged_into=None, unanswered_since__isnull=False
    )
    wanted = rows.select_related("shop", "order__person", "buyer__person", "grouped")
    return list(wanted.order_by("queue_key", "pk"))


def _label(cases: Collection[Case]) -> str:
    labels = [case.grouped.label for case in cases]
    return max(sorted(set(labels)), key=labels.count)


def _hold(answer: GroupAnswer, *, by: Actor, states: Collection[str]) -> GroupAnswer:
    """The answer as it is now, locked, in one of these states. Raises CaseConflict (group_answer_over)."""
    rows = GroupAnswer.objects.of(by.organisation_id).select_for_update(of=("self",))
    locked = rows.select_related("made_by").get(pk=answer.pk)
    scope = scope_of(by, "work_case")
    first = GroupAnswerMember.objects.filter(answer=locked).select_related("case__shop").order_by("pk")
    if not any(member.case.shop_id in scope for member in first):
        require(by, "work_case", first[0].case.shop)
    if locked.state not in states:
        raise CaseConflict(
            "group_answer_over", "This group answer is not as it was last seen.", mend="Reload the page."
        )
    return locked


def _anew(locked: GroupAnswer, *, by: Actor) -> GroupAnswer:
    waiting = locked.members.exclude(state="written").exclude(state="left_out", reason="person")
    wanted = waiting.select_related("case__shop", "case__order__person", "case__buyer__person")
    for member in wanted.order_by("pk"):
        _fill(member, locked)
        member.save()
    tell_state("group_answer_filled", locked, by=by)
    return locked


def _fill(member: GroupAnswerMember, answer: GroupAnswer) -> None:
    """Set the member's text, or why it gets none, from what is known now."""
    now = clock.now()
    filled = fill_case(member.case, answer.texts, agent_name=answer.made_by.name, at=now)
    member.state = "left_out" if filled.reason else "ready"
    member.reason, member.named = filled.reason, filled.named
    member.language, member.text = filled.language, filled.text
    member.seen_message_id, member.filled_at = member.case.newest_message_id, now


@transaction.atomic
def _set(
    answer: GroupAnswer,
    case_ids: Collection[int],
    *,
    before: tuple[str, str],
    after: tuple[str, str],
    by: Actor,
) -> int:
    locked = _hold(answer, by=by, states=(*OPEN, "sending"))
    rows = locked.members.filter(case_id__in=case_ids, state=before[0], reason=before[1])
    changed = rows.exclude(text="").update(state=after[0], reason=after[1])
    if changed:
        verb = "group_members_left_out" if after[0] == "left_out" else "group_members_put_back"
        tell_state(verb, locked, by=by, cases=changed)
    return changed


def tell_state(verb: str, answer: GroupAnswer, *, by: Actor, **detail: object) -> None:
    """History of the group answer: counts and codes, never words."""
    record(actor=by, verb=verb, subject_type="group_answer", subject_id=answer.pk, detail=detail)
