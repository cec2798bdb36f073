"""A shop is changed, and its cases with it: deadlines count in its time zone and by its country."""

from django.db import transaction

from amends.accounts import shops
from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.inbox.tasks import refresh_clocks_of_shop


@transaction.atomic
def change_shop(shop: Shop, *, by: Actor, **particulars: str) -> Shop:
    """Set a shop's particulars, see accounts; a worker brings its cases' clocks to a new zone or country.

    Raises Refused for bad particulars, NotAllowed.
    """
    before = (shop.time_zone, shop.country)
    changed = shops.change_shop(shop, by=by, **particulars)
    if (changed.time_zone, changed.country) != before:
        refresh_clocks_of_shop.defer(shop_id=changed.pk)
    return changed
