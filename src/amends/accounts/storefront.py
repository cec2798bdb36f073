"""What a shop's particulars must look like, whichever face they come through."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from amends.accounts.countries import country_names
from amends.accounts.language_tags import normal_language_tag
from amends.core.errors import Refused
from amends.core.money import currencies
from amends.core.packs import load_pack

MAX_CODE = 60
MAX_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Storefront:
    """A shop as a seller describes it. Text as typed; `checked` gives the normal form."""

    code: str
    marketplace: str
    country: str
    time_zone: str
    currency: str
    language: str
    name: str = ""
    return_address: str = ""

    def checked(self) -> "Storefront":
        """The same in normal form. Raises Refused, naming the field and the mend."""
        return Storefront(
            code=_code(self.code),
            marketplace=_marketplace(self.marketplace),
            country=_country(self.country),
            time_zone=known_time_zone(self.time_zone),
            currency=_currency(self.currency),
            language=_language(self.language),
            name=plain_text(self.name, "name"),
            return_address=plain_text(self.return_address, "return address"),
        )


def plain_text(text: str, field: str) -> str:
    """Text of a form in normal form, without the characters a database or a terminal cannot show."""
    normal = unicodedata.normalize("NFC", text.strip())
    if len(normal) > MAX_TEXT:
        raise Refused("text_too_long", f"The {field} has over {MAX_TEXT} characters.", mend="Shorten it.")
    if any(unicodedata.category(sign) in ("Cc", "Cs") and sign not in "\n\r\t" for sign in normal):
        raise Refused("text_unreadable", f"The {field} holds control characters.", mend="Type it again.")
    return normal


@lru_cache(maxsize=1)
def marketplace_codes() -> tuple[str, ...]:
    """The marketplaces of the pack, in its order."""
    return tuple(row["code"] for row in load_pack("marketplaces").body["marketplaces"])


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The IANA names this machine knows, sorted."""
    return tuple(sorted(available_timezones()))


def _code(text: str) -> str:
    code = unicodedata.normalize("NFC", text.strip())
    # Letters of every script, with their marks; the first sign is no mark of punctuation, so that
    # a code is never taken for an option or a folder.
    fits = all(sign in "-_." or unicodedata.category(sign)[0] in "LMN" for sign in code)
    if not code or len(code) > MAX_CODE or not fits or unicodedata.category(code[0])[0] not in "LN":
        raise Refused(
            "shop_code_bad",
            f"{code[:MAX_CODE]!r} is no shop code.",
            mend=f"Use up to {MAX_CODE} letters, digits, - _ or . and begin with a letter or digit.",
        )
    return code


def _marketplace(text: str) -> str:
    code = text.strip().lower()
    if code not in marketplace_codes():
        known = ", ".join(marketplace_codes())
        raise Refused("marketplace_unknown", f"There is no marketplace {text!r}.", mend=f"Known: {known}.")
    return code


def _country(text: str) -> str:
    code = text.strip().upper()
    if code not in country_names():
        hint = "GB" if code == "UK" else "two letters as in ISO 3166, for example US, CN, FR"
        raise Refused("country_unknown", f"There is no country {text!r}.", mend=f"Write {hint}.")
    return code


def known_time_zone(text: str) -> str:
    """The IANA name as it is written. Raises Refused (time_zone_unknown)."""
    zone = text.strip()
    if zone in time_zones():
        return zone
    close = [known for known in time_zones() if known.lower() == zone.lower().replace(" ", "_")]
    if close:
        return close[0]
    raise Refused(
        "time_zone_unknown",
        f"There is no time zone {text!r}.",
        mend="Write an IANA name, for example Asia/Shanghai or America/Los_Angeles.",
    )


def _currency(text: str) -> str:
    code = text.strip().upper()
    if code not in currencies():
        raise Refused(
            "currency_unknown",
            f"There is no currency {text!r}.",
            mend="Write three letters as in ISO 4217, for example USD, CNY, EUR.",
        )
    return code


def _language(text: str) -> str:
    tag = normal_language_tag(text)
    if tag is None:
        suggestion = normal_language_tag(text.replace("_", "-")) or "zh-Hans, fr-FR or en"
        raise Refused(
            "language_bad", f"{text!r} is no language tag.", mend=f"Write a BCP 47 tag: {suggestion}."
        )
    return tag
