"""Intake and the pages of the desk where millions of messages are stored, beside the same among a few."""

import statistics
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import desk, fill_messages
from benchmarks.fill_cases import OWNER
from benchmarks.intake import import_file, new_shop
from benchmarks.measuring import Finding, p95, seconds
from benchmarks.message_files import ShopFiles, write_chats, write_mails

STORED, MANY = 200_000, 5_000_000
HARDLY_ANY = 4_000  # so that the lists are as long
EACH = 1_000  # messages of a file; a round takes in one of chats and one of mails
ROUNDS = 3
PAGES = 12  # of each kind, in each round
MOST_SLOWER = 0.8  # of the rate among a few
MOST_TIMES_SLOWER = 1.5
MOST_SECONDS = 0.1  # for a page that is slower than that among few messages
FEW, FULL = "growth_few", "growth_full"
LISTS = (
    "/desk?view=open", "/desk?view=unassigned", "/desk?view=late", "/desk?view=solved", "/desk?type=damaged",
    "/messages", "/orders",
)  # fmt: skip


def run(address: str, *, full: bool) -> list[Finding]:
    """The bars: intake at least 0.8 of its rate, lists and pages at most 1.5 times as slow (or quick)."""
    from amends.triage.classify import prepare

    prepare()
    stored = MANY if full else STORED
    rounds = ROUNDS * (2 if full else 1)
    _made(address, stored)
    taken: dict[str, list[float]] = {FEW: [], FULL: []}
    pages: dict[tuple[str, str], list[float]] = {}
    try:
        for number in range(rounds + 1):
            with TemporaryDirectory() as folder:
                files = _written(Path(folder), number)
                # Whoever comes second finds the files and the program's own memory warm: in turn, then.
                for name in (FEW, FULL) if number % 2 else (FULL, FEW):
                    desk.point_django_at(name)
                    rate = _rate(files, number)
                    shown = _pages(number)
                    if number:  # the first round warms up
                        taken[name].append(rate)
                        for kind, times in shown.items():
                            pages.setdefault((kind, name), []).extend(times)
    finally:
        desk.drop(address, FULL)
    return [_intake(taken, stored), *(_shown(kind, pages, stored) for kind in shown)]


def _made(address: str, stored: int) -> None:
    for name, messages in ((FEW, HARDLY_ANY), (FULL, stored)):
        desk.create(address, name, template=fill_messages.filled(address, messages))


def _written(folder: Path, number: int) -> tuple[ShopFiles, ...]:
    from amends.demo.story import Story

    story = Story(seed=100 + number)
    for name in ("chats", "mails"):
        (folder / name).mkdir()
    return write_chats(folder / "chats", EACH, story), write_mails(folder / "mails", EACH, story)


def _rate(files: tuple[ShopFiles, ...], number: int) -> float:
    """Messages a second, into new shops of the organisation whose desk this is; orders are there."""
    from amends.inbox.models import Message

    shops = [(new_shop(each, f"G{number}"), each) for each in files]
    for shop, each in shops:
        for path in each.orders:
            import_file(path, shop)
    newest = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    took = sum(seconds(partial(import_file, each.messages, shop)) for shop, each in shops)
    went_in = Message.objects.filter(pk__gt=newest).count()
    if went_in != EACH * len(files):
        raise SystemExit(f"only {went_in} of {EACH * len(files)} messages went in")
    return went_in / took


def _pages(number: int) -> Mapping[str, list[float]]:
    """How long each kind of page takes, again and again."""
    from amends.accounts.models import User
    from benchmarks.case_pages import client_of, page_of

    client = client_of(User.objects.get(login=OWNER))
    ways: dict[str, list[Callable[[], None]]] = {
        f"list {path}": [partial(page_of, client, path)] * PAGES for path in LISTS
    }
    cases = list(_cases(number))
    ways["page of a case"] = [partial(page_of, client, f"/desk/{pk}") for pk in cases]
    ways["panel of a case"] = [partial(page_of, client, f"/desk/{pk}/panel") for pk in cases]
    found = {}
    for kind, calls in ways.items():
        calls[0]()
        found[kind] = [seconds(call) for call in calls]
    return found


def _cases(number: int) -> Iterator[int]:
    """Cases that this round's messages have opened: the same ones wherever they are."""
    from amends.cases.models import Case

    made = Case.objects.filter(shop__code__endswith=f"-G{number}", merged_into=None)
    yield from made.order_by("pk").values_list("pk", flat=True)[: PAGES * 2]


def _intake(taken: Mapping[str, list[float]], stored: int) -> Finding:
    few, full = (statistics.median(taken[name]) for name in (FEW, FULL))
    return Finding(
        name=f"intake with triage, clocks and assessment, {stored:,} messages there",
        measured=f"{full:,.0f} messages/s",
        yardstick=f"with {HARDLY_ANY:,} there: {few:,.0f} messages/s",
        ratio=round(full / few, 3),
        bar=f"at least {MOST_SLOWER} of it",
        ok=full >= MOST_SLOWER * few,
    )


def _shown(kind: str, pages: Mapping[tuple[str, str], list[float]], stored: int) -> Finding:
    few, full = (p95(pages[kind, name]) for name in (FEW, FULL))
    return Finding(
        name=f"{kind}, {stored:,} messages there, p95 of {len(pages[kind, FULL])}",
        measured=f"{full * 1000:.1f} ms",
        yardstick=f"with {HARDLY_ANY:,} there: {few * 1000:.1f} ms",
        ratio=round(full / few, 2),
        bar=f"at most {MOST_TIMES_SLOWER} or under {MOST_SECONDS * 1000:.0f} ms",
        ok=full <= MOST_TIMES_SLOWER * few or full < MOST_SECONDS,
    )
