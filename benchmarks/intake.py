"""Taking in 100,000 messages, from file to case and clocks, beside judging their words alone."""

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import desk
from benchmarks.measuring import Finding, seconds
from benchmarks.message_files import ShopFiles, write_chats, write_mails

MESSAGES = 100_000
BAR_PER_S = 300
MOST_SLOWER = 0.8  # of the rate with nothing stored


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: 300 messages a second, and about as many where 100,000 are there already."""
    desk.create(address, "intake")
    desk.point_django_at("intake")
    desk.migrate()
    with TemporaryDirectory() as folder:
        chats, mails = _written(Path(folder), MESSAGES // 2)
        judged = MESSAGES / _judging_seconds([*chats.words, *mails.words])
        rates = [_rate(part, (chats, mails)) for part in ("A", "B")]
    empty, later = rates
    return [
        Finding(
            name=f"intake of {MESSAGES:,} messages with judgement, half chats, half mails",
            measured=f"{empty:,.0f} messages/s ({MESSAGES / empty:.1f} s)",
            yardstick=f"judging the words alone: {judged:,.0f} messages/s",
            ratio=round(empty / judged, 3),
            bar=f"at least {BAR_PER_S} messages/s",
            ok=empty >= BAR_PER_S,
        ),
        Finding(
            name=f"as many again, with {MESSAGES:,} there",
            measured=f"{later:,.0f} messages/s ({MESSAGES / later:.1f} s)",
            yardstick=f"with none there: {empty:,.0f} messages/s",
            ratio=round(later / empty, 3),
            bar=f"at least {MOST_SLOWER} of it and {BAR_PER_S} messages/s",
            ok=later >= max(MOST_SLOWER * empty, BAR_PER_S),
        ),
    ]


def _written(folder: Path, each: int) -> tuple[ShopFiles, ShopFiles]:
    for name in ("chats", "mails"):
        (folder / name).mkdir()
    return write_chats(folder / "chats", each), write_mails(folder / "mails", each)


def _judging_seconds(words: list[tuple[str, str]]) -> float:
    from amends.triage.classify import classify, prepare

    def judge() -> None:
        for text, language in words:
            classify(text, language_hint=language)

    prepare()
    return seconds(judge)


def _rate(part: str, files: tuple[ShopFiles, ...]) -> float:
    """Messages a second, into shops made for them whose orders are there."""
    from amends.inbox.models import Message

    before = Message.objects.count()
    shops = [(new_shop(each, part, f"Bench {part}"), each) for each in files]
    for shop, each in shops:
        for path in each.orders:
            import_file(path, shop)
    taken = sum(
        seconds(lambda shop=shop, each=each: import_file(each.messages, shop)) for shop, each in shops
    )
    if Message.objects.count() - before != MESSAGES:
        raise SystemExit(f"only {Message.objects.count() - before} of {MESSAGES} messages went in")
    return MESSAGES / taken


def import_file(path: Path, shop: Any) -> None:
    """Import a file, which must go in whole."""
    from amends.core.actor import Actor
    from amends.imports.actions import import_path

    done = import_path(path, shop, by=Actor(shop.organisation_id, None, "cli"))
    if (done.state, done.rejected) != ("done", 0):
        raise SystemExit(f"{path.name}: {done.state}, {done.rejected} rows rejected")


def new_shop(files: ShopFiles, part: str, organisation_name: str = "Bench") -> Any:
    """A shop with an account of its own; `part` is added to its code. An organisation takes a mail once."""
    from amends.accounts.models import Organisation, SellerAccount, Shop
    from amends.accounts.storefront import Storefront
    from amends.core import clock

    told = {each.name: getattr(files.shop, each.name) for each in fields(Storefront)}
    told["code"] = f"{told['code']}-{part}"
    made = {"created_at": clock.now()}
    organisation, _ = Organisation.objects.get_or_create(name=organisation_name, defaults=made)
    account = SellerAccount.objects.create(
        organisation=organisation, marketplace=told["marketplace"], name=told["code"]
    )
    return Shop.objects.create(
        organisation=organisation, seller_account=account, created_at=clock.now(), **told
    )
