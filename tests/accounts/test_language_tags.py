import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.language_tags import normal_language_tag


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("en", "en"),
        ("ZH-hans", "zh-Hans"),
        ("fr-fr", "fr-FR"),
        ("zh-hans-cn", "zh-Hans-CN"),
        ("es-419", "es-419"),
        ("zh-cmn-Hans-CN", "zh-cmn-Hans-CN"),
        ("de-ch-1901", "de-CH-1901"),
        ("sl-rozaj-biske", "sl-rozaj-biske"),
        ("en-u-CA-gregory", "en-u-ca-gregory"),
        ("de-DE-u-co-phonebk-x-AB", "de-DE-u-co-phonebk-x-ab"),
        ("X-Whatever", "x-whatever"),
        ("i-KLINGON", "i-klingon"),
        (" pt-BR ", "pt-BR"),
    ],
)
def test_well_formed(typed: str, normal: str) -> None:
    assert normal_language_tag(typed) == normal


@pytest.mark.parametrize(
    "typed", ["", "zh_CN", "e", "toolonglanguage", "en-", "en--US", "fr-F", "中文", "en-u", "ſl"]
)
def test_not_well_formed(typed: str) -> None:
    assert normal_language_tag(typed) is None


@given(st.text(alphabet="abcxzHANSUS019-", max_size=20))
def test_normal_form_stays(text: str) -> None:
    once = normal_language_tag(text)
    if once is not None:
        assert normal_language_tag(once) == once
