"""The examples of packs/mail_sign_in, run."""

from collections import Counter
from collections.abc import Iterator

from amends.accounts.sign_ins import grant_of, of_tenant, sign_in_at
from amends.core.packs import Pack


def mail_sign_in_problems(pack: Pack) -> Iterator[str]:
    """A sentence for each example that comes out otherwise, and each provider that none reaches."""
    codes = Counter(row["code"] for row in pack.body["providers"])
    yield from (f"{code} stands twice" for code, count in codes.items() if count > 1)
    reached = set()
    for example in pack.body["examples"]:
        found = sign_in_at(example["host"])
        got = found.code if found is not None else None
        reached.add(got)
        if got != example["provider"]:
            yield f"example {example['host']}: comes out as {got}"
        elif found is not None:
            tenant = example.get("tenant", "")
            grant = grant_of(found.code, client_id="a", client_secret="", refresh_token="b", tenant=tenant)
            if grant.token_url != example["token_url"]:
                yield f"example {example['host']}: asks {grant.token_url}"
            consent = of_tenant(found.consent_url, tenant)
            if consent != example.get("consent_url", consent):
                yield f"example {example['host']}: agreed to at {consent}"
    yield from (f"no example for {code}" for code in codes if code not in reached)
