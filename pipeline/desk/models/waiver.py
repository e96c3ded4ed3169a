"""Waivers: each finding of each unit that a person accepted. Append-only, by triggers."""

from __future__ import annotations

from django.db import models

from pipeline.desk.models.person import Person
from pipeline.desk.models.revision import Revision
from pipeline.desk.models.signature import SignatureRecord

__all__ = ["WaiverUnit"]


class WaiverUnit(models.Model):
    """One finding code of one unit, accepted in one ceremony; no sign-off.

    `round` counts how often this text was rejected or withdrawn before: a waiver stands while the
    count is still the same. The database allows one standing waiver per text, code and person.
    """

    record = models.ForeignKey(SignatureRecord, on_delete=models.PROTECT, related_name="waivers")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="waivers")
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="waivers")
    digest = models.CharField(max_length=64, db_index=True)
    code = models.CharField(max_length=128)
    round = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("digest", "code", "signer", "round"), name="one_standing_waiver"
            ),
        )

    def __str__(self) -> str:
        return f"waiver of {self.code} on {self.digest[:12]}"
