"""Verbs of the rulebook's drafts: begin, change, bring up to date, discard, release, roll back."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from amends.accounts.models import User
from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import AmendsError, NotFound, Refused
from amends.core.pack_sets import PackSet
from amends.history.actions import record
from amends.publishing.corrections import confirmed
from amends.publishing.proving import faults_in, product
from amends.publishing.queries import newest_release, readiness
from amends.publishing.rules import hindrances, is_second_reading, unknown_points
from amends.releases.laying_over import MOST_BYTES, MOST_PACKS, refused_name
from amends.releases.models import RulebookDraft, RulebookRelease

PREPARE, RELEASE = "prepare_rulebook", "release_rulebook"
LOCK = "rulebook"
LONGEST_TITLE = 200


class DraftChanged(AmendsError):
    """Somebody else has changed the draft meanwhile."""


class NotReleasable(AmendsError):
    """Something stands in the way of a release: `code` says what first."""


@transaction.atomic
def begin_draft(title: str, *, by: Actor, files: Mapping[str, str] | None = None) -> RulebookDraft:
    """A draft that starts from what was released last, with `files` laid over that.

    Raises NotAllowed, Refused.
    """
    require(by, PREPARE)
    lock_until_commit(LOCK, by.organisation_id)
    base = newest_release(by.organisation_id)
    now = clock.now()
    laid_over = {**(base.files if base is not None else {}), **(files or {})}
    _check_names(laid_over)
    draft = RulebookDraft.objects.create(
        organisation_id=by.organisation_id,
        title=_checked_title(title),
        base=base,
        files=laid_over,
        editor_ids=_editors((), by),
        created_at=now,
        edited_at=now,
    )
    _record("rulebook_draft_begun", draft, by)
    return draft


@transaction.atomic
def change_draft(
    draft_id: int, changes: Mapping[str, str | None], *, revision: int, by: Actor, title: str | None = None
) -> RulebookDraft:
    """Set packs of a draft; None takes one away, so that the product's own holds again.

    What is written is kept as it is, right or wrong: the checks tell, and a release waits for them. Raises
    DraftChanged when `revision` is not the one in the database, NotAllowed, NotFound, Refused.
    """
    require(by, PREPARE)
    draft = _held(draft_id, by)
    if draft.revision != revision:
        raise DraftChanged(
            "draft_changed",
            "Somebody else has changed this draft since you opened it.",
            mend="Look at the newest version, then make your change again.",
        )
    files = {**draft.files, **{name: text for name, text in changes.items() if text is not None}}
    for name, text in changes.items():
        if text is None:
            files.pop(name, None)
    _check_names(files)
    draft.files = files
    if title is not None:
        draft.title = _checked_title(title)
    _edited(draft, by)
    _record("rulebook_draft_changed", draft, by, packs=sorted(changes))
    return draft


@transaction.atomic
def bring_up_to_date(draft_id: int, *, by: Actor) -> RulebookDraft:
    """Lay the draft's own changes over what was released since; packs changed on both sides stay the draft's.

    Raises NotAllowed, NotFound, Refused.
    """
    require(by, PREPARE)
    draft = _held(draft_id, by)
    newest = newest_release(by.organisation_id)
    before = draft.base.files if draft.base is not None else {}
    released = newest.files if newest is not None else {}
    names = {*before, *released, *draft.files}
    merged = {
        name: draft.files.get(name) if draft.files.get(name) != before.get(name) else released.get(name)
        for name in names
    }
    draft.files = {name: text for name, text in merged.items() if text is not None}
    draft.base = newest
    _edited(draft, by)
    _record("rulebook_draft_updated", draft, by)
    return draft


@transaction.atomic
def discard_draft(draft_id: int, *, by: Actor) -> RulebookDraft:
    """Put a draft away. Raises NotAllowed, NotFound, Refused."""
    require(by, PREPARE)
    draft = _held(draft_id, by)
    draft.state = "discarded"
    draft.save(update_fields=["state"])
    _record("rulebook_draft_discarded", draft, by)
    return draft


@transaction.atomic
def release_draft(
    draft_id: int, *, revision: int, effective_at: datetime | None, by: Actor, ticked: Collection[str] = ()
) -> RulebookRelease:
    """Let a draft take effect at a moment (None: now), read by a second person.

    In a team of one: with every point of the checklist in `ticked`, and after a pause. Raises NotReleasable
    for the first thing that stands in the way, DraftChanged, NotAllowed, NotFound, Refused.
    """
    require(by, RELEASE)
    if unknown := unknown_points(ticked):
        raise Refused("point_unknown", f"{unknown[0]!r} is no point of the checklist.", mend="See the form.")
    draft = _held(draft_id, by)
    if draft.revision != revision:
        raise DraftChanged(
            "draft_changed", "The draft has been changed since you read it.", mend="Read it again."
        )
    now = clock.now()
    facts = readiness(draft, by=by, effective_at=effective_at or now, now=now, ticked=frozenset(ticked))
    standing = hindrances(facts)
    if standing:
        raise NotReleasable(standing[0].code, standing[0].message, mend=standing[0].mend)
    releaser = User.objects.get(pk=_person(by))
    release = _new_release(
        by,
        title=draft.title,
        files=confirmed(draft.files, by=_reader(releaser, alone=is_second_reading(facts))),
        effective_at=effective_at or now,
        now=now,
        prepared_by_ids=draft.editor_ids,
        is_second_reading=is_second_reading(facts),
    )
    draft.state, draft.release = "released", release
    draft.save(update_fields=["state", "release"])
    detail = {"draft": draft.pk, "second_reading": release.is_second_reading}
    record(
        actor=by, verb="rulebook_released", subject_type="rulebook", subject_id=release.pk,
        detail=detail, pack_version=release.sha256,
    )  # fmt: skip
    return release


@transaction.atomic
def roll_back(release_id: int | None, *, by: Actor) -> RulebookRelease:
    """Bring an earlier release (None: the product's own packs alone) back into force at once.

    What was to take effect later does not any more. Nobody else is needed: what held once was read then.
    Raises NotAllowed, NotFound, Refused where it holds already or can no longer be read.
    """
    require(by, RELEASE)
    lock_until_commit(LOCK, by.organisation_id)
    newest = newest_release(by.organisation_id)
    target = _earlier(release_id, by)
    files = target.files if target is not None else {}
    if newest is None or newest.files == files:
        raise Refused("nothing_to_roll_back", "That is what was released last.", mend="Choose another one.")
    now = clock.now()
    if faults := faults_in(files, now.date()):
        raise Refused(
            "release_faulty",
            f"This version of Amends cannot judge by it: {faults[0]}",
            mend="Begin a draft, mend that there, and release it.",
        )
    waiting = RulebookRelease.objects.filter(organisation_id=by.organisation_id, effective_at__gt=now)
    waiting.update(withdrawn_at=now)
    release = _new_release(
        by,
        title=target.title if target is not None else "",
        files=files,
        effective_at=now,
        now=now,
        prepared_by_ids=[_person(by)],
        is_rollback=True,
        goes_back_to=target,
    )
    record(
        actor=by, verb="rulebook_rolled_back", subject_type="rulebook", subject_id=release.pk,
        detail={"to": target.number if target is not None else 0}, pack_version=release.sha256,
    )  # fmt: skip
    return release


def find_draft(draft_id: int, *, by: Actor) -> RulebookDraft:
    """A draft of the organisation, as it stands. Raises NotAllowed, NotFound."""
    require(by, PREPARE)
    draft = RulebookDraft.objects.of(by.organisation_id).filter(pk=draft_id).first()
    if draft is None:
        raise NotFound("draft_unknown", f"There is no draft {draft_id}.", mend="See the list of drafts.")
    return draft


def _held(draft_id: int, by: Actor) -> RulebookDraft:
    """The open draft, locked; releases of the organisation wait meanwhile."""
    lock_until_commit(LOCK, by.organisation_id)
    draft = find_draft(draft_id, by=by)
    if draft.state != "open":
        raise Refused("draft_closed", "This draft is no longer open.", mend="Begin a new one.")
    return draft


def _edited(draft: RulebookDraft, by: Actor) -> None:
    draft.revision += 1
    draft.editor_ids = _editors(draft.editor_ids, by)
    draft.edited_at = clock.now()
    draft.save()


def _reader(releaser: User, *, alone: bool) -> str:
    return f"{releaser.login}, second reading" if alone else releaser.login


def _editors(so_far: Collection[int], by: Actor) -> list[int]:
    return sorted({*so_far, *([by.user_id] if by.user_id is not None else [])})


def _new_release(
    by: Actor, *, title: str, files: Mapping[str, str], effective_at: datetime, now: datetime, **columns: Any
) -> RulebookRelease:
    so_far = RulebookRelease.objects.filter(organisation_id=by.organisation_id)
    return RulebookRelease.objects.create(
        organisation_id=by.organisation_id,
        number=(so_far.aggregate(last=Max("number"))["last"] or 0) + 1,
        title=title,
        files=dict(files),
        sha256=PackSet({name: text.encode() for name, text in files.items()}).sha256,
        effective_at=effective_at,
        released_at=now,
        released_by_id=_person(by),
        proved_with=product(),
        **columns,
    )


def _person(by: Actor) -> int:
    if by.user_id is None:
        raise Refused("person_needed", "A program cannot release a rulebook.", mend="Release it as a person.")
    return by.user_id


def _earlier(release_id: int | None, by: Actor) -> RulebookRelease | None:
    if release_id is None:
        return None
    found = RulebookRelease.objects.of(by.organisation_id).filter(pk=release_id).first()
    if found is None:
        raise NotFound("release_unknown", f"There is no release {release_id}.", mend="See the list.")
    return found


def _checked_title(title: str) -> str:
    cleaned = " ".join(title.replace("\0", " ").split())
    if not cleaned or len(cleaned) > LONGEST_TITLE:
        raise Refused("title_bad", f"A title has 1 to {LONGEST_TITLE} characters.", mend="Say what changes.")
    return cleaned


def _check_names(files: Mapping[str, str]) -> None:
    if len(files) > MOST_PACKS:
        raise Refused("too_many_packs", f"There are over {MOST_PACKS} packs.", mend="Put rows together.")
    for name, text in files.items():
        refusal = refused_name(name)
        if refusal is not None:
            raise Refused(refusal.code, refusal.message, mend=refusal.mend)
        if len(text.encode()) > MOST_BYTES or "\0" in text:
            raise Refused("pack_too_big", f"{name} is over {MOST_BYTES} bytes, or no text.", mend="Split it.")


def _record(verb: str, draft: RulebookDraft, by: Actor, **detail: object) -> None:
    record(
        actor=by, verb=verb, subject_type="rulebook_draft", subject_id=draft.pk,
        detail={"revision": draft.revision, **detail},
    )  # fmt: skip
