"""GET /shops."""

from django.http import HttpRequest
from ninja import Router, Schema

from amends.accounts.models import Shop
from amends.accounts.queries import in_scope, shop_facts
from amends.api.auth import holder
from amends.api.errors import FAULTS

router = Router(tags=["shops"])


class ShopOut(Schema):
    """A shop, in the words of `amends shop list --json`."""

    code: str
    name: str
    marketplace: str
    country: str
    time_zone: str
    currency: str
    language: str
    seller_account: str
    organisation: str


class ShopsOut(Schema):
    shops: list[ShopOut]


@router.get("", response={200: ShopsOut, **FAULTS}, summary="The shops this token reaches, by code")
def list_shops(request: HttpRequest) -> dict[str, object]:
    came_with = holder(request)
    shops = in_scope(Shop.objects.of(came_with.actor.organisation_id), came_with.scope("see_shops"))
    return {"shops": shop_facts(shops)}
