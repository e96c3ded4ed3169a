"""Each page rule with good and bad pages, in the source language and rendered."""

from __future__ import annotations

import pytest

from pipeline.check.pages.page import PageContext, is_admitted
from pipeline.check.pages.run import (
    check_foreign_units,
    check_rendered_page,
    check_source_page,
)
from pipeline.formats.document import parse_document, render_document
from pipeline.model.evidence import Meaning
from pipeline.model.message import MessageKey
from pipeline.model.policy import PageClass, PageRules, Policy
from tests.locks.build import approved, catalog, lock, registry, unit

INDICATION = ("ZYLORA® (zylorafen beta-1b) is a prescription medicine for adults.",)
INDICATION_ES = ("ZYLORA® (zilorafeno beta-1b) es un medicamento con receta para adultos.",)
ISI = (
    "Important Safety Information",
    "Do not use ZYLORA if you are allergic to it.",
    "mannitol",
    "Talk to your doctor before your first dose.",
)
ISI_ES = (
    "Información de seguridad importante",
    "No use ZYLORA si es alérgico a él.",
    "manitol",
    "Hable con su médico antes de la primera dosis.",
)


def passage(name, kind, source, target, locale="es-US", **more):
    texts = tuple(approved(text) for text in target)
    return lock(name, *source, kind=kind, scope="passage", approved={locale: texts}, **more)


BRAND = lock("brand.zylora", "ZYLORA", kind="brand", policy="verbatim")
GENERIC = lock(
    "generic.zylora",
    "zylorafen beta-1b",
    kind="generic",
    forms={"es-US": ("zilorafeno beta-1b", "Zilorafeno beta-1b")},
)
LOCKS = (
    BRAND,
    GENERIC,
    passage("indication.us", "indication", INDICATION, INDICATION_ES),
    passage("isi.us", "isi", ISI, ISI_ES),
)
PAGES = PageRules(
    classes=(
        PageClass(
            name="claim",
            documents=("site/*.md", "site/*.html"),
            carries=("indication.us", "isi.us"),
            brands=("brand.zylora",),
        ),
        PageClass(name="us-only", documents=("site/us-*",), markets=("us",)),
        PageClass(name="strings", documents=("site/*.json",)),
    ),
    generics={"brand.zylora": "generic.zylora"},
)
HEADING = "Live well with ZYLORA (zylorafen beta-1b)"
HEADING_ES = "Viva bien con ZYLORA (zilorafeno beta-1b)"
BULLET = 2


def policy(pages=PAGES):
    return Policy(
        version="1",
        sign_offs=(Meaning.LINGUISTIC_REVIEW,),
        domains=(),
        markets={"us": ("es-US",), "spain": ("es-ES",), "uk": ("en-GB",)},
        pages=pages,
    )


def context(*locks, pages=PAGES):
    return PageContext(
        registry=registry(*(locks or LOCKS)), policy=policy(pages), source_locale="en-US"
    )


def markdown(*, heading=HEADING, indication=INDICATION, isi=ISI, first="indication"):
    body = [f"# {heading}"]
    safety = [f"## {isi[0]}", *(f"- {t}" if t == "mannitol" else t for t in isi[1:])] if isi else []
    body += [*indication, *safety] if first == "indication" else [*safety, *indication]
    return "\n\n".join(body) + "\n"


def source_codes(text, path="site/page.md", **more):
    document = parse_document(text.encode(), path)
    return [finding.code for finding in check_source_page(document, context(**more))]


TARGETS = {
    HEADING: HEADING_ES,
    "Text": "Texto",
    **dict(zip(INDICATION, INDICATION_ES, strict=True)),
    **dict(zip(ISI, ISI_ES, strict=True)),
}


