"""What pages and jobs need first and would otherwise load while somebody waits: the packs they judge by."""

import threading
from collections.abc import Callable

CASE_TEMPLATES = ("cases/desk.html", "cases/queue.html", "cases/case.html", "cases/panel.html")
WORDING = ("Your parcel is on its way.", "包裹已经在路上了。", "Votre colis est en route.")
PACKS = ("contact_limits", "currencies", "marketplaces", "parties", "triage/carriers")


def in_background(prepare: Callable[[], None]) -> threading.Thread:
    """Run it beside what the process does now; a process that ends does not wait for it.

    What is not prepared yet when it is needed is loaded then, as it would have been without.
    """
    thread = threading.Thread(target=prepare, name="preparing", daemon=True)
    thread.start()
    return thread


def prepare_pages() -> None:
    """Load what the first page of a case and its panel ask for."""
    from django.template.loader import get_template

    from amends.core.packs import load_pack
    from amends.playbooks.cost_prices import PRICES, price
    from amends.playbooks.reading import playbooks
    from amends.replies.stages import allowance, moments
    from amends.replies.templates import stages, ways_out

    _prepare_rules()
    for load in (playbooks, stages, ways_out):
        load()
    for code in moments():
        allowance(code, "own", unasked=False)
    price(PRICES[0], "")
    for name in PACKS:
        load_pack(name)
    for name in CASE_TEMPLATES:
        get_template(name)
    prepare_wording()


def prepare_jobs() -> None:
    """Load what the first message of a buyer is judged by."""
    from amends.triage.classify import prepare

    prepare()
    _prepare_rules()
    prepare_wording()


def prepare_wording() -> None:
    """Load the rules that texts to buyers are held against: the first check is as quick as the next."""
    from amends.compliance.findings import KINDS, LANGUAGES
    from amends.compliance.lint import lint
    from amends.core import clock

    for language, text in zip(LANGUAGES, WORDING, strict=True):
        for kind in KINDS:
            lint(text, language=language, marketplace="amazon", kind=kind, on=clock.now().date())


def _prepare_rules() -> None:
    from amends.core.packs import load_packs
    from amends.policies.rulebook import cited

    cited()
    list(load_packs("calendars"))
