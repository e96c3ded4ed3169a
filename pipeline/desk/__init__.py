"""The Django review desk: people read, edit and sign; every act is one event of the ledger.

Import `pipeline.desk.verbs` (it makes Django ready) and call `open_desk(path)` before anything
else. Services write, selectors read, models hold constraints only.
"""

from __future__ import annotations
