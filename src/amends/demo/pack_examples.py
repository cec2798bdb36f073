"""The examples of the demo's packs, put to the code that uses them."""

from collections.abc import Callable, Iterator
from typing import Any

from amends.core.packs import Pack
from amends.demo.buyers import masked
from amends.demo.carriers import CARRIERS
from amends.demo.chance import Chance
from amends.demo.issues import ISSUES
from amends.demo.products import product_of
from amends.demo.shops import demo_shop
from amends.demo.slots import product_slots
from amends.demo.wording import Wording, add
from amends.demo.words import around, parsed

_FREQUENT = ("delayed", "damaged", "missing_item", "wrong_carrier", "no_reason_return", "how_to_use")
LEAST_SENTENCES = 40  # of a frequent type
SLOTS = {
    "product", "variant", "part", "task", "symptom", "damage", "swatch", "leak", "order", "name", "city",
    "days", "date", "amount", "count", "got", "missing", "tracking", "carrier", "place", "asked",
    "electric",
}  # fmt: skip
_FRENCH = {"le", "un", "mon", "du", "e", "la_part", "Le", "Un", "Mon", "Du", "La_part"}


def demo_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each sentence that cannot be filled."""
    kind = pack.body["kind"]
    for example in pack.body["examples"]:
        try:
            wanted, got = _ANSWERS[kind](pack, example)
        except KeyError as missing:
            yield f"example {example}: there is no {missing}"
            continue
        if wanted != got:
            yield f"example {example}: comes out as {got!r}"
    if kind == "sentences":
        yield from _sentence_problems(pack.body)


def _sentence_problems(body: dict[str, Any]) -> Iterator[str]:
    known = SLOTS | (_FRENCH if body["language"] == "fr" else set())
    for issue_type, found in parsed(body["sentences"]).items():
        if issue_type not in ISSUES:
            yield f"no order is ever {issue_type}"
        if issue_type in _FREQUENT and len({each.text for each in found}) < LEAST_SENTENCES:
            yield f"{issue_type} has fewer than {LEAST_SENTENCES} sentences"
        yield from (f"{each.text!r}: unknown slot" for each in found if each.slots - known)


def _shops(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    return example["factor"], demo_shop(example["shop"]).factor(example["days_after_peak"])


def _places(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    nicks = pack.body["countries"][example["country"]]["nicks"]
    return example["masked"], masked(nicks[nicks.index(example["nick"])])


def _carriers(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    return example["days"], list(CARRIERS[example["carrier"]].lane(example["zone"]))


def _products(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    words = product_of(example["product"]).words[example["language"]]
    asked = next(name for name in example if name not in ("product", "language"))
    return example[asked], words[asked]


def _issues(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    return example["stages"], list(ISSUES[example["type"]].stages)


def _sentences(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    found = parsed(pack.body["sentences"])[example["type"]]
    sentence = {each.text: each for each in found}[example["sentence"]]
    return example["gives"], sentence.text.format_map(_slots(pack.body["language"], sentence.slots))


def _slots(language: str, wanted: frozenset[str]) -> dict[str, str]:
    """The first words of the first product that has all that is wanted."""
    product = product_of("lunch_box" if "leak" in wanted else "planter")
    told = {"days": "6", "asked": "圆通", "carrier": "中通"} | product_slots(
        product, language, Chance("example")
    )
    return {name: told[name] for name in wanted}


def _around(pack: Pack, example: dict[str, Any]) -> tuple[Any, Any]:
    language = pack.body["language"]
    closings = around(language)["angry_closings" if example["mood"] == "angry" else "closings"]
    told = Wording(example["sentence"])
    add(told, closings[closings.index(example["closing"])], language)
    return example["gives"], told.text


_ANSWERS: dict[str, Callable[[Pack, dict[str, Any]], tuple[Any, Any]]] = {
    "shops": _shops,
    "places": _places,
    "carriers": _carriers,
    "products": _products,
    "issues": _issues,
    "sentences": _sentences,
    "around": _around,
}
