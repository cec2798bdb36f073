"""Where a rule of compliance is known from, in the reader's language."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SAID: Mapping[str, Promise] = {
    "The product's own standard": _("The product's own standard"),
    "The product's own standard (money leaves by the platform's own way)": _(
        "The product's own standard (money leaves by the platform's own way)"
    ),
    "The product's own standard for marketplaces; what each of them says was not read": _(
        "The product's own standard for marketplaces; what each of them says was not read"
    ),
    "China's E-Commerce Law, art. 17 and 39, and the product's own standard": _(
        "China's E-Commerce Law, art. 17 and 39, and the product's own standard"
    ),
    "China's E-Commerce Law, art. 39 (reviews are not removed), and the product's own standard elsewhere": _(
        "China's E-Commerce Law, art. 39 (reviews are not removed), and the product's own standard elsewhere"
    ),
    "EU Directive 2011/83 (withdrawal), UK Consumer Rights Act 2015 s. 22, "
    "China's Consumer Protection Law art. 24 and 25": _(
        "EU Directive 2011/83 (withdrawal), UK Consumer Rights Act 2015 s. 22, "
        "China's Consumer Protection Law art. 24 and 25"
    ),
}


def source_said(known_from: str) -> str:
    """The words of a pack for where a rule is known from, translated where they are of the shipped packs."""
    return str(_SAID.get(known_from, known_from))
