from encodings.aliases import aliases

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amends.connectors.mail.charsets import decode
from amends.connectors.mail.problems import Problems

CHINESE = "亲，我的包裹什么时候到？订单很久没有物流了。"
TRADITIONAL = "您好，請問我的包裹什麼時候會到？謝謝您的幫忙。"


def decoded(octets, label):
    problems = Problems()
    return decode(octets, label, problems), problems.codes()


@pytest.mark.parametrize(
    ("text", "codec", "label", "problem"),
    [
        (CHINESE, "gb18030", "gb2312", None),
        ("镕喆堃的包裹", "gbk", "GB2312", None),
        ("喆😀", "gb18030", "gb_2312-80", None),
        (CHINESE, "utf-8", "gb2312", "charset_wrong:gb2312"),
        (CHINESE, "utf-8", "iso-8859-1", "charset_wrong:iso-8859-1"),
        (CHINESE, "gb18030", "iso-8859-1", "charset_wrong:iso-8859-1"),
        (CHINESE, "gb18030", "us-ascii", "charset_wrong:us-ascii"),
        (CHINESE, "gb18030", "utf-8", "charset_wrong:utf-8"),
        (CHINESE, "gb18030", None, None),
        (CHINESE, "gb18030", "x-odd", "charset_unknown:x-odd"),
        (CHINESE, "utf-8", "x-odd", "charset_unknown:x-odd"),
        (TRADITIONAL, "big5", "big5", None),
        (TRADITIONAL, "big5", "chinesebig5", None),
        (TRADITIONAL, "big5", None, None),
        ("“Price” – 5 €", "cp1252", "iso-8859-1", None),
        ("Colis créé à Köln", "latin-1", None, None),
        ("Müller", "latin-1", "x-odd", "charset_unknown:x-odd"),
        ("荷物はいつ届きますか", "iso2022_jp", "iso-2022-jp", None),
        ("荷物はいつ届きますか", "iso2022_jp", None, None),
        ("荷物はいつ届きますか。確認してください", "cp932", None, None),
        ("荷物はいつ届きますか。確認してください", "euc_jp", "x-odd", "charset_unknown:x-odd"),
        ("소포가 아직 도착하지 않았습니다", "cp949", None, None),
        ("Здравствуйте, где моя посылка?", "cp1251", None, None),
        ("Здравствуйте, где моя посылка?", "koi8_r", "iso-8859-1", "charset_wrong:iso-8859-1"),
        ("我的包裹", "hz", "hz-gb-2312", None),
        ("荷物はいつ届きますか", "cp932", "Shift_JIS", None),
        ("소포", "cp949", "ks_c_5601-1987", None),
        ("Где посылка?", "koi8-r", "koi8-r", None),
        ("Ça coûte 5 £ + 日本語 😀", "utf-7", "utf-7", None),
        ("1 + 1", "ascii", "utf-7", None),
        ("Grüße 你好", "utf-16", None, None),
        ("Grüße 你好", "utf-32", "utf-8", None),
        ("café", "utf-8", "(odd) utf-8; format=flowed", None),
        ("uryyb", "ascii", "rot13", "charset_untrusted:rot13"),
        ("café", "utf-8-sig", "iso-8859-1", None),
        ("hello", "utf-16", "utf-16", None),
        ("", "ascii", "x\x00-odd", "charset_unknown:x-odd"),
    ],
)
def test_what_is_sent_is_read(text, codec, label, problem):
    found, problems = decoded(text.encode(codec), label)
    assert (found, problems) == (text, [problem] if problem else [])


def test_damaged_text_keeps_its_sound_part():
    text, problems = decoded(CHINESE.encode("utf-8")[:-1], "utf-8")
    assert text.startswith(CHINESE[:-1])
    assert problems == ["text_damaged"]


@settings(deadline=None)
@given(st.binary(max_size=300), st.one_of(st.none(), st.text(max_size=20)))
def test_any_octets_give_text(octets, label):
    assert isinstance(decoded(octets, label)[0], str)


@pytest.mark.parametrize("label", sorted({*aliases, "idna", "undefined"}))
def test_any_codec_can_be_named(label):
    assert isinstance(decoded(b"ab\x80\xff\x1b$", label)[0], str)
    assert isinstance(decoded(b"", label)[0], str)


@settings(deadline=None)
@given(st.text(st.characters(codec="gb2312", min_codepoint=0x4E00), min_size=4))
def test_common_chinese_without_a_label(text):
    octets = text.encode("gb2312")
    try:
        expected = octets.decode("utf-8")
    except UnicodeDecodeError:
        expected = text
    assert decoded(octets, None)[0] == expected