def rendered(text, *, locale="es-US", path="site/page.md", spoil=None, found=None, **targets):
    """The findings on the page rendered with these targets; `spoil` changes its bytes."""
    document = parse_document(text.encode(), path)
    known = {**TARGETS, **targets.pop("also", {})}
    forms = {
        MessageKey(segment.context, segment.source): (known[segment.source],)
        for segment in document.segments
    }
    data = render_document(
        document,
        [forms[MessageKey(item.context, item.source)] for item in document.segments],
        locale=locale,
    )
    return check_rendered_page(
        document,
        spoil(data) if spoil else data,
        locale=locale,
        targets=forms,
        context=found or context(),
    )


def rendered_codes(*args, **more):
    return [finding.code for finding in rendered(*args, **more)]


def test_a_whole_page_is_good_in_both_languages():
    assert source_codes(markdown()) == []
    assert rendered_codes(markdown()) == []


# page.unclassified


def test_a_document_in_no_class_is_refused():
    assert source_codes("# Text\n", path="site/note.txt") == ["page.unclassified"]
    assert source_codes("# Text\n", path="other/page.md") == ["page.unclassified"]


def test_without_page_rules_every_document_may_be():
    assert source_codes("# Text\n", pages=None) == []


# page.passage


@pytest.mark.parametrize("missing", range(len(ISI)))
def test_a_page_that_lacks_one_segment_of_a_passage(missing):
    text = markdown(isi=tuple(t for i, t in enumerate(ISI) if i != missing))
    findings = check_source_page(parse_document(text.encode(), "site/page.md"), context())
    assert [item.code for item in findings] == ["page.passage"]
    assert f"{missing + 1} “{ISI[missing][:50]}”" in findings[0].message


def test_a_page_without_the_passage():
    assert source_codes(markdown(isi=())) == ["page.passage"]
    assert source_codes(markdown(indication=())) == ["page.passage"]


def test_segments_in_another_order():
    swapped = (ISI[0], ISI[3], ISI[2], ISI[1])
    assert source_codes(markdown(isi=swapped)) == ["page.passage"]


def test_other_text_inside_a_passage():
    text = markdown().replace(f"- {ISI[BULLET]}", f"Feel good today.\n\n- {ISI[BULLET]}")
    findings = check_source_page(parse_document(text.encode(), "site/page.md"), context())
    assert [item.code for item in findings] == ["page.passage"]
    assert "cut by other text" in findings[0].message


def test_an_image_inside_a_passage_does_not_cut_it():
    text = markdown().replace(f"- {ISI[BULLET]}", f"![A vial](v.png)\n\n- {ISI[BULLET]}")
    assert source_codes(text) == []


def test_a_link_that_says_the_heading_of_a_passage_is_not_the_passage():
    link = f"[{ISI[0]}](#safety)"
    assert source_codes(markdown().replace("\n\n", f"\n\n{link}\n\n", 1)) == []


def test_the_class_says_which_passage_comes_first():
    findings = check_source_page(
        parse_document(markdown(first="isi").encode(), "site/page.md"), context()
    )
    assert [item.code for item in findings] == ["page.passage"]
    assert "isi.us@1" in findings[0].message
    assert "stands before indication.us" in findings[0].message


def test_a_passage_lost_in_rendering():
    gone = ISI_ES[3].encode()
    findings = rendered(markdown(), spoil=lambda data: data.replace(gone, b""))
    assert [item.code for item in findings] == ["page.reread", "page.passage"]
    assert {item.locale for item in findings} == {"es-US"}


def test_a_locale_without_an_approved_segment():
    cut = passage("isi.us", "isi", ISI, ISI_ES[:3])
    holed = lock(
        "isi.us",
        *ISI,
        kind="isi",
        scope="passage",
        approved={"es-US": (*cut.approved["es-US"], None)},
    )
    found = context(*LOCKS[:3], holed)
    assert rendered_codes(markdown(), found=found) == ["page.passage"]


def test_a_passage_that_nobody_has_locked():
    pages = PageRules(
        classes=(PageClass(name="claim", documents=("site/*",), carries=("isi.uss",)),), generics={}
    )
    assert source_codes(markdown(), pages=pages) == ["page.lock_unknown"]


