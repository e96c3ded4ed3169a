"""Makes Django ready when imported, before any model is: `import pipeline.desk.boot`.

Needs no database; `pipeline.desk.setup.open_desk` names it later. Import this first in every
module that an outside caller may import before the others (it sorts first among imports).
"""

from __future__ import annotations

import django
from django.apps import apps

from pipeline.desk.settings import configure

__all__: list[str] = []

if not apps.ready:
    configure()
    django.setup()
