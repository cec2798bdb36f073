import pytest

from amends.cases.topics import topic_name, topics_in


def test_the_same_topic_in_three_languages() -> None:
    said = ("请把税号写上", "please add our VAT number", "avec notre numéro de TVA svp")
    assert all("tax_number" in topics_in(text) for text in said)
    assert [topic_name("tax_number", each) for each in ("en", "zh-Hans", "fr")] == [
        "tax number", "税号", "numéro de TVA",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "!!!", "sizeable", "\0" * 50, "Ms Okafor, 17 Quiet Lane"])
def test_text_that_touches_on_nothing(text: str) -> None:
    assert topics_in(text) == frozenset()
