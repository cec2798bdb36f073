"""Reading buyers."""

from collections.abc import Collection

from django.contrib.postgres.search import SearchQuery
from django.db.models import F

from amends.buyers.models import Buyer, BuyerPerson
from amends.core.errors import NotFound
from amends.core.finding import Words, words_wanted


def buyers_named(organisation_id: int, marketplaces: Collection[str], name: str) -> list[int]:
    """Ids of the buyers whom one of these marketplaces knows by all these words: nick, name, e-mail or
    telephone, in any case and width; the last letters of a word may be missing."""
    wanted = words_wanted(name)
    if not wanted:
        return []
    people = BuyerPerson.objects.annotate(words=Words("identity", "shown_name", "email", "phone"))
    named = people.filter(
        organisation_id=organisation_id,
        marketplace__in=list(marketplaces),
        words=SearchQuery(wanted, search_type="raw", config="simple"),
    )
    return list(named.order_by((F("buyer_id") + 0).desc()).values_list("buyer_id", flat=True)[:50])


def buyer_of(organisation_id: int, buyer_id: int) -> Buyer:
    """The buyer with the person, if not erased. Raises NotFound."""
    buyers = Buyer.objects.select_related("person").filter(organisation_id=organisation_id)
    buyer = buyers.filter(pk=buyer_id).first()
    if buyer is None:
        raise NotFound("buyer_unknown", f"There is no buyer {buyer_id}.")
    return buyer
