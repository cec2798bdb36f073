"""Why a file may be of another shop, for a terminal."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amends.imports.models import ImportFile


def doubt_sentences(file: "ImportFile") -> list[str]:
    """One sentence for each doubt, with what to do."""
    from amends.accounts.models import Shop

    codes = dict(Shop.objects.of(file.organisation_id).values_list("pk", "code"))
    return [_sentence(doubt, codes.get(doubt["shop"], "")) for doubt in file.doubts]


def _sentence(doubt: dict[str, Any], shop: str) -> str:
    share = f"{doubt['count']} of the first {doubt['of']}"
    said = {
        "known_elsewhere": f"{share} orders are known in shop {shop} already.",
        "number_form": f"{share} order numbers have "
        + (f"the form of shop {shop}." if shop else "not the form of this marketplace."),
        "other_country": f"{share} orders are of {doubt.get('country')}, where shop {shop} sells.",
    }
    mend = f"If they are of that shop, import them with --shop {shop}." if shop else "Check the shop."
    return f"{said.get(doubt['code'], doubt['code'])} {mend}"
