from __future__ import annotations

import pytest

from pipeline.text.globs import path_matches


@pytest.mark.parametrize(
    ("path", "pattern", "expected"),
    [
        ("a/b.md", "a/*", True),
        ("a/b.md", "a/b.md", True),
        ("a/c/b.md", "a/*", False),
        ("a/c/b.md", "a/**", True),
        ("a/c/b.md", "a/**/*.md", True),
        ("a/c/b.html", "a/**.md", False),
        ("A/b.md", "a/*", False),
        ("a/b+c.md", "a/**c.md", True),
        ("a/b1.md", "a/b?.md", True),
    ],
)
def test_a_star_stays_in_its_folder_and_two_cross_it(path, pattern, expected):
    assert path_matches(path, pattern) is expected
