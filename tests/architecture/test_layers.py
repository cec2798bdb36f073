"""The walls: which part may know which, and in which direction the tables point."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps

ROOT = Path(__file__).parents[2]

LAYERS = [
    "history", "platform_records", "accounts", "releases", "buyers", "orders", "parcels", "cases", "inbox",
    "returns", "reviews", "playbooks", "imports", "mailboxes", "answers", "insights",
]  # fmt: skip


def test_import_contracts_hold():
    script = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run(
        [script], cwd=ROOT, capture_output=True, text=True, env={"PYTHONPATH": "src"}, check=False
    )
    assert run.returncode == 0, run.stdout


def part_of(model):
    return model.__module__.split(".")[1]


def test_foreign_keys_point_downwards():
    upwards = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("amends").get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and LAYERS.index(part_of(field.related_model)) > LAYERS.index(part_of(model))
    ]
    assert upwards == []


def test_every_table_is_of_one_organisation():
    shared = {"Organisation", "OneTimeLink", "LoginFailure"}
    through_parent = {"ContentChunk", "PlatformRecordPerson"}
    without = {
        model.__name__
        for model in apps.get_app_config("amends").get_models()
        if "organisation_id" not in {field.attname for field in model._meta.concrete_fields}
    }
    assert without == shared | through_parent


def test_organisation_is_never_empty():
    nullable = [
        model.__name__
        for model in apps.get_app_config("amends").get_models()
        for field in model._meta.concrete_fields
        if field.attname == "organisation_id" and field.null
    ]
    assert nullable == []
