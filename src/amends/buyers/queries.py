"""Reading buyers."""

from collections.abc import Collection

from amends.buyers.models import Buyer, BuyerPerson
from amends.core.errors import NotFound


def buyers_named(organisation_id: int, marketplaces: Collection[str], name: str) -> list[int]:
    """Ids of the buyers whom one of these marketplaces knows by exactly this name."""
    people = BuyerPerson.objects.filter(
        organisation_id=organisation_id, marketplace__in=list(marketplaces), identity=name.replace("\0", "")
    )
    return list(people.values_list("buyer_id", flat=True)[:50])


def buyer_of(organisation_id: int, buyer_id: int) -> Buyer:
    """The buyer with the person, if not erased. Raises NotFound."""
    buyers = Buyer.objects.select_related("person").filter(organisation_id=organisation_id)
    buyer = buyers.filter(pk=buyer_id).first()
    if buyer is None:
        raise NotFound("buyer_unknown", f"There is no buyer {buyer_id}.")
    return buyer
