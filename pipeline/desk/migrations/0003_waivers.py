"""Waivers have a table of their own, as append-only as the signatures."""

from __future__ import annotations

from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

_TABLE = "desk_waiverunit"


def _refuse(name: str, when: str, condition: str = "") -> migrations.RunSQL:
    guard = f"WHEN {condition} " if condition else ""
    return migrations.RunSQL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {_TABLE} FOR EACH ROW {guard}"
        f"BEGIN SELECT RAISE(ABORT, '{_TABLE} is append-only'); END;",
        reverse_sql=f"DROP TRIGGER {name};",
    )


class Migration(migrations.Migration):
    """Creates the table and its triggers."""

    dependencies: ClassVar = [("desk", "0002_append_only")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="WaiverUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("code", models.CharField(max_length=128)),
                ("round", models.PositiveIntegerField()),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="desk.signaturerecord",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to="desk.revision",
                    ),
                ),
                (
                    "signer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waivers",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("digest", "code", "signer", "round"), name="one_standing_waiver"
                    )
                ],
            },
        ),
        _refuse(f"{_TABLE}_no_update", "UPDATE"),
        _refuse(f"{_TABLE}_no_delete", "DELETE"),
        _refuse(
            f"{_TABLE}_no_replace",
            "INSERT",
            f"EXISTS (SELECT 1 FROM {_TABLE} WHERE id = NEW.id OR (digest = NEW.digest AND "  # noqa: S608 - constants
            "code = NEW.code AND signer_id = NEW.signer_id AND round = NEW.round))",
        ),
    ]
