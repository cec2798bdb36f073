from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.accounts.models import Organisation, SellerAccount, Shop, User
from amends.accounts.organisations import first_organisation
from amends.accounts.shops import add_shop, change_shop
from amends.accounts.storefront import Storefront
from amends.core.actor import Actor
from amends.core.errors import NotAllowed, Refused
from amends.history.models import Event
from tests import people
from tests.race import race

US = Storefront("US-main", "amazon", "US", "America/Los_Angeles", "USD", "en-US", "Lantern House")


@pytest.fixture
def owner() -> User:
    return people.user(people.organisation(), "zhao", "owner")


@pytest.mark.django_db
def test_a_shop_and_its_seller_account(owner: User) -> None:
    shop = add_shop(
        Storefront(" 天猫-旗舰店 ", "TMALL", "cn", "asia/shanghai", "cny", "ZH-hans"), by=people.actor(owner)
    )
    assert (shop.code, shop.marketplace, shop.country) == ("天猫-旗舰店", "tmall", "CN")
    assert (shop.time_zone, shop.currency, shop.language) == ("Asia/Shanghai", "CNY", "zh-Hans")
    assert (shop.seller_account.marketplace, shop.seller_account.name) == ("tmall", "天猫-旗舰店")
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["seller_account_added", "shop_added"]


@pytest.mark.django_db
def test_shops_share_a_seller_account_when_it_is_named(owner: User) -> None:
    by = people.actor(owner)
    one = add_shop(US, by=by, seller_account="North America")
    two = add_shop(replace(US, code="CA", country="CA"), by=by, seller_account="North America")
    apart = add_shop(replace(US, code="own"), by=by)
    assert one.seller_account == two.seller_account != apart.seller_account
    assert SellerAccount.objects.count() == 2


@pytest.mark.django_db
def test_the_same_code_twice_is_refused_and_named(owner: User) -> None:
    by = people.actor(owner)
    add_shop(US, by=by)
    with pytest.raises(Refused, match=r"US-main exists already") as caught:
        add_shop(US, by=by)
    assert caught.value.code == "shop_exists"
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    add_shop(US, by=people.actor(stranger))


@pytest.mark.django_db(transaction=True)
def test_the_same_code_at_the_same_moment_is_one_shop() -> None:
    by = people.actor(people.user(people.organisation(), "zhao", "owner"))
    results = race(*[lambda: add_shop(US, by=by)] * 3)
    assert sum(isinstance(result, Shop) for result in results) == 1
    assert sum(isinstance(result, Refused) for result in results) == 2


@pytest.mark.django_db(transaction=True)
def test_the_first_organisation_is_one() -> None:
    race(first_organisation, first_organisation, first_organisation)
    home = Organisation.objects.get()
    assert add_shop(US, by=Actor(home.pk, None, "cli")).organisation == home


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("code", "", "shop_code_bad"),
        ("code", "-x", "shop_code_bad"),
        ("code", "..", "shop_code_bad"),
        ("code", "a/b", "shop_code_bad"),
        ("code", "a b", "shop_code_bad"),
        ("code", "a\0b", "shop_code_bad"),
        ("code", "‮US", "shop_code_bad"),
        ("code", "x" * 61, "shop_code_bad"),
        ("marketplace", "flea market", "marketplace_unknown"),
        ("country", "UK", "country_unknown"),
        ("country", "EU", "country_unknown"),
        ("country", "ZZ", "country_unknown"),
        ("time_zone", "Mars/Olympus", "time_zone_unknown"),
        ("time_zone", "", "time_zone_unknown"),
        ("currency", "US dollars", "currency_unknown"),
        ("language", "zh_CN", "language_bad"),
        ("name", "a\0b", "text_unreadable"),
        ("return_address", "x" * 3000, "text_too_long"),
    ],
)
def test_bad_particulars_name_their_field_and_the_mend(field: str, value: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        replace(US, **{field: value}).checked()
    assert caught.value.code == code
    assert caught.value.mend


@given(st.text(max_size=70))
def test_any_text_is_a_code_or_refused(text: str) -> None:
    try:
        once = replace(US, code=text).checked()
    except Refused:
        return
    assert once.checked() == once
    assert once.code[0].isalnum()


@pytest.mark.django_db
def test_changing_says_which_fields_changed_but_not_to_what(owner: User) -> None:
    shop = add_shop(US, by=people.actor(owner))
    lead = people.user(owner.organisation, "lead", "lead", shop=shop)

    def change(by: User, **fields: str) -> Shop:
        same = {
            "name": shop.name, "country": "US", "time_zone": shop.time_zone, "currency": "USD",
            "language": "en-US", "return_address": "",
        }  # fmt: skip
        return change_shop(shop, by=people.actor(by), **{**same, **fields})

    change(lead)
    assert not Event.objects.filter(verb="shop_changed").exists()
    changed = change(lead, return_address="12 Quay Street", currency="eur")
    assert (changed.return_address, changed.currency) == ("12 Quay Street", "EUR")
    assert Event.objects.get(verb="shop_changed").detail == {"fields": ["currency", "return_address"]}
    agent = people.user(owner.organisation, "lin", "agent")
    elsewhere = people.user(owner.organisation, "qian", "lead", shop=people.shop(owner.organisation, "other"))
    stranger = people.user(people.organisation("Other"), "stranger", "owner")
    for person in (agent, elsewhere, stranger):
        with pytest.raises(NotAllowed):
            change(person, currency="JPY")
