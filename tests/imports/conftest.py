from collections.abc import Callable
from pathlib import Path

import pytest

from amends.accounts.models import Shop
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.imports.models import ImportFile
from tests import people

Take = Callable[..., ImportFile]


@pytest.fixture
def shop(db: None) -> Shop:
    return people.shop(people.organisation(), "US1")


@pytest.fixture
def taobao(shop: Shop) -> Shop:
    made = people.shop(shop.organisation, "TB1", marketplace="taobao", country="CN")
    Shop.objects.filter(pk=made.pk).update(time_zone="Asia/Shanghai", currency="CNY", language="zh-Hans")
    made.refresh_from_db()
    return made


@pytest.fixture
def take(shop: Shop) -> Take:
    def import_one(path: Path, into: Shop = shop) -> ImportFile:
        return import_path(path, into, by=Actor(into.organisation_id, None, "cli"))

    return import_one
