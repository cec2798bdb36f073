import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from amends.connectors.tables.encodings import MARK, Evidence, bom_encoding, text_decoder, utf16_without_bom

CHINESE_TEXTS = [
    "交易成功",
    "买家要求退款,商品有破损。",
    "iPhone壳 红色 T恤M码",
    "朱镕基 镕 仝 喆喆",  # beyond GB2312
    "訂單編號 臺灣 買家備註",
    "联通",
    "𠀀𠀁 生僻字",  # four bytes each
    "￥12.00",
    "很好，谢谢",  # most of its bytes are well-formed UTF-8, by chance
]
LATIN_TEXTS = [
    "é",
    "Hélène a reçu son créneau à l’école",
    "Größe, größer, Straße, schöne Grüße",
    "GRÖSSE ÜBER ÄRGER",
    "créée",
    "señor, ¿qué? ¡Olé!",
    "24” – “fine” … £12 €5 ½",
    "Åse Ørsted",
    "Brand®™ x",
]


def likely(content: bytes, size: int = 7) -> str:
    evidence = Evidence()
    for start in range(0, len(content), size):
        evidence.add(content[start : start + size])
    return evidence.candidates()[0]


@pytest.mark.parametrize("text", CHINESE_TEXTS)
def test_chinese_text_is_told(text):
    assert likely(f"1,{text},2\n".encode("gb18030"), 1000) == "gb18030"
    assert likely(f"1,{text},2\n".encode()) == "utf-8"


@pytest.mark.parametrize("text", LATIN_TEXTS)
def test_latin_text_is_told_though_it_may_form_chinese_pairs(text):
    assert likely(f"1,{text},2\n".encode("windows-1252"), 1000) == "windows-1252"
    assert likely(f"1,{text},2\n".encode()) == "utf-8"


@given(st.text(max_size=200), st.integers(1, 9))
@example("é", 1)
def test_whole_utf8_is_utf8_wherever_it_is_cut(text, size):
    assert likely(text.encode(), size) == "utf-8"


@given(st.integers(0, 200), st.sampled_from([b"\xff", b"\xc3", b"\xe4\xbd"]))
def test_one_damaged_byte_does_not_change_utf8(place, damage):
    content = ("交易成功, é, 红色\n" * 12).encode()
    assert likely(content[:place] + damage + content[place:]) == "utf-8"


def test_plain_ascii_is_utf8():
    assert likely(b"a,b\n1,2\n") == "utf-8"


def test_a_long_line_of_plain_text_costs_no_more_than_its_length():
    assert likely(b"x" * 2_000_000 + b"\n\xe9t\xe9\n", 1 << 19) == "windows-1252"


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_shows_by_its_nuls(codec):
    assert utf16_without_bom("订单编号\t订单状态\r\n".encode(codec)) == codec
    assert utf16_without_bom("order-id,sku\n1,2".encode(codec)) == codec
    assert utf16_without_bom(b"order-id,sku\n1,2") is None
    assert utf16_without_bom(b"a,\0\0\0\0,b\n") is None


def test_byte_order_marks():
    assert bom_encoding("x".encode("utf-8-sig")) == ("utf-8-sig", "utf-8", 3)
    assert bom_encoding(b"\xff\xfea\0") == ("utf-16", "utf-16-le", 2)
    assert bom_encoding(b"\xfe\xff\0a") == ("utf-16", "utf-16-be", 2)
    assert bom_encoding(b"abc") is None


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "windows-1252", "utf-16-le", "utf-16-be"])
@given(content=st.binary(max_size=60), size=st.integers(1, 7))
def test_any_bytes_become_text_the_same_in_pieces_as_at_once(codec, content, size):
    whole = text_decoder(codec).decode(content, final=True)
    decoder = text_decoder(codec)
    pieces = "".join(decoder.decode(content[i : i + size]) for i in range(0, len(content), size))
    assert pieces + decoder.decode(b"", final=True) == whole
    assert "\r" not in whole
    if codec == "windows-1252":
        assert MARK not in whole


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_damaged_byte_takes_no_delimiter_or_line_break_along(codec):
    text = text_decoder(codec).decode(b"a\xff,b\x81\n\xfe\tc", final=True)
    assert text == f"a{MARK},b{MARK}\n{MARK}\tc"
