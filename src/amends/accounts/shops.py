"""Adding and changing shops."""

from dataclasses import asdict

from django.db import transaction

from amends.accounts.models import SellerAccount, Shop
from amends.accounts.organisations import lock_organisation
from amends.accounts.permission import require
from amends.accounts.storefront import Storefront, plain_text
from amends.core import clock
from amends.core.actor import Actor
from amends.core.errors import Refused
from amends.history.actions import record


@transaction.atomic
def add_shop(storefront: Storefront, *, by: Actor, seller_account: str = "") -> Shop:
    """Add a shop, and its seller account when the marketplace has none of that name.

    Outside ids are unique within a seller account. Shops that share one (Amazon's in one region) name it;
    otherwise each shop has its own, named by its code, because two shops may count their orders alike.
    Raises Refused for bad particulars and for a code that exists, NotAllowed.
    """
    require(by, "add_shop")
    wanted = storefront.checked()
    account_name = plain_text(seller_account, "seller account") or wanted.code
    lock_organisation(by.organisation_id)
    if Shop.objects.of(by.organisation_id).filter(code=wanted.code).exists():
        raise Refused(
            "shop_exists",
            f"A shop {wanted.code} exists already.",
            mend="Choose another code; see: amends shop list",
        )
    account, made = SellerAccount.objects.get_or_create(
        organisation_id=by.organisation_id, marketplace=wanted.marketplace, name=account_name
    )
    if made:
        record(
            actor=by,
            verb="seller_account_added",
            subject_type="seller_account",
            subject_id=account.pk,
            detail={"marketplace": account.marketplace},
        )
    shop = Shop.objects.create(
        organisation_id=by.organisation_id, seller_account=account, created_at=clock.now(), **asdict(wanted)
    )
    record(
        actor=by,
        verb="shop_added",
        subject_type="shop",
        subject_id=shop.pk,
        detail={"code": shop.code, "marketplace": shop.marketplace, "country": shop.country},
    )
    return shop


@transaction.atomic
def change_shop(
    shop: Shop,
    *,
    by: Actor,
    name: str,
    country: str,
    time_zone: str,
    currency: str,
    language: str,
    return_address: str,
) -> Shop:
    """Set a shop's particulars; code and marketplace stay, since orders hang on them.

    Raises Refused for bad particulars, NotAllowed.
    """
    require(by, "change_shop", shop)
    shop = Shop.objects.of(by.organisation_id).select_for_update(no_key=True).get(pk=shop.pk)
    wanted = Storefront(
        shop.code, shop.marketplace, country, time_zone, currency, language, name, return_address
    ).checked()
    changed = [field for field, value in asdict(wanted).items() if getattr(shop, field) != value]
    if not changed:
        return shop
    for field in changed:
        setattr(shop, field, getattr(wanted, field))
    shop.save(update_fields=changed)
    # The name and the address of a small seller are those of a person: history names the fields only.
    record(actor=by, verb="shop_changed", subject_type="shop", subject_id=shop.pk, detail={"fields": changed})
    return shop
