"""The templates themselves: complete in three languages, declared, and in good manners."""

import copy
import re
from typing import Any

import pytest

from amends.core.packs import BadPack, Pack, load_pack, load_packs
from amends.publishing.reply_examples import reply_problems
from amends.replies import liquid
from amends.replies.liquid import BrokenTemplate, asked_for, compiled, filled
from amends.replies.stages import moments
from amends.replies.templates import read_stage, read_ways_out, stage_names, stages, ways_out
from amends.replies.values import LOCALES

EXAMPLES = [
    (pack.name, number, example["gives"])
    for pack in load_packs("replies")
    for number, example in enumerate(pack.body["examples"])
]
UNSEEMLY = re.compile(
    r"review|rating|feedback|five stars|\bstars?\b|好评|差评|评价|五星|返现|avis\b|étoile|note de"
    r"|https?:|www\.|@|\+?[0-9][0-9 -]{9,}[0-9](?![0-9-])|whatsapp|wechat|微信|支付宝|paypal|virement"
    r"|valued customer|dear customer|cher client|尊敬的"
    r"|carrier's fault|faute du transporteur|快递的错|快递的问题|refuse the parcel|拒收|refusez le colis",
    re.IGNORECASE,
)
# Only a way out that a person has chosen to offer may speak of them, and never for anything in return.
PRESENTS = re.compile(r"discount|coupon|优惠券|gift|cadeau|礼物", re.IGNORECASE)
ORDER_NUMBER = re.compile(r"[0-9]{3}-[0-9]{7}-[0-9]{7}|3668803670628269143")
OWN = {  # our telephone for returns, the carrier's own page
    "return_at_buyers_cost": re.compile(r"775-555-0142|02 40 55 01 42|0571-5550142"),
    "shipped": re.compile(r"https://(?:www\.ups\.com|www\.laposte\.fr|www\.yto\.net\.cn)/\S+"),
}
MOST_ON_AMAZON = 2_000  # the longest text that its interface for messages takes


def changed(name: str, *way: str | int, to: Any) -> Pack:
    pack = load_pack(name)
    body = copy.deepcopy(pack.body)
    place: Any = body
    for step in way[:-1]:
        place = place[step]
    place[way[-1]] = to
    return Pack(pack.name, body, pack.sha256)


def test_every_stage_is_there_in_three_languages_with_the_same_values() -> None:
    assert stage_names("en") == stage_names("zh-Hans") == stage_names("fr")
    for code in stage_names("en"):
        said = [stages()[locale, code] for locale in LOCALES]
        assert said[0].variables == said[1].variables == said[2].variables, code
        assert said[0].not_on == said[1].not_on == said[2].not_on, code


def test_every_way_out_has_its_words_in_three_languages() -> None:
    codes = [{code for known, code in ways_out() if known == locale} for locale in LOCALES]
    assert codes[0] == codes[1] == codes[2]


@pytest.mark.parametrize("locale", LOCALES)
def test_a_value_that_must_be_given_is_used_in_the_usual_wording(locale: str) -> None:
    for (known, code), stage in stages().items():
        if known == locale:
            needed = {name for name, variable in stage.variables.items() if not variable.is_optional}
            assert needed <= stage.variants["default"].needs, code


@pytest.mark.parametrize(("name", "number", "text"), EXAMPLES)
def test_nothing_unseemly_is_written(name: str, number: int, text: str) -> None:
    own = OWN.get(name.rpartition("/")[2])
    said = own.sub("", text) if own else text
    assert not UNSEEMLY.search(ORDER_NUMBER.sub("", said))
    assert "/resolutions_" in name or not PRESENTS.search(text)


@pytest.mark.parametrize(
    ("name", "number", "text"), [one for one in EXAMPLES if "/zh-Hans/" in one[0] and "resol" not in one[0]]
)
def test_chinese_comes_in_one_to_three_short_bubbles(name: str, number: int, text: str) -> None:
    said = text.split("\n\n")
    assert 1 <= len(said) <= 3
    assert all(len(line) <= 70 for bubble in said for line in bubble.splitlines())
    assert "亲" in said[0]
    assert "你" not in text


@pytest.mark.parametrize(("name", "number", "text"), [one for one in EXAMPLES if "/fr/" in one[0]])
def test_french_says_vous(name: str, number: int, text: str) -> None:
    assert not re.search(r"\b(?:tu|te|toi|ton|tes)\b", text)


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "sorry|[Tt]hank you|Of course|glad|You asked|This is an automatic answer"),
        ("fr", "désolés|Merci|bien sûr|heureux|Vous nous demandez|réponse automatique"),
        ("zh-Hans", "亲"),
    ],
)
def test_acknowledged_before_explained(locale: str, words: str) -> None:
    for stage in stage_names(locale):
        for example in load_pack(f"replies/{locale}/{stage}").body["examples"]:
            paragraphs = [part for part in example["gives"].split("\n\n") if not part.endswith(",")]
            assert re.search(words, paragraphs[0]), stage


