"""What was done to a file after it was sealed, in the four classes of the European validation reports (DSS).

pyHanko compares every later revision with the sealed one and knows what proof of time looks like.  Its
rules are kept, but for the places where they let through what a reader would see: objects that nothing
seems to use (the sealed revision may have been prepared to use them), the title and the other words of
the description, how filled forms are drawn, and what is said to those who have the page read to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from lxml import etree
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FormUpdatingRule,
    GenericFieldModificationRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.constants import ROOT_EXEMPT_STRICT_COMPARISON

from chancery.paper.paper import SealChange

PROOF_OF_TIME: Final = frozenset({SealChange.EXTENSION})
"""All that may be added to a seal that stays intact."""

LEVELS: Final = {
    ModificationLevel.NONE: frozenset[SealChange](),
    ModificationLevel.LTA_UPDATES: PROOF_OF_TIME,
    ModificationLevel.FORM_FILLING: frozenset({SealChange.SIGNATURE_OR_FORM}),
    ModificationLevel.ANNOTATIONS: frozenset({SealChange.ANNOTATION}),
}

FORM_LOOK: Final = ("/DA", "/DR", "/NeedAppearances", "/Q")
"""How the fields of a form are drawn anew (ISO 32000-1, table 218); pyHanko lets all four change."""

WRITTEN_BY_PROGRAMS: Final = {"/ModDate", "/Producer"}
"""What a program may set anew when it adds proof of time."""

XMP_WRITTEN_BY_PROGRAMS: Final = {
    "{http://ns.adobe.com/xap/1.0/}ModifyDate",
    "{http://ns.adobe.com/xap/1.0/}MetadataDate",
    "{http://ns.adobe.com/pdf/1.3/}Producer",
    "{http://ns.adobe.com/xap/1.0/mm/}InstanceID",
    "{adobe:ns:meta/}xmptk",
}

RDF: Final = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"

GRAMMAR: Final = {f"{RDF}about", f"{RDF}parseType"}
"""How RDF is written down, not what it says."""


def changes(embedded: Any) -> frozenset[SealChange]:
    """The classes of all that was added or changed since this seal was set; empty if nothing was."""
    found = POLICY.review_file(
        embedded.reader,
        embedded.signed_revision,
        field_mdp_spec=embedded.fieldmdp,
        doc_mdp=embedded.docmdp_level,
    )
    if not isinstance(found, SuspiciousModification):
        return LEVELS.get(found.modification_level, frozenset({SealChange.UNDEFINED})) | _forms(embedded)
    classes = frozenset(_classes(embedded.reader, embedded.signed_revision))
    # pyHanko said no, so it was not proof of time, even where it stands in the place of that.
    return classes if classes - PROOF_OF_TIME else classes | {SealChange.UNDEFINED}


def _forms(embedded: Any) -> frozenset[SealChange]:
    """Whether what was filled in before looks otherwise now, though no field was touched."""
    revisions = range(embedded.signed_revision, embedded.reader.xrefs.total_revisions)
    looks = [_look(embedded.reader.get_historical_resolver(each).root) for each in revisions]
    same = all(look == looks[0] for look in looks)
    return frozenset[SealChange]() if same else frozenset({SealChange.SIGNATURE_OR_FORM})


def _look(root: Any) -> dict[str, Any]:
    form = root["/AcroForm"]
    if all(field.get_object().get("/FT", None) == "/Sig" for field in form["/Fields"]):
        return {}
    return {word: form.raw_get(word) for word in FORM_LOOK if word in form}


# ── the description ──────────────────────────────────────────────────────────


class _SameInfo(DocInfoRule):  # type: ignore[misc]
    """The document information may change its date and its program, not its title."""

    def apply(self, old: Any, new: Any) -> Any:
        if _info(old) != _info(new):
            raise SuspiciousModification("the document information says something else")
        yield from super().apply(old, new)


def _info(revision: Any) -> dict[str, Any]:
    # Through the revision, for the trailer itself would lead to what the number stands for by now.
    place = revision.trailer_view.get_value_as_reference("/Info", optional=True)
    told = revision(place) if place else {}
    return {word: told[word] for word in told if word not in WRITTEN_BY_PROGRAMS}


class _SameDescription(MetadataUpdateRule):  # type: ignore[misc]
    """The XMP may be written anew if it says the same, but for what programs write."""

    def apply(self, old: Any, new: Any) -> Any:
        updates = list(super().apply(old, new))
        if _description(old) != _description(new):
            raise SuspiciousModification("the description says something else")
        yield from updates


def _description(revision: Any) -> list[tuple[str, ...]]:
    if "/Metadata" not in revision.root:
        return []
    stream = revision.root.get_value_as_reference("/Metadata").get_object()
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return sorted(_said(etree.fromstring(stream.read_data(DecodePurpose.XMP_METADATA), parser), ()))


def _said(element: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every statement in *element*, however it is written down; RDF has several ways."""
    tag = str(element.tag)
    if tag in XMP_WRITTEN_BY_PROGRAMS:
        return
    here = path if tag.startswith(RDF) else (*path, tag)
    for name, value in element.attrib.items():
        if name not in XMP_WRITTEN_BY_PROGRAMS | GRAMMAR:
            yield (*here, str(value)) if name.startswith(RDF) else (*here, str(name), str(value))
    if text := (element.text or "").strip():
        yield (*here, text)
    for child in element:
        yield from _said(child, here)


