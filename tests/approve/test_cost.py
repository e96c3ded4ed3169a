from __future__ import annotations

from pipeline.approve.cost import Cost, cost_of
from pipeline.model.message import Message, MessageKey, Template
from pipeline.model.unit import Catalog, Unit


def template(*messages: tuple[str, str]) -> Template:
    return Template(
        project="p",
        domain="d",
        source_locale="en-US",
        created_on="2026-11-02",
        messages=tuple(
            Message(key=MessageKey("", source), paths=(path,)) for source, path in messages
        ),
    )


def catalog(*sources: str) -> Catalog:
    units = tuple(Unit(message=Message(key=MessageKey("", s)), forms=(s,)) for s in sources)
    return Catalog(
        project="p", domain="d", source_locale="en-US", locale="es-US", created_on="x", units=units
    )


def test_what_changed_in_its_place_is_told_from_new_and_removed():
    old = template(("kept", "d/1"), ("before", "d/2"), ("gone", "d/3"))
    new = template(("kept", "d/1"), ("after", "d/2"), ("fresh", "d/9"))
    costs = cost_of(
        old,
        new,
        {"es-US": catalog("kept", "before", "gone")},
        signatures_of=lambda _locale, unit: 2 if unit.message.source == "before" else 0,
    )
    assert costs == {
        "es-US": Cost(
            new=(MessageKey("", "fresh"),),
            changed=((MessageKey("", "before"), MessageKey("", "after")),),
            removed=(MessageKey("", "gone"),),
            targets=2,
            signatures=2,
        )
    }


def test_without_an_old_template_everything_is_new():
    costs = cost_of(None, template(("a", "d/1")), {"es-US": catalog()})
    assert costs["es-US"].new == (MessageKey("", "a"),)
    assert costs["es-US"].targets == 0


def test_a_move_costs_nothing():
    costs = cost_of(template(("a", "d/1")), template(("a", "e/7")), {"es-US": catalog("a")})
    assert costs["es-US"] == Cost()
