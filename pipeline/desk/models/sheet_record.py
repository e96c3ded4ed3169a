"""A review sheet that was made: what a signer was shown, kept for as long as the signature."""

from __future__ import annotations

from django.db import models

__all__ = ["SheetRecord"]


class SheetRecord(models.Model):
    """The sheet's exact bytes, compressed. Append-only, by triggers."""

    digest = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of the bytes: the displayed digest."""
    basis = models.CharField(max_length=64)
    """Digest of what a signer judges by (`review.content.sheet_basis`)."""
    policy_version = models.CharField(max_length=200)
    policy_digest = models.CharField(max_length=64, blank=True)
    units = models.TextField()
    """Canonical JSON: `[{unit, findings}, …]`, what was shown of each unit, in order."""
    project = models.CharField(max_length=200)
    domain = models.CharField(max_length=200)
    locale = models.CharField(max_length=20)
    data = models.BinaryField()
    """zlib."""
    event = models.PositiveBigIntegerField(unique=True)

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("domain", "locale", "event"), name="sheet_order"),)

    def __str__(self) -> str:
        return f"{self.locale} {self.domain} {self.digest[:12]}"
