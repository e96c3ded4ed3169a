"""Signatures: the record of a ceremony, and each unit it covers. Append-only, by triggers."""

from __future__ import annotations

import uuid

from django.db import models

from pipeline.desk.models.person import Person
from pipeline.desk.models.revision import Revision

__all__ = ["SignatureRecord", "SignatureUnit"]


class SignatureRecord(models.Model):
    """One ceremony. `payload` is the canonical JSON that the ledger digests and the key signs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    project = models.CharField(max_length=200)
    domain = models.CharField(max_length=200)
    locale = models.CharField(max_length=20)
    meaning = models.CharField(max_length=64)
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="signatures")
    payload = models.TextField()
    event = models.PositiveBigIntegerField(unique=True)
    """Number of the ledger event that records it."""

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("domain", "locale", "event"), name="signature_order"),)

    def __str__(self) -> str:
        return f"{self.meaning} {self.id}"


class SignatureUnit(models.Model):
    """One unit of a ceremony.

    `round` counts how often this text was rejected or withdrawn before, so that the database
    itself allows one standing signature per text and meaning.
    """

    record = models.ForeignKey(SignatureRecord, on_delete=models.PROTECT, related_name="units")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signatures")
    digest = models.CharField(max_length=64, db_index=True)
    meaning = models.CharField(max_length=64)
    round = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("digest", "meaning", "round"), name="one_standing_signature"
            ),
            models.UniqueConstraint(fields=("record", "digest"), name="once_per_ceremony"),
        )

    def __str__(self) -> str:
        return f"{self.meaning} of {self.digest[:12]}"
