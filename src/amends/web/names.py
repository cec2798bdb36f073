"""What people are called on a page, with what is known of them."""

from amends.accounts.models import Shop
from amends.buyers.models import Buyer
from amends.inbox.models import Message


def shop_called(shop: Shop) -> str:
    """A shop by the name its people gave it, else by its code."""
    return shop.name or shop.code


def buyer_name(buyer: Buyer | None) -> str:
    """As the marketplace shows the buyer, else its name for them; empty when unknown or erased."""
    person = getattr(buyer, "person", None)
    return (person.shown_name or person.identity) if person is not None else ""


def sender_name(message: Message | None) -> str:
    """The sender's name, else address; empty when neither was said or both were erased."""
    body = getattr(message, "body", None)
    return (body.sender_name or body.sender_address) if body is not None else ""
