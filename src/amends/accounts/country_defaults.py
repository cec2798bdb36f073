"""What a country decides of a shop: its currency and language, and its time zone where it has one."""

from dataclasses import replace

from babel.core import get_global
from babel.languages import get_official_languages
from babel.numbers import get_territory_currencies

from amends.accounts.language_tags import normal_language_tag
from amends.accounts.storefront import Storefront, time_zones
from amends.core.errors import Refused

# Countries of several zones where nearly everybody sells from one.
_USUAL_ZONES = {
    "CL": "America/Santiago", "CN": "Asia/Shanghai", "DE": "Europe/Berlin", "EC": "America/Guayaquil",
    "ES": "Europe/Madrid", "MY": "Asia/Kuala_Lumpur", "NZ": "Pacific/Auckland", "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv", "UZ": "Asia/Tashkent",
}  # fmt: skip
# Those worth naming first where one must be chosen.
_BEST_KNOWN = {
    "AU": ["Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"],
    "BR": ["America/Sao_Paulo", "America/Manaus"],
    "CA": ["America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver", "America/Halifax"],
    "ID": ["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"],
    "MX": ["America/Mexico_City", "America/Tijuana", "America/Cancun"],
    "RU": ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Vladivostok"],
    "US": ["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"],
}
_LANGUAGES = {
    "CN": "zh-Hans",
    "IN": "en-IN",
    "SG": "en-SG",
    "TW": "zh-Hant",
    "HK": "zh-Hant-HK",
    "MO": "zh-Hant-MO",
}


def time_zone_of(country: str) -> str:
    """The country's time zone; "" where it has several."""
    if country in _USUAL_ZONES:
        return _USUAL_ZONES[country]
    zones = zones_of(country)
    return zones[0] if len(zones) == 1 else ""


def usual_zones(country: str) -> list[str]:
    """Where most people of the country live: one zone, or the best known ones; [] where it is not known."""
    one = time_zone_of(country)
    return [one] if one else _BEST_KNOWN.get(country, zones_of(country)[:1])


def zones_of(country: str) -> list[str]:
    """The IANA names of the country's zones, the best known first."""
    known = set(time_zones())
    zones = [*_BEST_KNOWN.get(country, []), *get_global("territory_zones").get(country, [])]
    return [zone for zone in dict.fromkeys(zones) if zone in known]


def currency_of(country: str) -> str:
    """The currency one pays with there today; "" where it is not known."""
    found = get_territory_currencies(country) if len(country) == 2 else []
    return str(found[0]) if found else ""


def language_of(country: str) -> str:
    """The BCP 47 tag of the official language most people there speak; "" where it is not known."""
    if country in _LANGUAGES:
        return _LANGUAGES[country]
    spoken = get_official_languages(country, de_facto=True)
    return (normal_language_tag(f"{spoken[0]}-{country}".replace("_", "-")) or "") if spoken else ""


def filled_in(wanted: Storefront) -> Storefront:
    """The storefront with what is left empty filled in from its country.

    Raises Refused (time_zone_unknown) naming the zones of a country that has several.
    """
    country = wanted.country.strip().upper()
    zone = wanted.time_zone.strip() or time_zone_of(country)
    if not zone and (zones := zones_of(country)):
        named = ", ".join(zones[:8]) + (" …" if len(zones) > 8 else "")
        raise Refused("time_zone_needed", f"{country} has several time zones.", mend=f"Name one: {named}.")
    return replace(
        wanted,
        time_zone=zone,
        currency=wanted.currency.strip() or currency_of(country),
        language=wanted.language.strip() or language_of(country),
    )
