"""The harness counts right, and the report is a function of the results."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks import corpus, harness, report
from pipeline.formats.gettext import parse_catalog, parse_template
from pipeline.update.merge import merge_template

TEXTS = [
    corpus.Text(f"Sentence {n} about “topic” {n * 7}: read\nit.", f"Frase {n}", "a.md", 0)
    for n in range(60)
]


def test_exponents_are_those_of_the_two_largest_sizes():
    rows = [
        harness.row("m", size, "s", {"ours": float(size), "peer": size**2 / 10.0})
        for size in (10, 100, 1000)
    ]
    found = harness.add_exponents(rows)
    assert found[-1]["exponent"] == {"ours": 1.0, "peer": 2.0}
    assert all("exponent" not in row for row in found[:-1])
    assert found[1]["ratio"] == {"peer": 10.0}


def test_a_process_that_does_not_end_is_no_number():
    slow = harness.cost([sys.executable, "-c", "while True: pass"], runs=2, timeout=0.5)
    assert (slow.cpu, slow.state) == (None, "did not end")
    failed = harness.cost([sys.executable, "-c", "raise SystemExit(4)"], runs=2)
    assert (failed.cpu, failed.state) == (None, "exit status 4")
    good = harness.cost([sys.executable, "-c", "print('CPU 0.25')"], runs=1)
    assert good.cpu is not None
    assert harness.inside(good) == 0.25
    assert good.peak_mb > 1


@pytest.mark.parametrize("wrap", [True, False])
def test_the_corpus_is_deterministic_and_read_by_the_strict_reader(wrap):
    data = corpus.catalog(TEXTS, wrap=wrap)
    assert data == corpus.catalog(TEXTS, wrap=wrap)
    found = parse_catalog(data, path="x")
    assert [unit.key.source for unit in found.units] == [text.source for text in TEXTS]
    after, truth = corpus.edits(TEXTS, 30)
    assert (after, truth) == corpus.edits(TEXTS, 30)
    assert 5 < len(truth) < 30
    template = parse_template(corpus.catalog(after, template=True), path="x")
    merged = merge_template(template, found, locale="es", is_locked=lambda _: False)
    assert len(merged.kept) == len(TEXTS) - len(truth)


def test_the_plot_is_one_well_formed_picture():
    rows = [harness.row("m", n, "s", {"ours": n / 1e4, "peer": None}) for n in (10, 1000)]
    first = report.plot("m", rows)
    assert first == report.plot("m", rows)
    assert first.startswith("<svg") and first.count("<svg") == 1  # noqa: PT018


def test_the_page_is_that_of_the_results(tmp_path, monkeypatch):
    page, plots = report.PAGE, report.PLOTS
    monkeypatch.setattr(report, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(report, "PLOTS", tmp_path / "performance")
    report.main()
    assert (tmp_path / "performance.md").read_bytes() == page.read_bytes()
    for picture in (tmp_path / "performance").iterdir():
        assert picture.read_bytes() == (plots / picture.name).read_bytes()
    assert json.loads(harness.RESULTS.read_text("utf-8"))["rows"]