# page.generic


def test_the_generic_name_stands_where_the_brand_first_appears():
    assert source_codes(markdown(heading="Live well with ZYLORA")) == ["page.generic"]
    assert source_codes(markdown(heading="Live well")) == []


def test_once_it_was_featured_the_brand_may_stand_alone():
    assert source_codes(markdown() + "\nAsk about ZYLORA.\n") == []


def test_another_word_that_begins_like_the_brand_is_not_the_brand():
    assert source_codes(markdown(heading="ZYLORANT for all")) == []


def test_the_title_of_a_page_is_read_without_the_page():
    html = (
        '<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>'
        "<h1>{heading}</h1><p>{indication}</p><h2>{0}</h2><p>{1}</p><ul><li>{2}</li></ul>"
        "<p>{3}</p></body></html>"
    )

    def codes(title, heading):
        text = html.format(*ISI, title=title, heading=heading, indication=INDICATION[0])
        return source_codes(text, path="site/page.html")

    assert codes(HEADING, HEADING) == []
    assert codes("ZYLORA", HEADING) == ["page.generic"]
    assert codes(HEADING, "ZYLORA") == ["page.generic"]
    assert codes("Home", "Home") == []


def test_a_translation_that_loses_the_generic_name():
    findings = rendered(markdown(), also={HEADING: "Viva bien con ZYLORA"})
    assert [item.code for item in findings] == ["page.generic"]
    assert "zilorafeno beta-1b" in findings[0].message


def test_every_approved_form_of_the_generic_name_will_do():
    assert rendered_codes(markdown(), also={HEADING: "Zilorafeno beta-1b: ZYLORA"}) == []


def test_a_locale_without_a_form_of_the_generic_name():
    bare = lock("generic.zylora", "zylorafen beta-1b", kind="generic", forms={})
    findings = rendered(markdown(), found=context(BRAND, bare, *LOCKS[2:]))
    assert [item.code for item in findings] == ["page.generic"]
    assert "no approved form" in findings[0].message


# page.language


def english(*indexes):
    """A registry in which the owners approved the English of these segments as Spanish."""
    texts = [ISI[i] if i in indexes else text for i, text in enumerate(ISI_ES)]
    found = context(*LOCKS[:3], passage("isi.us", "isi", ISI, texts))
    return found, dict(zip(ISI, texts, strict=True))


@pytest.mark.parametrize("index", [1, 3])
def test_english_approved_as_a_translation_is_still_english(index):
    found, targets = english(index)
    assert rendered_codes(markdown(), found=found, also=targets) == ["page.language"]


def test_a_word_that_is_the_same_in_two_languages_may_be_approved():
    found, targets = english(BULLET)
    assert rendered_codes(markdown(), found=found, also=targets) == []


def test_a_short_text_in_english_where_another_was_approved():
    codes = rendered_codes(markdown(), also={ISI[BULLET]: ISI[BULLET]})
    assert codes == ["page.language", "page.passage"]


@pytest.mark.parametrize(("kind", "codes"), [("isi", ["page.language"]), ("legal", [])])
def test_a_required_text_is_not_excused_by_a_verbatim_policy(kind, codes):
    text = "Copyright of Zylora Health Company and Sons"
    extra = lock("extra", text, kind=kind, scope="passage", policy="verbatim")
    page = markdown() + f"\n{text}\n"
    found = context(*LOCKS, extra)
    assert rendered_codes(page, found=found, also={text: text}) == codes


def test_another_market_of_the_same_language_reads_the_source():
    same = {text: text for text in TARGETS}
    locks = (
        BRAND,
        lock("generic.zylora", "zylorafen beta-1b", kind="generic", policy="verbatim"),
        passage("indication.us", "indication", INDICATION, INDICATION, locale="en-GB"),
        passage("isi.us", "isi", ISI, ISI, locale="en-GB"),
    )
    assert rendered_codes(markdown(), locale="en-GB", found=context(*locks), also=same) == []


