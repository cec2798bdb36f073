"""What a sentence can be filled with: product, days, place, carrier and so on, in the buyer's language."""

from datetime import datetime
from typing import Any

from amends.demo.chance import Chance
from amends.demo.order import DemoOrder
from amends.demo.products import Product
from amends.demo.words import ELECTRIC

_MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "fr": ("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
           "novembre", "décembre"),
}  # fmt: skip


def slots_of(order: DemoOrder, at: datetime, chance: Chance) -> dict[str, str]:
    """Slot → text for a message about this order, written then. What is not known has no slot."""
    language, line = order.buyer.language, order.lines[0]
    missing = 1 if line.quantity < 4 or chance.percent(70) else 2
    days = max(2, (at - order.placed_at).days)
    told = {
        "variant": line.variant.names[language],
        "order": order.number,
        "name": order.buyer.given,
        "city": order.buyer.city,
        "days": str(days),
        "date": day_words(order.placed_at, language, order.shop.country),
        "amount": _amount(10 * chance.between(1, 4), order),
    }
    if line.quantity > 1:
        told |= {
            "count": str(line.quantity),
            "got": str(line.quantity - missing),
            "missing": str(missing),
        }
    if order.parcel is not None:
        told["tracking"] = order.parcel.number
        told["carrier"] = order.parcel.carrier.nickname(language, chance)
        if place := order.parcel.place_at(at):
            told["place"] = place
    if order.asked is not None:
        told["asked"] = order.asked.nickname(language, chance)
    return told | product_slots(line.product, language, chance)


def product_slots(product: Product, language: str, chance: Chance) -> dict[str, str]:
    """What is said of a product; what can be wrong with it in several ways, in one of them."""
    words = product.words[language]
    told = {
        "product": words["name"],
        "part": words["part"],
        "task": chance.pick(words["tasks"]),
        "symptom": chance.pick(words["symptoms"]),
        "damage": chance.pick(words["damages"]),
        "swatch": words["swatch"],
    }
    if "leak" in words:
        told["leak"] = words["leak"]
    if product.electric:
        told[ELECTRIC] = ""
    return told | _french(words) if language == "fr" else told


def day_words(moment: datetime, language: str, country: str) -> str:
    """A day as people write it: 11月11日, November 11, 11 November, 11 novembre."""
    if language == "zh":
        return f"{moment.month}月{moment.day}号"
    month = _MONTHS[language][moment.month - 1]
    return f"{month} {moment.day}" if language == "en" and country == "US" else f"{moment.day} {month}"


def _amount(whole: int, order: DemoOrder) -> str:
    form = {"CNY": "{}块", "USD": "${}", "GBP": "£{}", "EUR": "{} €"}[order.shop.currency]
    return form.format(whole)


def _french(words: dict[str, Any]) -> dict[str, str]:
    told = {name: words[name] for name in ("le", "un", "mon", "du", "e")} | {"la_part": words["part"]}
    return told | {name.capitalize(): text[:1].upper() + text[1:] for name, text in told.items()}
