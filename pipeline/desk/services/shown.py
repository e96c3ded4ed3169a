"""What a signer has read: the sheet of this digest, and whether it still shows what is there."""

from __future__ import annotations

from pipeline.desk.models import SheetRecord
from pipeline.errors import RefusedError
from pipeline.model.digest import Digest
from pipeline.review.content import SheetContent, sheet_basis

__all__ = ["sheet_read"]


def sheet_read(content: SheetContent, displayed: Digest) -> SheetRecord:
    """The sheet that was read; RefusedError `review.display` when none holds."""
    sheet = SheetRecord.objects.filter(
        digest=displayed.hex,
        project=content.project,
        domain=content.domain,
        locale=content.locale,
    ).first()
    if sheet is None:
        raise RefusedError.of(
            "review.display",
            f"no review sheet of {content.domain} in {content.locale} has the digest "
            f"{displayed.short}",
            hint="imprimatur review sheet, read it, and sign with that file",
        )
    if sheet.basis != sheet_basis(content).hex:
        raise RefusedError.of(
            "review.display",
            "a text, finding, page or the policy changed since this sheet was made: expected "
            f"{sheet_basis(content).short}, the sheet shows {sheet.basis[:12]}",
            hint="imprimatur review sheet, read what changed, and sign with the new file",
        )
    return sheet
