"""Who buys: a name, a nick as the marketplace shows it, an address. The same number is the same buyer."""

from dataclasses import dataclass
from hashlib import blake2b

from amends.core.packs import load_pack
from amends.demo.chance import Chance, Weighted
from amends.demo.numbers import filled
from amends.demo.shops import DemoShop
from amends.demo.story import Story

_COUNTRIES = load_pack("demo/places").body["countries"]
_CITIES = {
    country: Weighted((city, city["weight"]) for city in row["cities"]) for country, row in _COUNTRIES.items()
}
NAMES_OF_COUNTRIES = {"US": "United States", "GB": "United Kingdom", "FR": "France", "BE": "Belgium"}


@dataclass(frozen=True, slots=True)
class DemoBuyer:
    """A buyer. `nick` is the marketplace's name for them, with stars where it masks names."""

    number: int
    name: str
    nick: str
    email: str
    phone: str
    street: str
    city: str
    region: str
    postal_code: str
    country: str
    zone: str  # what carriers' lanes and disruptions name
    language: str

    @property
    def given(self) -> str:
        return self.name.split(" ")[0]


def buyer_of(shop: DemoShop, number: int, story: Story) -> DemoBuyer:
    """The shop's buyer of this number."""
    chance = Chance(story.seed, shop.code, "buyer", number)
    country = chance.draw(shop.buyers)
    place = _COUNTRIES[country]
    city = chance.draw(_CITIES[country])
    family, given = chance.pick(place["families"]), chance.pick(place["givens"])
    plain = f"{chance.pick(place['nicks'])}{number}"
    return DemoBuyer(
        number=number,
        name=f"{family}{given}" if country == "CN" else f"{given} {family}",
        nick=masked(plain[: -len(str(number))]) if shop.marketplace == "tmall" else plain,
        email=f"{_relay_name(story, shop, number)}@{shop.relay}" if shop.relay else "",
        phone=_phone(place["phone"], chance, number),
        street=_street(place, city, chance),
        city=city["city"],
        region=city["region"],
        postal_code=city["postal_code"],
        country=country,
        zone=city["zone"],
        language=_language(shop, country, chance),
    )


def masked(nick: str) -> str:
    """As Tmall shows it: the first sign, two stars, the last one."""
    return f"{nick[0]}**{nick[-1]}"


def _language(shop: DemoShop, country: str, chance: Chance) -> str:
    if len(shop.languages.things) == 1:
        return shop.languages.things[0]
    if shop.marketplace == "dhgate":
        return "fr" if country in ("FR", "BE") and chance.percent(75) else "en"
    return chance.draw(shop.languages)


def _relay_name(story: Story, shop: DemoShop, number: int) -> str:
    told = blake2b(f"{story.seed}/{shop.code}/relay/{number}".encode(), digest_size=8).hexdigest()
    return f"{told[:14]}"


def _phone(form: str, chance: Chance, number: int) -> str:
    return filled(form.replace("{3}", "3456789"[chance.below(7)]), number)


def _street(place: dict[str, list[str]], city: dict[str, list[str]], chance: Chance) -> str:
    street, door = chance.pick(city["streets"]), chance.pick(place["door"])
    numbers = {"n": chance.between(1, 188), "k": chance.between(1, 18), "m": chance.between(1, 6) * 100 + 1}
    if "{street}" in door:
        return door.format(street=street, **numbers)
    return street + door.format(**numbers)
