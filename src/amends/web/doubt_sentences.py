"""Why a file may be of another shop, in the reader's language."""

from typing import Any

from django.utils.translation import gettext as _

from amends.imports.models import ImportFile
from amends.web.access import Reader
from amends.web.shown import number


def doubts_shown(file: ImportFile, reader: Reader) -> list[str]:
    """A sentence for each doubt; a shop the reader does not see is not named."""
    visible = reader.shops("see_shops")
    return [
        _sentence(doubt, visible[doubt["shop"]].code if doubt.get("shop") in visible else "")
        for doubt in file.doubts
    ]


def _sentence(doubt: dict[str, Any], shop: str) -> str:
    facts = {
        "count": number(doubt["count"]),
        "of": number(doubt["of"]),
        "shop": shop or _("another shop"),
        "country": doubt.get("country", ""),
    }
    match doubt["code"], bool(shop):
        case "known_elsewhere", _named:
            return _("%(count)s of the first %(of)s orders are known in %(shop)s already.") % facts
        case "number_form", True:
            return _("%(count)s of the first %(of)s order numbers have the form of %(shop)s.") % facts
        case "number_form", False:
            return (
                _("%(count)s of the first %(of)s order numbers have not the form of this marketplace.")
                % facts
            )
        case "other_country", _named:
            return _("%(count)s of the first %(of)s orders are of %(country)s, where %(shop)s sells.") % facts
    return str(doubt["code"])
