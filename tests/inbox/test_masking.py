"""What leaves the conversation names nobody: no order, no parcel, no address, no telephone, no person."""

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.inbox.masking import LONGEST, masked

WORDS = st.lists(
    st.sampled_from(
        ["my parcel", "where is it", "快递呢", "第三天了", "je n’ai rien reçu", "please", "：", "，"]
    ),
    max_size=3,
).map(" ".join)
DIGITS = {
    "plain": str.maketrans("", ""),
    "wide": str.maketrans("0123456789", "０１２３４５６７８９"),
    "arabic": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
}
numbers = st.one_of(
    st.from_regex(r"\A1[3-9][0-9]{9}\Z"),
    st.from_regex(r"\A\+33 [67]( [0-9][0-9]){4}\Z"),
    st.from_regex(r"\A\([0-9]{3}\) [0-9]{3}-[0-9]{4}\Z"),
    st.from_regex(r"\A[0-9]{3}-[0-9]{7}-[0-9]{7}\Z"),
    st.from_regex(r"\A[0-9]{2}-[0-9]{5}-[0-9]{5}\Z"),
    st.from_regex(r"\A[0-9]{18,19}\Z"),
    st.from_regex(r"\A(SF|YT|JT)[0-9]{13}\Z"),
    st.from_regex(r"\A1Z[0-9A-Z]{6}[0-9]{10}\Z"),
    st.from_regex(r"\A[A-Z]{2}[0-9]{9}(CN|FR|GB)\Z"),
)
local = st.text(string.ascii_letters + string.digits + "._+-", min_size=1, max_size=20)
emails = st.builds(
    "{}@{}.{}".format, local, st.from_regex(r"\A[a-z]{2,12}\Z"), st.sampled_from(["com", "cn", "fr"])
)


def bare(text: str) -> str:
    return "".join(re.findall(r"[a-z0-9]", text.lower()))


@given(WORDS, numbers, st.sampled_from(sorted(DIGITS)), st.booleans(), WORDS)
def test_no_number_is_left(before: str, number: str, width: str, hidden: bool, after: str) -> None:
    written = number.translate(DIGITS[width])
    if hidden:
        written = "\u200b".join(written)  # zero-width signs between all digits
    said = masked(f"{before} {written} {after}")
    assert not re.search(r"\d{4}", said)
    assert bare(number) not in bare(said)


@given(WORDS, emails, WORDS)
def test_no_mail_address_is_left(before: str, email: str, after: str) -> None:
    said = masked(f"{before} {email} {after}")
    assert "@" not in said
    assert email.partition("@")[2] not in said


@given(
    WORDS,
    st.text(st.characters(categories=("Lu", "Ll", "Lo")), min_size=4, max_size=12),
    st.sampled_from(["{}", "Regards, {}", "我是{}", "{}."]),
)
def test_no_known_name_is_left(before: str, name: str, form: str) -> None:
    said = masked(f"{before} {form.format(name)}", [name])
    assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", said, re.IGNORECASE)


@given(st.text(max_size=400))
def test_whatever_comes_it_ends_and_is_short(text: str) -> None:
    said = masked(text, [text[:20]])
    assert len(said) <= LONGEST
    assert not re.search(r"\d{5}", said)


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("Bonjour, Jean Dupont. Colis cassé !", ["Jean Dupont"], "Bonjour, [name]. Colis cassé !"),
        ("this is JEAN, 12 Quiet Lane", ["Jean Dupont"], "this is [name], [address]"),
        ("我住浙江省杭州市西湖区文三路88号2单元301，快递没到", [], "[address],快递没到"),
        ("livrez au 14 bis rue de la Paix svp", [], "livrez au [address] svp"),
        ("ref #1001 please", ["#1001"], "ref [name] please"),
        ("see https://evil.example/?q=1 now", [], "see [link] now"),
        ("2 of 3 arrived, 12 € each", [], "2 of 3 arrived, 12 € each"),
        ("张三的包裹", ["张三"], "[name]的包裹"),
        ("annotated", ["Ann"], "annotated"),
        ("电话一三八零零一三八零零零", [], "电话[number]"),
    ],
)
def test_examples(text: str, names: list[str], left: str) -> None:
    assert masked(text, names) == left


@pytest.mark.parametrize(
    "text", ["a" * 200_000, "1 " * 100_000, "@" * 100_000, "路市" * 50_000, "12 a " * 40_000]
)
def test_long_ones_are_cut_short(text: str) -> None:
    assert len(masked(text, ["a"])) <= LONGEST