def _proof_of_time(rule: Any) -> Any:
    return rule.as_qualified(ModificationLevel.LTA_UPDATES)


POLICY: Final = StandardDiffPolicy(
    global_rules=[
        CatalogModificationRule(ROOT_EXEMPT_STRICT_COMPARISON - {"/MarkInfo"}),
        _proof_of_time(_SameInfo()),
        _proof_of_time(XrefStreamRule()),
        _proof_of_time(ObjectStreamRule()),
        _proof_of_time(DSSCompareRule()),
        _proof_of_time(_SameDescription()),
    ],
    form_rule=FormUpdatingRule(
        field_rules=[SigFieldCreationRule(), SigFieldModificationRule(), GenericFieldModificationRule()]
    ),
    ignore_orphaned_objects=False,
)


# ── the classes of what may not be ───────────────────────────────────────────


def _classes(reader: Any, signed_revision: int) -> Iterator[SealChange]:
    """The class of each thing that differs; what cannot be told apart is undefined."""
    sealed = reader.get_historical_resolver(signed_revision)
    for before, after in _touched_marks(reader, sealed, signed_revision):
        yield _class(before, after)


def _touched_marks(reader: Any, sealed: Any, signed_revision: int) -> list[tuple[Any, Any]]:
    """What every object touched later was and is, without those that only belong to a new one."""
    pairs = []
    for revision in range(signed_revision + 1, reader.xrefs.total_revisions):
        later = reader.get_historical_resolver(revision)
        touched = later.explicit_refs_in_revision()
        apart = {ref for ref in touched if not sealed.is_ref_unassignable(ref)}
        apart |= {ref for ref in touched if _is_mark(later(ref))}
        pairs += [(_was(sealed, ref), later(ref)) for ref in apart]
    return [(before, after) for before, after in pairs if before != after]


def _was(sealed: Any, ref: Any) -> Any:
    return generic.NullObject() if sealed.is_ref_unassignable(ref) else sealed(ref)


def _is_mark(thing: Any) -> bool:
    return isinstance(thing, generic.DictionaryObject) and ("/Rect" in thing or "/FT" in thing)


def _class(before: Any, after: Any) -> SealChange:
    if not isinstance(after, generic.DictionaryObject):
        return SealChange.UNDEFINED
    if "/FT" in after or after.get("/Subtype", None) == "/Widget" or "/Fields" in after:
        return SealChange.SIGNATURE_OR_FORM
    if "/Rect" in after:
        return SealChange.ANNOTATION
    differing = _differing(before, after)
    if after.get("/Type", None) == "/Page" and differing == {"/Annots"}:
        return SealChange.ANNOTATION
    if after.get("/Type", None) == "/Catalog" and differing <= {"/DSS", "/Extensions", "/Version"}:
        return SealChange.EXTENSION
    if after.get("/Type", None) == "/Catalog" and differing <= {"/AcroForm", "/Extensions", "/Perms"}:
        return SealChange.SIGNATURE_OR_FORM
    return SealChange.UNDEFINED


def _differing(before: Any, after: Any) -> set[str]:
    if not isinstance(before, generic.DictionaryObject):
        return set(after)
    return {word for word in {*before, *after} if _raw(before, word) != _raw(after, word)}


def _raw(thing: Any, word: str) -> Any:
    return thing.raw_get(word) if word in thing else None
