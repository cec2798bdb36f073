"""The search's filters, and what cannot be followed of one, in the reader's language."""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from amends.insights.searching.language import Trouble
from amends.insights.searching.vocabulary import filters, plain, value_names
from amends.web.case_words import ISSUE_TYPE
from amends.web.language import pack_language

ASSIGNED = {"en": ("me", "nobody"), "zh-Hans": ("我", "没人"), "fr": ("moi", "personne")}
FOUND_IN: Mapping[str, Promise] = {
    "message": pgettext_lazy("found in", "message"),
    "order_number": pgettext_lazy("found in", "order number"),
    "tracking_number": pgettext_lazy("found in", "tracking number"),
    "case_number": pgettext_lazy("found in", "case number"),
    "buyer": pgettext_lazy("found in", "buyer"),
    "sku": pgettext_lazy("found in", "SKU"),
    "product": pgettext_lazy("found in", "product"),
    "filter": pgettext_lazy("found in", "filter"),
}
MEANING: Mapping[str, Promise] = {
    "is": _("how the case stands"),
    "type": _("what it is about"),
    "shop": _("the shop's code"),
    "marketplace": _("the marketplace"),
    "carrier": _("the carrier of its parcel"),
    "assigned": _("whose case it is; me, nobody"),
    "from": _("the buyer: nick, name, e-mail, telephone"),
    "to": _("the address a message went to"),
    "order": _("the order number or its beginning"),
    "tracking": _("the tracking number, or four signs of it"),
    "sku": _("the SKU of an order line"),
    "lang": _("the buyer's language"),
    "has": _("what came with a message"),
    "before": _("before this day: 2026-11-20, yesterday, 3d"),
    "after": _("after this day"),
    "on": _("on this day"),
}
TROUBLE: Mapping[str, Promise] = {
    "search_filter_unknown": _("There is no such filter"),
    "search_value_unknown": _("The filter does not know this value"),
    "search_day_unread": _("This is no day"),
    "search_day_left_out": _("A day cannot be left out"),
    "search_only_left_out": _("Say also what to look for, not only what to leave out"),
    "search_words_many": _("Only the first 16 words are looked for"),
    "search_long": _("Only the first 500 characters are read"),
}
FAMILIES: Mapping[str, Mapping[str, Promise]] = {
    "found_in": FOUND_IN,
    "search_meaning": MEANING,
    "search_trouble": TROUBLE,
}


def value_said(code: str, value: str) -> str:
    """A filter's value, typed in whatever language, as the reader's language calls it."""
    if code == "type":
        return _type_said(value)
    if code == "assigned":
        known = next(
            (place for each in ASSIGNED.values() for place, name in enumerate(each) if name == plain(value)),
            None,
        )
        return value if known is None else ASSIGNED[pack_language()][known]
    found = filters()[code].values.get(plain(value))
    return dict(value_names(code, pack_language())).get(found, value) if found else value


def _type_said(value: str) -> str:
    by_name = {plain(name): code for name, code in type_names().items()}
    code = by_name.get(plain(value), value)
    return str(ISSUE_TYPE.get(code, value))


@lru_cache(maxsize=1)
def type_names() -> Mapping[str, str]:
    """Issue types by the words for them, in every language of the desk."""
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(word): code for code, word in ISSUE_TYPE.items()}
    return names


def mended(text: str, trouble: Trouble) -> list[tuple[str, str]]:
    """What may have been meant, each with the whole search mended so."""
    return [(offer, text[: trouble.start] + offer + text[trouble.end :]) for offer in trouble.offers]
