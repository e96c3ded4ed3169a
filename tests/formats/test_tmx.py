"""TMX: valid when written, the same when read back, strict with what comes from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import RejectedError
from pipeline.formats.tmx import TmxUnit, parse_tmx, serialize_tmx
from pipeline.model.policy import Limits

BAD = sorted((Path(__file__).parents[1] / "bad" / "tmx").iterdir())
OMEGAT = Path("/usr/share/omegat/OmegaT.jar")
TEXT = st.text(
    st.characters(max_codepoint=0x3FFF, exclude_categories=["Cc", "Cs", "Cn"])
    | st.sampled_from("\n\t<>&]\r"),
    max_size=20,
)
TAGS = st.sampled_from(["<1>", "</1>", "<2/>", "<3>", "</3>", "<12/>"])
SEGMENT = st.lists(TEXT | TAGS, min_size=1, max_size=6).map("".join)
LANGUAGE = st.sampled_from(["es-US", "ja", "ar-SA", "pt-BR"])


@st.composite
def units(draw):
    return TmxUnit(
        source=draw(SEGMENT),
        targets=tuple(draw(st.lists(st.tuples(LANGUAGE, SEGMENT), max_size=3))),
        properties=tuple(
            sorted(draw(st.dictionaries(st.sampled_from(["x-a", "x-b"]), TEXT)).items())
        ),
    )


def written(found) -> bytes:
    return b"".join(serialize_tmx(found, source_language="en-US", tool_version="1"))


def plain(unit: TmxUnit):
    return unit.source, unit.targets, unit.properties


@given(st.lists(units(), max_size=5))
def test_what_was_written_is_read_back(found):
    tmx = parse_tmx(written(found), path="x.tmx")
    assert tmx.source_language == "en-US"
    assert [plain(unit) for unit in tmx.units] == [plain(unit) for unit in found]


SAMPLE = [
    TmxUnit(
        source="Take <1>10 mg</1> & wait<2/>.",
        targets=(("es-US", "Tome <1>10 mg</1> y espere<2/>."), ("ja", "<1>10 mg</1>を飲む<2/>。")),
        properties=(("x-context", "button <&>"),),
    ),
    TmxUnit(source="</4> crossed <4>", targets=(("es-US", "</4> y <4>"),)),
]


@pytest.mark.skipif(not OMEGAT.exists(), reason="OmegaT's schemas are not installed")
@pytest.mark.skipif(not shutil.which("xmllint"), reason="xmllint is not installed")
def test_what_is_written_is_valid_by_dtd_and_schema(tmp_path):
    with zipfile.ZipFile(OMEGAT) as jar:
        for name in ("tmx14.dtd", "tmx14.xsd"):
            (tmp_path / name).write_bytes(jar.read(f"schemas/{name}"))
    (tmp_path / "xml.xsd").write_text(
        '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        ' targetNamespace="http://www.w3.org/XML/1998/namespace">'
        '<xs:attribute name="lang" type="xs:language"/></xs:schema>'
    )
    (tmp_path / "x.tmx").write_bytes(written(SAMPLE))
    for test in (["--valid"], ["--schema", "tmx14.xsd"]):
        done = subprocess.run(
            ["xmllint", "--noout", "--nonet", *test, "x.tmx"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert "error" not in done.stderr


def foreign(source: str, target: str, head: str = 'srclang="en"') -> bytes:
    return (
        f'<tmx version="1.4"><header {head}/><body><tu><note>n</note>'
        f'<tuv xml:lang="EN"><prop type="p">v</prop><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="es-US"><seg>{target}</seg></tuv></tu></body></tmx>'
    ).encode()


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        (
            'a <bpt i="7">{\\b </bpt>b<ept i="7">}</ept>',
            '<bpt i="7">{\\b </bpt>x<ept i="7">}</ept>',
            ("a <1>b</1>", "<1>x</1>"),
        ),
        (
            '<ph x="5">&lt;br/&gt;</ph>a<ph x="9"/>',
            '<ph x="9"/>x<ph x="5"/>',
            ("<1/>a<2/>", "<2/>x<1/>"),
        ),
        (
            "<ph>a</ph>b<it pos='begin'>c</it>",
            "<ph>a</ph>x<it pos='begin'/>",
            ("<1/>b<2/>", "<1/>x<2/>"),
        ),
        ("<hi type='x'>a</hi> b", "x <hi>y</hi>", ("a b", "x y")),
        ("a<ph>x<sub>inside <ph>y</ph></sub></ph>b", "a<ph/>b", ("a<1/>b", "a<1/>b")),
        ("a&#10;b", "a  b", ("a\nb", "a  b")),
    ],
)
def test_codes_of_other_tools_become_numbered_tags(source, target, expected):
    (unit,) = parse_tmx(foreign(source, target), path="x").units
    assert (unit.source, unit.targets) == (expected[0], (("es-US", expected[1]),))


def test_the_source_is_found_by_language():
    assert parse_tmx(foreign("a", "b", 'srclang="es"'), path="x").units[0].source == "b"
    assert parse_tmx(foreign("a", "b", 'srclang="*all*"'), path="x").units[0].source == "a"


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_bad_file_is_refused_with_its_code(path):
    with pytest.raises(RejectedError) as caught:
        parse_tmx(path.read_bytes(), path=path.name)
    assert caught.value.code == ".".join(path.name.split(".")[1:-1])
    assert caught.value.exit_status == 2
    assert "root:" not in str(caught.value)


def test_a_long_text_and_deep_tags_are_refused():
    for source in ("x" * 101, "<hi>" * 150 + "</hi>" * 150, "<ph>" + "y" * 101 + "</ph>"):
        with pytest.raises(RejectedError) as caught:
            parse_tmx(foreign(source, "b"), path="x", limits=Limits(string_characters=100))
        assert caught.value.code == "limit"


@given(st.binary(max_size=80) | st.integers(0, 400).map(lambda at: written(SAMPLE)[:at]))
def test_anything_else_is_refused_and_never_crashes(data):
    with pytest.raises(RejectedError):
        parse_tmx(data, path="x")
