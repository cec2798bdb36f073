"""`amends shop`: where one sells."""

import json
from typing import Annotated

import typer

from amends.cli.database import desk_database
from amends.cli.options import AsJson, AsLogin
from amends.cli.shop_addresses import addresses
from amends.cli.shop_mail import mail

app = typer.Typer(help="The shops one sells in.", no_args_is_help=True)
app.command("mail")(mail)
app.command("addresses")(addresses)


@app.command("add")
def add(
    code: Annotated[str, typer.Argument(help="A short name of your own: letters, digits, - _ .")],
    marketplace: Annotated[str, typer.Option(help="amazon, taobao, ebay, shopify, own …")],
    country: Annotated[str, typer.Option(help="Two letters: US, CN, FR.")],
    time_zone: Annotated[
        str, typer.Option(help="IANA name: Asia/Shanghai. By default the country's, where it has one.")
    ] = "",
    currency: Annotated[str, typer.Option(help="Three letters: USD, CNY. By default the country's.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47 tag: en-US, zh-Hans. By default the country's.")] = "",
    name: Annotated[str, typer.Option(help="What buyers know it as.")] = "",
    return_address: Annotated[str, typer.Option(help="Where returns go.")] = "",
    seller_account: Annotated[
        str, typer.Option(help="The account it shares with other shops; by default it has its own.")
    ] = "",
    as_login: AsLogin = None,
    as_json: AsJson = False,
) -> None:
    """Add a shop; organisation and seller account are made when missing."""
    with desk_database():
        from amends.accounts.actions import add_shop, first_organisation
        from amends.accounts.country_defaults import filled_in
        from amends.accounts.models import Shop
        from amends.accounts.queries import acting_as, shop_facts
        from amends.accounts.storefront import Storefront

        described = Storefront(
            code, marketplace, country, time_zone, currency, language, name, return_address
        )
        wanted = filled_in(described).checked()
        first_organisation()
        made = add_shop(wanted, by=acting_as(as_login), seller_account=seller_account)
        (facts,) = shop_facts(Shop.objects.filter(pk=made.pk))
    if as_json:
        typer.echo(json.dumps({"shop": facts}, ensure_ascii=False))
    else:
        decided = ", ".join(facts[word] for word in ("country", "time_zone", "currency", "language"))
        typer.echo(f"Added shop {facts['code']} on {facts['marketplace']}: {decided}.")


@app.command("list")
def list_shops(as_login: AsLogin = None, as_json: AsJson = False) -> None:
    """List the shops one may see."""
    with desk_database():
        from amends.accounts.models import Organisation
        from amends.accounts.queries import acting_as, shop_facts, visible_shops

        nothing_yet = as_login is None and not Organisation.objects.exists()
        shops = [] if nothing_yet else shop_facts(visible_shops(acting_as(as_login), "see_shops"))
    if as_json:
        typer.echo(json.dumps({"shops": shops}, ensure_ascii=False))
        return
    if not shops:
        typer.echo("There is no shop yet. Add one: amends shop add CODE --marketplace …")
    for shop in shops:
        typer.echo(
            "  ".join(
                shop[word]
                for word in ("code", "marketplace", "country", "currency", "language", "time_zone", "name")
            )
        )
