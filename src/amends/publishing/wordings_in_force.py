"""The seller's own wording of reply templates: what holds now, and what held before."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db.models import QuerySet

from amends.releases.models import ReplyTemplateVersion
from amends.replies.wording import Key, Wording, worded_by


def wordings_of(organisation_id: int) -> Mapping[Key, Wording]:
    """The newest version of each template in words of the organisation's own: one query."""
    newest = (
        ReplyTemplateVersion.objects.filter(organisation_id=organisation_id)
        .order_by("locale", "stage", "variant", "-number")
        .distinct("locale", "stage", "variant")
        .values_list("locale", "stage", "variant", "number", "text")
    )
    return {
        (locale, stage, variant): Wording(number, text)
        for locale, stage, variant, number, text in newest
        if text
    }


@contextmanager
def in_words_of(organisation_id: int) -> Iterator[None]:
    """Inside the block replies are drafted in the words of that organisation."""
    with worded_by(wordings_of(organisation_id)):
        yield


def versions_of(
    organisation_id: int, stage: str, locale: str, variant: str
) -> QuerySet[ReplyTemplateVersion]:
    """All versions of one template, the newest first, with who saved them."""
    found = ReplyTemplateVersion.objects.filter(
        organisation_id=organisation_id, stage=stage, locale=locale, variant=variant
    )
    return found.select_related("saved_by", "goes_back_to").order_by("-number")
