"""Law 5: restore(protect(s)) == s, for every text, every span and every shape of marks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.pretranslate.protect import (
    MarkError,
    Protected,
    decode,
    encode,
    protect,
    restore,
    restore_source,
)
from pipeline.pretranslate.spans import ProtectedSpan, find_spans

SHAPES = ("superblank", "word", "xml")
TEXTS = st.text(
    st.one_of(
        st.sampled_from("aB 1.,%<>/[]{}\\^$@*~#+_&;\"'\u00ad\u200d\u2028 é日😀\0\n"),
        st.characters(),
    ),
    max_size=60,
)


@st.composite
def protected_texts(draw):
    text = draw(TEXTS)
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    spans = [
        ProtectedSpan(start, end, draw(st.sampled_from(("X", "", "[0]", "<1>", "\\"))))
        for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, protect(text, spans)


class TestLawFive:
    @given(protected_texts())
    def test_protecting_loses_nothing(self, case):
        text, protected = case
        assert restore_source(protected.pieces) == text

    @settings(max_examples=300)
    @given(protected_texts(), st.sampled_from(SHAPES))
    def test_what_comes_back_as_it_was_sent_restores_the_text(self, case, shape):
        text, protected = case
        encoded = encode(protected, shape)
        pieces = decode(encoded, encoded.text)
        assert restore_source(pieces) == text
        assert restore(pieces) == restore(protected.pieces)

    @given(TEXTS, st.sampled_from(SHAPES))
    def test_with_the_spans_that_are_found(self, text, shape):
        spans = find_spans(
            text, flags=("i18next-format",), locks=(), source_locale="en-US", locale="en-US"
        )
        protected = protect(text, spans)
        encoded = encode(protected, shape)
        assert restore(decode(encoded, encoded.text)) == text

    @given(protected_texts())
    def test_no_reserved_character_is_in_a_superblank_text(self, case):
        text = encode(case[1], "superblank").text
        rest = text
        for number in range(len(encode(case[1], "superblank").marks)):
            rest = rest.replace(f"[{number}]", "", 1)
        assert not set(rest) & set("^$/\\[]{}<>@*~#+_\0")


TEXT = "Take <1>10 mg</1> of BETASERON now"


def example(shape):
    spans = find_spans(TEXT, flags=(), locks=(), source_locale="en-US", locale="es-US")
    return encode(protect(TEXT, spans), shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_neighbouring_tokens_travel_as_one_mark(shape):
    assert len(example(shape).marks) == 1
    assert [token.source for token in example(shape).marks[0]] == ["<1>", "10 mg", "</1>"]


def two_marks(shape):
    text = "Take 10 mg and 20 mg now"
    spans = find_spans(text, flags=(), locks=(), source_locale="en-US", locale="es-US")
    return encode(protect(text, spans), shape)


def marks_of(encoded):
    text = encoded.text
    first = text[len("Take ") : text.index(" and")]
    second = text[text.index("and ") + 4 : text.index(" now")]
    return first, second


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    "spoil",
    [
        lambda text, one, two: text.replace(one, ""),
        lambda text, one, two: text.replace(one, one + " " + one),
        lambda text, one, two: text.replace(one, two),
        lambda text, one, two: text.replace(one, one.lower() if one.isupper() else one[:-1]),
        lambda text, one, two: text.replace(one, one[:2] + " " + one[2:]),
        lambda text, one, two: text + " " + two,
        lambda text, one, two: "",
    ],
    ids=["dropped", "doubled", "another", "changed", "spaced", "repeated", "empty"],
)
def test_a_spoiled_mark_is_never_accepted(shape, spoil):
    encoded = two_marks(shape)
    one, two = marks_of(encoded)
    spoiled = spoil(encoded.text, one, two)
    if shape == "xml" and spoiled == encoded.text.replace(one, one[:2] + " " + one[2:]):
        spoiled = encoded.text.replace("<x id", "< x id")
    with pytest.raises(MarkError):
        decode(encoded, spoiled)


@pytest.mark.parametrize("shape", ["word", "xml"])
def test_order_is_free_where_words_move(shape):
    encoded = two_marks(shape)
    one, two = marks_of(encoded)
    moved = encoded.text.replace(one, "@").replace(two, one).replace("@", two)
    assert restore(decode(encoded, moved)) == "Take 20 mg and 10 mg now"


def test_superblanks_keep_their_order():
    with pytest.raises(MarkError, match="order"):
        decode(two_marks("superblank"), "Take [1] and [0] now")


def test_a_mark_of_another_text_is_recognised():
    other = encode(protect("Call 1-844-788-1470", [ProtectedSpan(5, 19, "x")]), "word")
    plain = encode(Protected(("Nothing protected",)), "word")
    with pytest.raises(MarkError, match="another text"):
        decode(plain, other.text)


def test_an_escape_comes_back_as_its_character():
    encoded = encode(Protected(("and or",)), "superblank")
    assert restore(decode(encoded, r"y\/o")) == "y/o"


def test_spans_must_be_in_order():
    with pytest.raises(ValueError, match="in order"):
        protect("abcdef", [ProtectedSpan(3, 5, ""), ProtectedSpan(0, 2, "")])


def test_an_unknown_shape_is_an_error():
    with pytest.raises(ValueError, match="shape"):
        encode(protect("a 1", [ProtectedSpan(2, 3, "1")]), "none")
