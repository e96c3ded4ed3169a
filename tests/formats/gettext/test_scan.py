"""Entries of the usual shape are taken by the narrow expression, wherever they stand."""

from __future__ import annotations

import pytest

from pipeline.formats.gettext.scan import _Scanner
from pipeline.model.policy import Limits

USUAL = b'#, fuzzy\nmsgid "a%d"\nmsgstr "b"\n'
PLURAL = b'msgid "x"\nmsgid_plural "xs"\nmsgstr[0] "y"\nmsgstr[1] "ys"\n'


class Counting(_Scanner):
    """Counts what goes the general way."""

    general = 0

    def _add(self, groups, start, *, obsolete):
        self.general += 1
        super()._add(groups, start, obsolete=obsolete)


@pytest.mark.parametrize("gap", [b"", b"\n", b"\n\n\n"])
def test_after_an_entry_of_another_shape_the_fast_way_goes_on(gap):
    usual = [USUAL % number for number in range(9)]
    data = gap.join([*usual[:3], PLURAL, *usual[3:], b""])
    scanner = Counting(data, "x.po", Limits())
    entries = [entry for batch in scanner.run() for entry in batch]
    assert (len(entries), scanner.general, scanner.faults) == (10, 1, [])
    assert [data[entry.start : entry.start + 1] for entry in entries] == [
        b"m" if entry.plural else b"#" for entry in entries
    ]
