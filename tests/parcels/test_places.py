import pytest

from amends.parcels.places import hold_up_name, hold_up_of, place_name, place_of


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ("呼和浩特转运中心", ""),
        ("HOHHOT Sorting Centre", ""),
        ("", "快件已到达【呼和浩特转运中心】"),
        ("内蒙古呼和浩特市", ""),
        ("Ｈｏｈｈｏｔ", ""),
    ],
)
def test_one_place_under_any_of_its_names(location: str, text: str) -> None:
    assert place_of(location, text) == "hohhot"


def test_a_known_place_is_told_in_three_languages_an_unknown_as_written() -> None:
    assert [place_name("hohhot", each) for each in ("en", "zh-Hans", "fr")] == [
        "Hohhot",
        "呼和浩特",
        "Hohhot",
    ]
    assert place_name(place_of("柳州分拨中心"), "fr") == "柳州"


@pytest.mark.parametrize(
    "location", ["17 Quiet Lane", "a@b.example", "电话13800001111", "x" * 41, " ", "https://x.example"]
)
def test_what_may_be_an_address_or_a_number_is_no_place(location: str) -> None:
    assert place_of(location) == ""


def test_a_name_within_a_word_is_none() -> None:
    assert place_of("Parisot") == "Parisot"
    assert hold_up_of("The iceberg passed, everything thawed") == ""


def test_what_holds_parcels_up_is_told_by_any_carrier_alike() -> None:
    said = ("受台风影响，暂停收发", "Held: flights cancelled (Typhoon)", "Retardé par un typhon")
    assert {hold_up_of(text) for text in said} == {"typhoon"}
    assert hold_up_name("typhoon", "zh-Hans") == "台风"
