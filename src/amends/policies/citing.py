"""What a verdict can cite: rows of policies, notes, and rows of decision tables."""

from collections.abc import Mapping

from amends.core.errors import NotFound
from amends.core.pack_sets import kept_by
from amends.policies.rulebook import Note, Rule, cited
from amends.policies.tables.loading import rulebooks
from amends.policies.tables.rulebook import Row


@kept_by("tables")
def table_rows() -> Mapping[str, Row]:
    """Every row of a decision table by its name; of several versions the first."""
    tables = (table for book in rulebooks().values() for table in book.tables)
    rows = [row for table in tables for row in table.all_rows]
    return {row.name: row for row in reversed(rows)}


def citation(rule_id: str) -> Rule | Note | Row | None:
    """What stands under that id, None where nothing does."""
    return cited().get(rule_id) or table_rows().get(rule_id)


def rule_text(rule_id: str, locale: str) -> str:
    """What a rule says, in one of LOCALES. Raises NotFound."""
    found = citation(rule_id)
    if found is None:
        raise NotFound("rule_unknown", f"There is no rule {rule_id!r}.", mend="See packs/policies.")
    return found.text[locale]
