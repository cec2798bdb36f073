import pytest

from amends.accounts.country_defaults import filled_in
from amends.accounts.storefront import Storefront
from amends.core.errors import Refused


@pytest.mark.parametrize(
    ("country", "zone", "currency", "language"),
    [
        ("fr", "Europe/Paris", "EUR", "fr-FR"),
        ("CN", "Asia/Shanghai", "CNY", "zh-Hans"),
        ("JP", "Asia/Tokyo", "JPY", "ja-JP"),
    ],
)
def test_a_country_decides(country: str, zone: str, currency: str, language: str) -> None:
    found = filled_in(Storefront("S", "own", country, "", "", "")).checked()
    assert (found.time_zone, found.currency, found.language) == (zone, currency, language)


def test_what_was_said_stays() -> None:
    said = Storefront("S", "own", "FR", "Asia/Tokyo", "USD", "en")
    assert filled_in(said) == said


def test_a_country_of_several_zones_must_be_told() -> None:
    with pytest.raises(Refused) as caught:
        filled_in(Storefront("S", "own", "US", "", "", ""))
    assert caught.value.code == "time_zone_needed"
    assert "America/Los_Angeles" in caught.value.mend
    assert filled_in(Storefront("S", "own", "US", "America/Denver", "", "")).currency == "USD"


def test_a_country_that_is_none_is_left_to_the_check() -> None:
    with pytest.raises(Refused) as caught:
        filled_in(Storefront("S", "own", "Germany", "", "", "")).checked()
    assert caught.value.code == "country_unknown"
