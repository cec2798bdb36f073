"""The demo shops on a desk: made once, by importing the files that the generator writes."""

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from amends.accounts.links import create_owner, first_owner_link
from amends.accounts.models import Organisation, Shop
from amends.accounts.own_addresses import name_addresses
from amends.accounts.passwords import set_password
from amends.accounts.people import add_user, grant_role
from amends.accounts.shops import add_shop
from amends.accounts.storefront import Storefront
from amends.core import clock
from amends.core.actor import Actor
from amends.core.bulk import lock_until_commit
from amends.core.errors import Refused
from amends.demo.notices import TRUSTED, mailbox_of
from amends.demo.people import OWNER, PEOPLE
from amends.demo.shops import DEMO_SHOPS, DemoShop
from amends.demo.tasks import settle_demo
from amends.demo.writing import write_demo
from amends.imports.actions import receive_upload
from amends.runtime.folder import DataFolder

ORDERS, SEED = 3000, 1
ORGANISATION = "Lantern House (demo)"
LOGINS_FILE = "demo-logins.json"
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Logins:
    """The demo's people and their passwords, random for each folder."""

    passwords: dict[str, str]

    def lines(self) -> list[str]:
        return [f"  {login:<8} {password}" for login, password in self.passwords.items()]


def load_demo(folder: DataFolder) -> Logins:
    """Make the demo's shops and people unless they are there, and hand its files to the worker.

    Its story ends at this moment.

    Raises Refused on a desk that has shops or people of its own.
    """
    with transaction.atomic():
        lock_until_commit("demo", 1)
        if Organisation.objects.filter(name=ORGANISATION).exists():
            return _kept(folder)
        if Organisation.objects.exists():
            raise Refused(
                "demo_not_alone",
                "This data folder holds a desk of your own: the demo is not mixed into it.",
                mend="Give the demo a folder of its own: AMENDS_DATA=./demo ./amends up --demo",
            )
        logins = Logins({login: secrets.token_urlsafe(9) for login in (OWNER, *(each[0] for each in PEOPLE))})
        owner = _people(logins)
        shops = [(shop, _shop(shop, owner)) for shop in DEMO_SHOPS]
        with TemporaryDirectory(prefix="amends-demo-") as written:
            now = clock.now().replace(second=0, microsecond=0)
            files_of = Path(written) / "files"
            manifest = write_demo(files_of, ORDERS, SEED, today=now.date(), at=now.time())
            files = {row["code"]: [file["name"] for file in row["files"]] for row in manifest.shops}
            for shop, ours in shops:
                for name in files[shop.code]:
                    pieces = _pieces(files_of / shop.code / name)
                    receive_upload(ours, name, pieces, by=owner, trusted=TRUSTED)
        settle_demo.defer(organisation_id=owner.organisation_id, seed=SEED)
        _keep(folder, logins)
    return logins


def _people(logins: Logins) -> Actor:
    link = first_owner_link()
    assert link is not None, "an empty desk has no owner"
    made = create_owner(
        link.rpartition("/")[2],
        login=OWNER,
        password=logins.passwords[OWNER],
        name="Wen",
        organisation_name=ORGANISATION,
        via="cli",
    )
    owner = Actor(made.organisation_id, made.pk, "cli")
    for login, name, language, role in PEOPLE:
        person = add_user(by=owner, login=login, name=name, language=language)
        set_password(person, logins.passwords[login], by=owner)
        grant_role(person, role=role, by=owner)
    return owner


def _shop(shop: DemoShop, owner: Actor) -> Shop:
    particulars = {field.name: getattr(shop, field.name) for field in fields(Storefront)}
    made = add_shop(Storefront(**particulars), by=owner)
    return name_addresses(made, [mailbox_of(shop)], by=owner)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def _keep(folder: DataFolder, logins: Logins) -> None:
    path = folder.path / LOGINS_FILE
    path.touch(mode=0o600)
    path.write_text(json.dumps(logins.passwords), encoding="utf-8")


def _kept(folder: DataFolder) -> Logins:
    try:
        return Logins(json.loads((folder.path / LOGINS_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return Logins({OWNER: "(as you changed it; ./amends user password-link owner makes a new one)"})
