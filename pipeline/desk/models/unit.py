"""A unit: a message of one domain in one locale, whatever its text is today."""

from __future__ import annotations

from django.db import models

__all__ = ["Unit"]


class Unit(models.Model):
    """Stays when its text changes; every text it ever had is one of its revisions."""

    uid = models.CharField(max_length=64, primary_key=True)
    """SHA-256 of project, domain, locale, context and source: the permanent id."""
    project = models.CharField(max_length=200)
    domain = models.CharField(max_length=200)
    locale = models.CharField(max_length=20)
    context = models.TextField(blank=True)
    source = models.TextField()
    plural = models.TextField(null=True)  # noqa: DJ001 - no plural is not an empty plural
    message = models.TextField()
    """The message with its tags, notes and documents as last sent: canonical JSON."""
    position = models.PositiveIntegerField()
    """Its place in the catalog as last sent."""
    current = models.ForeignKey(
        "desk.Revision", on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_digest = models.CharField(max_length=64)
    """Unit digest of what the repository last sent; an edit at the desk is based on it."""
    retired = models.BooleanField(default=False)
    """The repository's catalog no longer has it."""

    class Meta:
        default_permissions = ()
        indexes = (models.Index(fields=("domain", "locale", "position"), name="unit_order"),)

    def __str__(self) -> str:
        return f"{self.locale} {self.domain} {self.uid[:12]}"
