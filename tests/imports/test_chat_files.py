from pathlib import Path

import pytest

from amends.accounts.models import Shop
from amends.cases.models import Case
from amends.core.actor import Actor
from amends.imports.actions import import_path
from amends.inbox.models import Message
from tests import people

pytestmark = pytest.mark.django_db
RECORD = "tb123 (2026-11-16 10:00:00):\n什么时候发货\n小店:小美 (2026-11-16 10:01:30):\n今天"


@pytest.fixture
def shop() -> Shop:
    return people.shop(people.organisation(), "TB1")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_an_exported_chat_comes_in_once(shop: Shop, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "聊天记录.txt"
    file.write_bytes(RECORD.encode(encoding))
    by = Actor(shop.organisation_id, None, "cli")
    first = import_path(file, shop, by=by)
    assert (first.state, first.kind, first.created) == ("done", "chat", 2)
    assert import_path(file, shop, by=by).unchanged == 2
    assert list(Message.objects.order_by("sent_at").values_list("direction", flat=True)) == ["in", "out"]
    assert Case.objects.get().state == "waiting_buyer"


def test_a_chat_of_two_strangers_is_refused_with_what_to_do(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "chat.txt"
    file.write_text(RECORD.replace("小店:小美", "小美"), encoding="utf-8")
    refused = import_path(file, shop, by=Actor(shop.organisation_id, None, "cli"))
    assert (refused.state, refused.error_code) == ("refused", "chat_buyer_unknown")
    assert "Paste it" in refused.mend