# page.market


def test_a_page_for_one_market_is_refused_elsewhere():
    assert is_admitted(policy(), "site/us-offer.md", "es-US")
    assert not is_admitted(policy(), "site/us-offer.md", "es-ES")
    assert is_admitted(policy(), "site/page.md", "es-ES")
    assert is_admitted(policy(pages=None), "site/us-offer.md", "es-ES")
    codes = rendered_codes("# Text\n", path="site/us-offer.md", locale="es-ES")
    assert "page.market" in codes


def test_a_text_that_a_filter_keeps_out_is_refused_on_a_rendered_page():
    page = '# Text\n\n<div its-locale-filter-list="*-ES">\n\nFor Spain.\n\n</div>\n'
    codes = {
        tag: rendered_codes(page, path="other/page.md", locale=tag, also={"For Spain.": "Aquí."})
        for tag in ("es-US", "es-ES")
    }
    assert "page.market" in codes["es-US"]
    assert "page.market" not in codes["es-ES"]


def test_a_document_in_two_classes_must_be_let_in_by_both():
    both = PageRules(
        classes=(
            PageClass(name="a", documents=("*",), markets=("us", "spain")),
            PageClass(name="b", documents=("*",), markets=("spain", "uk")),
        ),
        generics={},
    )
    admitted = [tag for tag in ("es-US", "es-ES", "en-GB") if is_admitted(policy(both), "x", tag)]
    assert admitted == ["es-ES"]


def test_units_of_other_markets_pages_do_not_belong_into_a_catalog():
    documents = [
        parse_document(b"# Text\n\nOnly here.\n", "site/us-offer.md"),
        parse_document(b"# Text\n", "site/page.md"),
    ]
    keys = [(item.context, item.source) for doc in documents for item in doc.segments]
    units = [unit(source, "x", context=context) for context, source in dict.fromkeys(keys)]
    found = check_foreign_units(catalog(*units, locale="es-ES"), documents, policy())
    assert [(item.code, item.key.source) for item in found if item.key] == [
        ("page.market", "Only here.")
    ]
    assert check_foreign_units(catalog(*units), documents, policy()) == []


# page.reread


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda data: data + b"\nUn texto m\xc3\xa1s.\n", "Un texto más."),
        (lambda data: data.replace(b"Viva bien", b"Viva mal"), "Viva mal"),
        (lambda data: data.replace(b"Viva bien", b"\xff\xfe"), "cannot be read again"),
    ],
)
def test_a_page_whose_bytes_are_not_what_went_in(spoil, words):
    findings = rendered(markdown(), spoil=spoil)
    assert "page.reread" in {item.code for item in findings}
    assert any(words in item.message for item in findings)


def test_strings_in_json_are_read_by_key_with_the_locales_plurals():
    text = '{"a": {"one_one": "{{count}} day", "one_other": "{{count}} days"}, "b": "Text"}'
    document = parse_document(text.encode(), "site/page.json")
    forms = [("{{count}} día", "{{count}} de días", "{{count}} días"), ("Texto",)]
    data = render_document(document, forms, locale="es-US")
    keys = [MessageKey(item.context, item.source) for item in document.segments]

    def codes(data):
        return [
            item.code
            for item in check_rendered_page(
                document,
                data,
                locale="es-US",
                targets=dict(zip(keys, forms, strict=True)),
                context=context(),
            )
        ]

    assert codes(data) == []
    assert codes(data.replace("de días".encode(), b"days")) == ["page.reread", "page.reread"]


def test_tags_that_change_their_order_do_not_matter():
    page = markdown() + "\n*One* and **two**.\n"
    also = {"<1>One</1> and <2>two</2>.": "<2>Dos</2> y <1>uno</1>."}
    assert rendered_codes(page, also=also) == []
