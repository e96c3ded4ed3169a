"""The ledger: a gapless, hash-chained, append-only list of events."""

from __future__ import annotations

from django.db import models

__all__ = ["LedgerEvent"]


class LedgerEvent(models.Model):
    """One event. Triggers refuse change and removal, and any number or hash out of line."""

    seq = models.PositiveBigIntegerField(primary_key=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    action = models.CharField(max_length=64, db_index=True)
    line = models.TextField()
    """The whole entry in canonical JSON, as `ledger.chain.Entry.to_line` writes it."""

    class Meta:
        default_permissions = ()
        ordering = ("seq",)

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"
