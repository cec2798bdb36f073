import hashlib

import pytest

from amends.core.packs import PACKS, BadPack, load_pack, load_packs, pack_names, read_pack

SOURCE = "source: {address: 'https://example.com/iso', read_on: 2026-11-21, confidence: B}"
GOOD = f"""
{SOURCE}
currencies: [{{code: USD, digits: 2, name: US Dollar}}]
examples: [{{currency: USD, amount: "1.005", rounded: "1.00"}}]
"""


def read(text: str, name: str = "currencies") -> dict[str, object]:
    return read_pack(text.encode(), name=name)


def test_a_pack_is_its_body_and_the_hash_of_its_file() -> None:
    pack = load_pack("currencies")
    assert pack.name == "currencies"
    assert pack.sha256 == hashlib.sha256((PACKS / "currencies.yaml").read_bytes()).hexdigest()
    assert pack.body["currencies"]
    assert load_pack("currencies") is pack


def test_a_family_comes_in_the_order_of_names() -> None:
    names = [pack.name for pack in load_packs("calendars")]
    assert names == sorted(names)
    assert {"calendars/CN", "calendars/US"} <= set(names) <= set(pack_names())


@pytest.mark.parametrize(
    "name", ["", "nothing", "calendars/XX", "../core/packs", "calendars/../currencies", "/etc/x"]
)
def test_a_pack_that_is_not_there(name: str) -> None:
    with pytest.raises(BadPack) as caught:
        load_pack(name)
    assert caught.value.code == "pack_missing"


def test_yaml_reads_only_what_json_knows() -> None:
    body = read(GOOD.replace("US Dollar", "NO"))
    assert body["currencies"] == [{"code": "USD", "digits": 2, "name": "NO"}]
    assert body["source"] == {
        "address": "https://example.com/iso",
        "read_on": "2026-11-21",
        "confidence": "B",
    }


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("012", "012"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("12:30", "12:30"),
        ("1.5.2", "1.5.2"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("yes", "yes"),
        ("off", "off"),
        ("True", "True"),
        ("2026-11-21", "2026-11-21"),
        ("'7'", "7"),
        ("１２", "１２"),
    ],
)
def test_what_looks_like_something_else_stays_text(written: str, read_as: str) -> None:
    assert read(GOOD.replace("US Dollar", written))["currencies"] == [
        {"code": "USD", "digits": 2, "name": read_as}
    ]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (("digits: 2", "digits: two"), "currencies/0/digits"),
        (("digits: 2", "digits: true"), "currencies/0/digits"),
        (("digits: 2", "digits: ~"), "currencies/0/digits"),
        (("digits: 2", "digits: -1"), "currencies/0/digits"),
        (("code: USD", "code: usd"), "currencies/0/code"),
        (("US Dollar", "1.5"), "currencies/0/name"),
        (('"1.005"', "1.005"), "examples/0/amount"),
        (("code: USD", "code: USD, symbol: $"), "currencies/0"),
        (("2026-11-21", "2026-02-30"), "source/read_on"),
        (("https:", "ftp:"), "source/address"),
        (("confidence: B", "confidence: N"), "source/confidence"),
        (("confidence: B", "confidence: B, extra: 1"), "source"),
        ((SOURCE, ""), "the top level"),
    ],
)
def test_what_the_schema_forbids_is_named_with_its_place(change: tuple[str, str], place: str) -> None:
    with pytest.raises(BadPack) as caught:
        read(GOOD.replace(*change))
    assert caught.value.code == "pack_invalid"
    assert caught.value.message.startswith(f"Pack currencies, at {place}: ")


@pytest.mark.parametrize(
    "text",
    [
        "a: [",
        "a: 1\na: 2",
        "a: {b: 1, b: 2}",
        "1688: Alibaba",
        "[a]: 1",
        "~: 1",
        "<<: {a: 1}",
        "a: !!python/object:os.system {}",
        "a: \0",
        "a: *nowhere",
    ],
)
def test_yaml_that_says_two_things_or_none_is_refused(text: str) -> None:
    with pytest.raises(BadPack) as caught:
        read(text)
    assert caught.value.code in ("pack_unreadable", "pack_invalid")


@pytest.mark.parametrize("text", ["a: 1\na: 2", "1688: Alibaba", "[a]: 1"])
def test_keys_are_text_and_stand_once(text: str) -> None:
    with pytest.raises(BadPack, match=r"stands twice|is not text") as caught:
        read(text)
    assert caught.value.code == "pack_unreadable"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(BadPack) as caught:
        read_pack(b"a: \xff\xfe\x00", name="currencies")
    assert caught.value.code == "pack_unreadable"


@pytest.mark.parametrize("text", ["", "- 1", "text"])
def test_a_pack_is_a_mapping(text: str) -> None:
    with pytest.raises(BadPack) as caught:
        read(text)
    assert caught.value.code == "pack_invalid"


def test_a_kind_without_schema_is_refused() -> None:
    with pytest.raises(BadPack) as caught:
        read("a: 1", name="weather/today")
    assert caught.value.code == "schema_missing"
