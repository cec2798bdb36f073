"""What a rule of compliance says, in words."""

from collections.abc import Mapping

from amends.compliance.own_rules import FAMILY, own_rule_texts
from amends.core.pack_sets import kept_by
from amends.core.packs import load_packs


def rule_said(rule: str, language: str) -> str:
    """What the rule of that id asks for, in en, zh-Hans or fr; its id where it says nothing."""
    texts = _own_texts() if rule.startswith(f"{FAMILY}/") else _texts()
    return texts.get(rule, {}).get(language, rule)


@kept_by(FAMILY)
def _own_texts() -> Mapping[str, Mapping[str, str]]:
    return own_rule_texts()


@kept_by("compliance")
def _texts() -> Mapping[str, Mapping[str, str]]:
    bodies = (pack.body for pack in load_packs("compliance"))
    return {body["id"]: body["text"] for body in bodies if "scopes" in body}
