"""What is true of each message that comes in, for tests and benchmarks: one JSON document per line."""

import json
from pathlib import Path

from amends.demo.files.tables import iso
from amends.demo.notices import Notice
from amends.demo.shops import DemoShop
from amends.demo.talks import DemoMessage


class Truth:
    """The truth file. `id` is the message's id as the desk keeps it, `text` the buyer's own words."""

    def __init__(self, path: Path) -> None:
        self._stream = path.open("w", encoding="utf-8", newline="\n")
        self.messages = self.cases = 0
        self.cases_of_type: dict[str, int] = {}

    def tell(self, shop: DemoShop, message: DemoMessage, known_as: str) -> None:
        """A message of a person; `kind` is buyer, greeting, follow_up, thanks or automatic."""
        if message.kind == "buyer":
            self.cases += 1
            for each in message.types:
                self.cases_of_type[each] = self.cases_of_type.get(each, 0) + 1
        self._write(
            id=known_as,
            shop=shop.code,
            order=message.order,
            conversation=message.conversation,
            language=message.language,
            kind=message.kind,
            issue_types=message.types,
            signals=message.signals,
            sent_at=iso(message.at),
            text=message.text,
        )

    def tell_notice(self, shop: DemoShop, notice: Notice) -> None:
        """A mail of a machine; `kind` is notification or bounce."""
        self._write(
            id=notice.mail.id,
            shop=shop.code,
            order=notice.order,
            conversation=notice.mail.id,
            language=notice.language,
            kind=notice.kind,
            issue_types=notice.types,
            signals={},
            sent_at=iso(notice.mail.at),
            text=notice.mail.text,
        )

    def close(self) -> None:
        self._stream.close()

    def _write(self, **told: object) -> None:
        self.messages += 1
        self._stream.write(json.dumps(told, ensure_ascii=False) + "\n")
