from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pipeline.locks.lint import lint_registry
from tests.locks.build import BRAND, DAY, ISI, PHONE, TERM, lock, message, passage, registry


def codes(*locks, locales=("es-US",), **more):
    return [finding.code for finding in lint_registry(registry(*locks), locales=locales, **more)]


def test_a_clean_registry_has_no_findings():
    assert codes(BRAND, PHONE, TERM, ISI) == []


def test_missing_translations_are_told_per_locale():
    found = lint_registry(registry(ISI, TERM), locales=["es-US", "fr-CA"])
    assert {(finding.code, finding.locale) for finding in found} == {("lock.lint.missing", "fr-CA")}
    assert len(found) == 4


def test_dates():
    soon = DAY + dt.timedelta(days=60)
    assert codes(replace(BRAND, expires_on=soon)) == ["lock.lint.expiring"]
    assert codes(replace(BRAND, expires_on=DAY)) == ["lock.lint.expired"]
    assert codes(replace(BRAND, effective_on=soon)) == ["lock.lint.future"]


def test_spelling():
    assert codes(replace(BRAND, source=("ZY  LORA",))) == ["lock.lint.space"]
    assert codes(replace(BRAND, source=("ZYLORА",))) == ["lock.lint.look_alike"]
    assert codes(replace(BRAND, source=("ZYL\u200bORA",))) == ["lock.lint.invisible"]
    assert codes(replace(BRAND, source=("e\u0301",))) == ["lock.lint.form"]


def test_isolates_in_approved_text():
    arabic = passage("isi", ("Use ZYLORA.", "استخدم ZYLORA."), locale="ar")
    assert codes(BRAND, arabic, locales=["ar"]) == ["lock.lint.isolate"]


def test_shadows_and_unused_locks():
    phrase = lock("name", "ZYLORA", scope="phrase", policy="verbatim")
    assert codes(BRAND, phrase) == ["lock.lint.shadowed"]
    assert codes(BRAND, PHONE, messages=[message("ZYLORA")]) == ["lock.lint.unused"]
