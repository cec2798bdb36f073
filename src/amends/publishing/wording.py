"""Verbs of the seller's own wording of reply templates: save a version, go back to an earlier one."""

from django.db import transaction

from amends.accounts.permission import require
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import AmendsError, NotFound, Refused
from amends.history.actions import record
from amends.publishing.wordings_in_force import versions_of
from amends.releases.models import ReplyTemplateVersion
from amends.replies.templates import Stage, Variant, find_stage
from amends.replies.wording import reworded

CHANGE = "change_replies"


class TemplateChanged(AmendsError):
    """Somebody else has saved a version meanwhile. `code` is template_changed."""


def find_template(stage: str, locale: str, variant: str) -> tuple[Stage, Variant]:
    """The template as the product has it. Raises NotFound."""
    found = find_stage(stage, locale)
    if variant not in found.variants:
        known = ", ".join(sorted(found.variants))
        raise NotFound("variant_unknown", f"{stage} has no wording {variant!r}.", mend=f"Known: {known}.")
    return found, found.variants[variant]


@transaction.atomic
def save_template(
    stage: str, locale: str, variant: str, text: str, *, seen: int, by: Actor
) -> ReplyTemplateVersion:
    """Let a wording hold from now on, as a new version; the earlier ones are kept.

    `seen` is the number of the version it was written from, 0 for the product's own. The same text as holds
    already is that version. Raises BrokenTemplate naming the line, TemplateChanged, NotAllowed, NotFound.
    """
    require(by, CHANGE)
    found, of = find_template(stage, locale, variant)
    cleaned = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n"))
    reworded(found, of, cleaned)
    newest = _held(stage, locale, variant, by)
    if newest is not None and newest.text == cleaned:
        return newest
    if (newest.number if newest is not None else 0) != seen:
        raise TemplateChanged(
            "template_changed",
            "Somebody else has saved a version since you opened it.",
            mend="Copy your text, load the page again and put your change into the newest version.",
        )
    saved = _add(stage, locale, variant, cleaned, newest, by)
    _record("reply_template_saved", saved, by)
    return saved


@transaction.atomic
def go_back(stage: str, locale: str, variant: str, number: int, *, by: Actor) -> ReplyTemplateVersion:
    """Let version `number` (0: the product's own) hold again, as a new version.

    Raises Refused where it holds already, BrokenTemplate where it cannot be filled any more, NotAllowed,
    NotFound.
    """
    require(by, CHANGE)
    found, of = find_template(stage, locale, variant)
    newest = _held(stage, locale, variant, by)
    target = versions_of(by.organisation_id, stage, locale, variant).filter(number=number).first()
    if target is None and number:
        raise NotFound("version_unknown", f"There is no version {number}.", mend="See the list.")
    text = target.text if target is not None else ""
    if text:
        reworded(found, of, text)
    if text == (newest.text if newest is not None else ""):
        raise Refused("template_holds", "That wording holds already.", mend="Choose another version.")
    saved = _add(stage, locale, variant, text, newest, by, goes_back_to=target)
    _record("reply_template_rolled_back", saved, by, to=number)
    return saved


def _held(stage: str, locale: str, variant: str, by: Actor) -> ReplyTemplateVersion | None:
    """The newest version; others who save wait until this is over."""
    lock_until_commit("reply_templates", by.organisation_id)
    return versions_of(by.organisation_id, stage, locale, variant).first()


def _add(
    stage: str,
    locale: str,
    variant: str,
    text: str,
    newest: ReplyTemplateVersion | None,
    by: Actor,
    goes_back_to: ReplyTemplateVersion | None = None,
) -> ReplyTemplateVersion:
    if by.user_id is None:
        raise Refused("person_needed", "A program cannot change templates.", mend="Save it as a person.")
    return ReplyTemplateVersion.objects.create(
        organisation_id=by.organisation_id,
        stage=stage,
        locale=locale,
        variant=variant,
        number=(newest.number if newest is not None else 0) + 1,
        text=text,
        goes_back_to=goes_back_to,
        saved_by_id=by.user_id,
        saved_at=clock.now(),
    )


def _record(verb: str, saved: ReplyTemplateVersion, by: Actor, **detail: object) -> None:
    named = {"stage": saved.stage, "locale": saved.locale, "variant": saved.variant, "number": saved.number}
    record(
        actor=by, verb=verb, subject_type="reply_template", subject_id=saved.pk, detail={**named, **detail}
    )
