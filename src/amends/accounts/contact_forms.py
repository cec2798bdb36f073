"""The page where buyers write to an own shop: off until somebody switches it on, at an address of choice."""

import re

from django.db import transaction

from amends.accounts.models import ContactForm, Shop
from amends.accounts.permission import require
from amends.connectors.marketplaces.rules import is_own_site
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import NotFound, Refused
from amends.history.actions import record

LONGEST_SLUG = 60
_SLUG = re.compile(r"[a-z0-9](?:-?[a-z0-9])*")


@transaction.atomic
def set_contact_form(shop: Shop, *, slug: str, is_on: bool, by: Actor) -> ContactForm:
    """Switch the shop's page on or off, at /contact/`slug`.

    Raises Refused (contact_form_elsewhere on a marketplace, slug_bad, slug_taken), NotAllowed.
    """
    require(by, "change_shop", shop)
    wanted = slug.strip().lower()
    if not is_own_site(shop.marketplace):
        raise Refused(
            "contact_form_elsewhere",
            "Buyers of a marketplace write through the marketplace.",
            mend="A contact page is for own shops.",
        )
    if len(wanted) > LONGEST_SLUG or not _SLUG.fullmatch(wanted):
        raise Refused(
            "slug_bad",
            f"{wanted[:LONGEST_SLUG]!r} cannot stand in an address.",
            mend="Use a to z, 0 to 9 and single hyphens between them.",
        )
    if ContactForm.objects.filter(slug=wanted).exclude(shop=shop).exists():
        raise Refused("slug_taken", f"Another shop has {wanted!r}.", mend="Choose another one.")
    form, _ = ContactForm.objects.update_or_create(
        shop=shop,
        defaults={
            "organisation_id": shop.organisation_id,
            "slug": wanted,
            "is_on": is_on,
            "changed_at": clock.now(),
        },
    )
    verb = "contact_form_opened" if is_on else "contact_form_closed"
    record(actor=by, verb=verb, subject_type="shop", subject_id=shop.pk)
    return form


def open_contact_form(slug: str) -> ContactForm:
    """The page of this address, with its shop. Raises NotFound, also where it is switched off."""
    form = None
    if "\0" not in slug:
        rows = ContactForm.objects.select_related("shop", "organisation")
        form = rows.filter(slug=slug, is_on=True).first()
    if form is None:
        raise NotFound("contact_form_unknown", "There is no such page.")
    return form


def suggested_slug(shop: Shop) -> str:
    """An address made of the shop's code; "" where it has no letter that can stand there."""
    return re.sub(r"[^a-z0-9]+", "-", shop.code.lower()).strip("-")[:LONGEST_SLUG].strip("-")