def test_every_value_has_an_example() -> None:
    for (locale, code), stage in stages().items():
        examples = load_pack(f"replies/{locale}/{code}").body["examples"]
        given = {name for example in examples for name in example["values"]}
        lacking = set(stage.variables) - given
        # Chinese chat greets nobody by name and signs with no shop.
        assert not lacking - (
            {"buyer_name", "shop_name", "order_number"} if locale == "zh-Hans" else set()
        ), code


@pytest.mark.parametrize(("name", "number", "text"), EXAMPLES)
def test_nothing_is_too_long_for_the_shortest_channel(name: str, number: int, text: str) -> None:
    assert len(text) <= MOST_ON_AMAZON


def test_the_stages_with_a_place_in_the_lists_are_those_with_words() -> None:
    assert set(moments()) == set(stage_names("en"))


def test_a_value_not_declared_is_refused_when_read() -> None:
    bad = changed("replies/en/closing", "variants", 0, "text", to="Hello {{ buyer_nmae }}")
    with pytest.raises(BadPack, match=r"closing\.default uses buyer_nmae"):
        read_stage(bad)
    bad = changed("replies/en/resolutions", "resolutions", "refund", "offer", to="{{ ammount }}")
    with pytest.raises(BadPack, match=r"refund\.offer uses ammount"):
        read_ways_out(bad)


def test_a_stage_needs_its_usual_wording() -> None:
    bad = changed("replies/en/closing", "variants", 0, "name", to="long")
    with pytest.raises(BadPack, match="no variant default"):
        read_stage(bad)


@pytest.mark.parametrize(
    "text",
    [
        "{% include 'other' %}",
        "{% render 'other' %}",
        "{% assign a = 1 %}",
        "{% capture a %}x{% endcapture %}",
        "{{ name | upcase }}",
        "{{ name | default: 'you' }}",
        "{{ name",
        "{% if name %}",
        "{% if a %}" * 9 + "{% endif %}" * 9,
    ],
)
def test_what_a_template_may_not_do(text: str) -> None:
    with pytest.raises(BrokenTemplate):
        filled(compiled("t", text), {"name": "x", "a": "y"})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("{{ name }}", {}),
        ("{% if name %}x{% endif %}", {}),
        ("{% for a in (1..1000) %}x{% endfor %}", {}),
        ("{% for a in many %}{{ a }}{% endfor %}", {"many": ["x" * 1_000] * 50}),
        (
            "{% for a in b %}{% for c in b %}{% for d in b %}x{% endfor %}{% endfor %}{% endfor %}",
            {"b": ["x"] * 9},
        ),
    ],
)
def test_bombs_and_gaps_stop(text: str, values: dict[str, object]) -> None:
    with pytest.raises(BrokenTemplate):
        filled(compiled("t", text), values)


def test_what_a_template_uses() -> None:
    text = "{% for one in list %}{{ forloop.index }}{{ one }}{% endfor %}{{ name }}"
    assert asked_for(compiled("t", text)) == {"list", "name"}
    assert set(liquid.FILTERS) == set(liquid._ENVIRONMENT.filters)


@pytest.mark.parametrize(
    ("name", "way", "to", "said"),
    [
        ("replies/en/closing", ("examples", 0, "gives"), "Bye.", "the example of default comes out as"),
        ("replies/en/closing", ("examples", 0, "variant"), "chat", "no example for default"),
        ("replies/en/closing", ("stage",), "opening", "this pack is to be named replies/en/opening"),
        (
            "replies/en/closing",
            ("not_on",),
            [{"marketplace": "ebay", "rule": "amz.unheard"}],
            "there is no rule amz.unheard",
        ),
        ("replies/en/resolutions", ("examples", 0, "gives"), "Bye.", "the example of wait_and_chase, offer"),
        ("replies/en/resolutions", ("examples", 0, "use"), "taken", "no example for wait_and_chase, offer"),
    ],
)
def test_a_wrong_example_is_told(name: str, way: tuple[str | int, ...], to: Any, said: str) -> None:
    problems = list(reply_problems(changed(name, *way, to=to)))
    assert any(problem.startswith(said) for problem in problems), problems
