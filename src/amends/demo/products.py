"""What the demo shops sell, and the words for it."""

from dataclasses import dataclass
from typing import Any

from amends.core.packs import load_pack
from amends.demo.chance import Weighted


@dataclass(frozen=True, slots=True)
class Variant:
    code: str
    factor: int  # of a hundred of the product's price
    names: dict[str, str]  # by language


@dataclass(frozen=True, slots=True)
class Product:
    """A product; `words` holds by language its names, parts and what can be wrong with it."""

    code: str
    sku: str
    weight: int  # grams
    share: int
    picture: str
    prices: dict[str, int]
    variants: tuple[Variant, ...]
    words: dict[str, dict[str, Any]]
    sized: bool
    leaks: bool
    electric: bool

    def price(self, kind: str, variant: Variant) -> int:
        """In the smallest unit of the currency that price list is in."""
        return self.prices[kind] * variant.factor // 100


def _product(row: dict[str, Any]) -> Product:
    languages = ("zh", "en", "fr")
    variants = tuple(
        Variant(each["code"], each["factor"], {language: each[language] for language in languages})
        for each in row["variants"]
    )
    return Product(
        code=row["code"],
        sku=row["sku"],
        weight=row["weight"],
        share=row["share"],
        picture=row["picture"],
        prices=row["prices"],
        variants=variants,
        words={language: row[language] for language in languages},
        sized=row.get("sized", False),
        leaks="leak" in row["en"],
        electric=row.get("electric", False),
    )


PRODUCTS = tuple(_product(row) for row in load_pack("demo/products").body["products"])
BY_SHARE = Weighted((product, product.share) for product in PRODUCTS)


def product_of(code: str) -> Product:
    """The product of a code; raises KeyError."""
    return {product.code: product for product in PRODUCTS}[code]
