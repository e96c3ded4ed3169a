"""POT files: a template of messages, without any target."""

from __future__ import annotations

from itertools import islice

from pipeline.errors import Fault, RejectedError
from pipeline.formats.gettext.comments import message_lines, sealed_ends
from pipeline.formats.gettext.faults import (
    entry_faults,
    header_fields,
    is_header,
    read_header,
)
from pipeline.formats.gettext.gather import gather
from pipeline.formats.gettext.header import Header, created_on, header_block, header_faults
from pipeline.formats.gettext.quoting import encode, quote
from pipeline.formats.gettext.read import message_of
from pipeline.formats.gettext.scan import scan
from pipeline.model.message import Message, Template
from pipeline.model.policy import Limits

__all__ = ["parse_template", "serialize_template"]

_NO_LIMITS = Limits()
_FORMS = 2
"""gettext writes two empty forms for a plural message in a template."""


def parse_template(data: bytes, *, path: str, limits: Limits = _NO_LIMITS) -> Template:
    """The template in these bytes; as strict as `parse_catalog`, and no entry has a target."""
    found = gather(data, path=path, limits=limits, make=message_of)
    if not is_header(found.first):
        read_header(scan(data, path=path, limits=limits))
        raise AssertionError
    fields = header_fields(found.first, path=path)
    faults = header_faults(fields, path=path, locale="", own=True, template=True)
    ordered = found.in_order(fields, forms=_FORMS, own=True)
    if found.filled or any(found.obsolete) or not ordered:
        scanned = scan(data, path=path, limits=limits)
        faults += entry_faults(scanned, fields, own=True, forms=_FORMS)
        faults += [
            Fault(
                code="catalog.syntax",
                message="an entry of a template has a target or is obsolete",
                path=path,
                line=line,
            )
            for entry, line in islice(scanned.lines(), 1, None)
            if entry.obsolete or any(entry.raw_forms)
        ]
    RejectedError.raise_for(faults)
    return Template(
        project=fields["Project-Id-Version"],
        domain=fields["X-Domain"],
        source_locale=fields["X-Source-Language"],
        created_on=created_on(fields),
        messages=tuple(found.items),
    )


def serialize_template(template: Template) -> bytes:
    """The bytes of this template, in its order."""
    header = Header(
        project=template.project,
        domain=template.domain,
        source_locale=template.source_locale,
        created_on=template.created_on,
    )
    blocks = [header_block(header, len(template.messages))]
    blocks += [_block(message) for message in template.messages]
    return encode("\n".join(blocks), what=template.domain)


def _block(message: Message) -> str:
    lines = list(message_lines(message))
    if message.context:
        lines.append(f"msgctxt {quote(message.context)}")
    lines.append(f"msgid {quote(message.source)}")
    if message.plural is None:
        lines.append('msgstr ""')
    else:
        lines += [f"msgid_plural {quote(message.plural)}", 'msgstr[0] ""', 'msgstr[1] ""']
    return sealed_ends("\n".join(lines) + "\n")
