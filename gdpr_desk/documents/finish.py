"""From a drawn PDF to a tagged one: PDF/UA-1 (readers) and PDF/A-2a (archives) in one file.

Adds the structure tree, links, bookmarks, XMP metadata and the sRGB output intent. The bytes
depend on nothing but the input: no random identifier, no time of day.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from functools import lru_cache
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from PIL import ImageCms

from gdpr_desk.clock import SHOP_ZONE
from gdpr_desk.documents.structure import Element, Link, Mark, Metadata, Outline

_PRODUCER = "gdpr-desk"
_UNCLEAR = b"\r\nendstream"


def finish(drawn: bytes, root: Element, outline: Sequence[Outline], metadata: Metadata) -> bytes:
    """The tagged, archivable PDF made of `drawn` (ReportLab's bytes) and its structure tree."""
    with Pdf.open(io.BytesIO(drawn)) as pdf:
        _Tagger(pdf).write(root)
        _write_outline(pdf, outline)
        _write_metadata(pdf, metadata)
        _write_output_intent(pdf)
        return _saved(pdf)


def _saved(pdf: Pdf) -> bytes:
    """The file; no stream in it ends with a carriage return.

    Readers that measure a stream by what stands before its end take that byte for the line's. It is
    the last one of a checksum: a line more in the stream changes it.
    """
    content = _packed(pdf, pikepdf.ObjectStreamMode.generate)
    if _UNCLEAR in content:
        for item in pdf.objects:
            if isinstance(item, Stream) and not {"/N", "/Type"} & set(item.keys()):
                data = item.read_bytes()
                if zlib.adler32(data) & 0xFF != ord("\r"):
                    continue
                item.write(data + b"\n")
                if "/Length1" in item:  # a font, whose readers stop at the end of its tables
                    item["/Length1"] = len(data) + 1
        content = _packed(pdf, pikepdf.ObjectStreamMode.generate)
    return content if _UNCLEAR not in content else _packed(pdf, pikepdf.ObjectStreamMode.disable)


def _packed(pdf: Pdf, mode: pikepdf.ObjectStreamMode) -> bytes:
    target = io.BytesIO()
    pdf.save(target, min_version="1.7", deterministic_id=True, object_stream_mode=mode, compress_streams=True)
    return target.getvalue()


class _Tagger:
    """Writes the structure tree; parents are recorded per page and per link."""

    def __init__(self, pdf: Pdf) -> None:
        self._pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self._of_page: list[dict[int, Object]] = [{} for _ in self._pages]
        self._of_link: list[Object] = []

    def write(self, root: Element) -> None:
        tree = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = Array([self._element(root, tree)])
        numbers = Array()
        for number, (page, parents) in enumerate(zip(self._pages, self._of_page, strict=True)):
            page.StructParents = number
            page.Tabs = Name.S
            row = Array([parents[mark] for mark in range(len(parents))])
            numbers.append(number)
            numbers.append(self._pdf.make_indirect(row))
        for offset, element in enumerate(self._of_link):
            numbers.append(len(self._pages) + offset)
            numbers.append(element)
        tree.ParentTree = self._pdf.make_indirect(Dictionary(Nums=numbers))
        tree.ParentTreeNextKey = len(self._pages) + len(self._of_link)
        self._pdf.Root.StructTreeRoot = tree
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _element(self, element: Element, parent: Object) -> Object:
        made = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name("/" + element.tag), P=parent))
        if element.actual:
            made.ActualText = String(element.actual)
        if element.alt:
            made.Alt = String(element.alt)
        if element.box:
            made.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=Array(element.box))
        if element.scope:
            made.A = Dictionary(O=Name.Table, Scope=Name("/" + element.scope))
        made.K = Array(
            [self._child(c, made) for c in element.children if not isinstance(c, Element) or _keep(c)]
        )
        return made

    def _child(self, child: Element | Mark | Link, parent: Object) -> Object:
        if isinstance(child, Element):
            return self._element(child, parent)
        if isinstance(child, Link):
            return self._link(child, parent)
        self._of_page[child.page][child.number] = parent
        return Dictionary(Type=Name.MCR, Pg=self._pages[child.page], MCID=child.number)

    def _link(self, link: Link, parent: Object) -> Object:
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array([link.left, link.bottom, link.right, link.top]),
                Border=Array([0, 0, 0]),
                F=4,
                Dest=Array([self._pages[link.target], Name.Fit]),
                Contents=String(link.title),
                StructParent=len(self._pages) + len(self._of_link),
            )
        )
        self._of_link.append(parent)
        page = self._pages[link.page]
        if "/Annots" not in page:
            page.Annots = Array()
        page.Annots.append(annotation)
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page)


def _keep(element: Element) -> bool:
    """Empty paragraphs go; empty table cells stay, so that rows keep their length."""
    return element.tag in {"TD", "TH"} or not element.is_empty()


def _write_outline(pdf: Pdf, entries: Sequence[Outline]) -> None:
    with pdf.open_outline() as outline:
        levels = [outline.root]
        for entry in entries:
            item = pikepdf.OutlineItem(entry.title, entry.page)
            del levels[entry.depth + 1 :]
            levels[-1].append(item)
            levels.append(item.children)


def _write_metadata(pdf: Pdf, metadata: Metadata) -> None:
    at = metadata.produced_at.astimezone(SHOP_ZONE).replace(microsecond=0)
    offset = at.strftime("%z")
    stamp = f"D:{at:%Y%m%d%H%M%S}{offset[:3]}'{offset[3:]}'"
    information = Dictionary(
        Title=String(metadata.title),
        Author=String(metadata.author),
        Creator=String(_PRODUCER),
        Producer=String(_PRODUCER),
        CreationDate=String(stamp),
        ModDate=String(stamp),
    )
    pdf.docinfo = pdf.make_indirect(information)
    pdf.Root.Lang = String("fr-FR")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageMode = Name.UseOutlines
    xmp = pdf.make_stream(_xmp(metadata, at.isoformat()).encode("utf-8"))
    xmp.Type, xmp.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = xmp


def _xmp(metadata: Metadata, at: str) -> str:
    return _XMP.format(
        title=escape(_xml(metadata.title)), author=escape(_xml(metadata.author)), at=at, producer=_PRODUCER
    )


def _xml(text: str) -> str:
    """`text` without the characters XML cannot hold."""
    return "".join(c for c in text if c >= " " and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """An sRGB profile with the date of its making fixed, so that documents are reproducible."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes((7, 224, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    profile[84:100] = bytes(16)
    return bytes(profile)


def _write_output_intent(pdf: Pdf) -> None:
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>fr-FR</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{at}</xmp:CreateDate>
<xmp:ModifyDate>{at}</xmp:ModifyDate>
<xmp:MetadataDate>{at}</xmp:MetadataDate>
<pdf:Producer>{producer}</pdf:Producer>
<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
