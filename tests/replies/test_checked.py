"""What the templates say passes the checks of what goes out, on every marketplace they are for."""

from datetime import date

import pytest

from amends.compliance.findings import CaseFacts
from amends.compliance.lint import lint, marketplaces
from amends.core.packs import Pack, load_packs
from amends.insights.reply_preview import kind_of
from amends.replies.drafts import fitting_variant
from amends.replies.stages import allowance
from amends.replies.templates import find_stage

DAY = date(2026, 11, 22)
PACKS = [pack for pack in load_packs("replies") if "stage" in pack.body]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.name)
def test_no_template_is_objected_to_where_it_may_be_sent(pack: Pack) -> None:
    stage = find_stage(pack.body["stage"], pack.body["locale"])
    for example in pack.body["examples"]:
        variant = stage.variants[example.get("variant", "default")]
        channel = min(variant.channels or {"email"})
        own = example["values"].get("return_phone", ""), example["values"].get("return_address", "")
        facts = CaseFacts(allowed_contacts=tuple(each for each in own if each))
        for marketplace in sorted(marketplaces()):
            allowed = [allowance(stage.code, marketplace, unasked=unasked) for unasked in (False, True)]
            if fitting_variant(stage, marketplace, channel) != variant or not any(
                each.is_writable for each in allowed
            ):
                continue
            found = lint(
                example["gives"], language=stage.locale, marketplace=marketplace,
                kind=kind_of(stage.code), facts=facts, on=DAY,
            )  # fmt: skip
            assert not found, (marketplace, [(each.rule, each.start, each.end) for each in found])
