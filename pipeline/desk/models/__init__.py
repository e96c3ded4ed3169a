"""The desk's tables, one model per file. They hold constraints and nothing else."""

from __future__ import annotations

from pipeline.desk.models.grant import RoleGrant
from pipeline.desk.models.ledger_event import LedgerEvent
from pipeline.desk.models.person import Person
from pipeline.desk.models.revision import Revision
from pipeline.desk.models.sheet_record import SheetRecord
from pipeline.desk.models.signature import SignatureRecord, SignatureUnit
from pipeline.desk.models.unit import Unit
from pipeline.desk.models.waiver import WaiverUnit

__all__ = [
    "LedgerEvent",
    "Person",
    "Revision",
    "RoleGrant",
    "SheetRecord",
    "SignatureRecord",
    "SignatureUnit",
    "Unit",
    "WaiverUnit",
]
