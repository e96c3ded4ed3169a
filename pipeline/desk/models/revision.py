"""A revision: one text a unit has had. Append-only, by triggers."""

from __future__ import annotations

from django.db import models

from pipeline.desk.models.person import Person
from pipeline.desk.models.unit import Unit

__all__ = ["Revision"]


class Revision(models.Model):
    """A target with where it came from, and everything its unit digest covers.

    `message`, `forms` and `locks` are canonical JSON.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    message = models.TextField()
    """The message as it was: sources, context, tags, notes, documents."""
    forms = models.TextField()
    """The target's forms; an empty list when there is none."""
    digest = models.CharField(max_length=64, db_index=True)
    """The unit digest (law 1)."""
    locks = models.TextField()
    """Locks that matched: `[[id, digest], …]`."""
    plural_rule = models.TextField()
    origin_kind = models.CharField(max_length=16)
    origin_detail = models.TextField(blank=True)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Who wrote it at the desk; null for text that came from the repository."""
    importer = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    """Who brought it here, where that was a person known to the desk."""
    based_on = models.CharField(max_length=64)
    """Unit digest of the repository's text it was written over."""
    event = models.PositiveBigIntegerField(unique=True)
    """Number of the ledger event that records it."""
    created_at = models.CharField(max_length=24)

    class Meta:
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("unit", "number"), name="one_revision_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.unit_id[:12]} revision {self.number}"
