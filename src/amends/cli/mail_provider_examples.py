"""The examples of where mailboxes are reached."""

from collections import Counter
from collections.abc import Iterator

from amends.core.packs import Pack
from amends.mailboxes.providers import provider_of, providers


def mail_provider_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each provider that none reaches."""
    rows = pack.body["providers"]
    codes = Counter(row["code"] for row in rows)
    domains = Counter(domain for row in rows for domain in row["domains"])
    yield from (f"{name} stands twice" for name, n in (codes + domains).items() if n > 1)
    hints = {row["code"] for row in pack.body["passwords"]}
    yield from (
        f"{row['code']}: no words for {row['password']}" for row in rows if row["password"] not in hints
    )
    reached = set()
    for example in pack.body["examples"]:
        if "address" in example:
            found = provider_of(example["address"])
            got = found.code if found is not None else None
            reached.add(got)
            if got != example["provider"]:
                yield f"example {example['address']}: comes out as {got}"
        else:
            chosen = providers().get(example["chosen"])
            reached.add(example["chosen"])
            if chosen is None or chosen.host != example["host"]:
                yield f"example {example['chosen']}: is not reached at {example['host']}"
    yield from (f"no example for {code}" for code in codes if code not in reached)
