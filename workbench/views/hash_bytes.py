"""The picture of hash data: which octets of which certificate go through which function into which field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.hash_inspection.words import subject_of
from workbench.certs.kinds import Kind, Pki, classify
from workbench.display import visible
from workbench.views.hash_bytes_layout import (
    FIELD,
    INSET,
    LEFT_X,
    MARGIN,
    PAD,
    PANEL,
    PILL,
    PILL_HEIGHT,
    RIGHT_X,
    SQUARE,
    SQUARE_HEIGHT,
    TOP,
    WIDTH,
    lay_out,
)
from workbench.views.palette import ALARM, FADED, HAIRLINE, HUES, INK, LINE, PAPER
from workbench.views.picture import Picture
from workbench.views.sheet import Sheet
from workbench.views.shown import noun

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from workbench.certs.hash_inspection import HashInspection
    from workbench.views.hash_bytes_layout import Arrow, FieldBox, HashLayout, PlacedRow, PlacedStrip
    from workbench.views.palette import Hue

    _Heading = tuple[str, Hue]

_LONGEST = 60


def hash_bytes(inspection: HashInspection) -> Picture:
    """Two certificates part by part, and how the four fields of the hash data come from their octets.

    Solid squares are octets that are hashed (or written, for the serial number); dashed ones belong to the structure around
    them and are left out. Long runs are shortened; :class:`workbench.certs.hash_inspection.HashInspection` has every octet.
    """
    layout = lay_out(inspection)
    return Picture(_alt(inspection), WIDTH, lambda: _drawn(layout, inspection))


def _drawn(layout: HashLayout, inspection: HashInspection) -> Figure:
    sheet = Sheet(WIDTH, layout.height)
    sheet.text((MARGIN, 32), "What is hashed", 17, bold=True)
    sheet.text((MARGIN, 57), _subtitle(inspection), 11.5, width=WIDTH - 2 * MARGIN, color=FADED)
    left, right = _headings(inspection)
    _draw_certificate(sheet, layout, LEFT_X, left, subject_of(inspection.certificate))
    _draw_certificate(sheet, layout, RIGHT_X, right, subject_of(inspection.issuer))
    for points in layout.named:
        sheet.line(points, color=LINE, linewidth=0.9, linestyle=(0, (2, 2)))
    for arrow in layout.arrows:
        _draw_arrow(sheet, arrow, (left if arrow.points[0][0] < WIDTH / 2 else right)[1])
    for box in layout.fields:
        _draw_field(sheet, box)
    _draw_legend(sheet, layout.legend_y, left[1])
    return sheet.figure


def _draw_certificate(sheet: Sheet, layout: HashLayout, x: float, heading: _Heading, name: str) -> None:
    words, hue = heading
    sheet.box((x, TOP), (PANEL, layout.panel_height), radius=10, facecolor=hue.tint)
    sheet.text((x + PAD, TOP + 20), words, 12, width=PANEL - 2 * PAD, bold=True, color=hue.ink)
    sheet.text((x + PAD, TOP + 40), name, 11, width=PANEL - 2 * PAD)
    for row in layout.left if x == LEFT_X else layout.right:
        _draw_row(sheet, x, row, hue)


def _draw_row(sheet: Sheet, x: float, placed: PlacedRow, hue: Hue) -> None:
    row, middle, right = placed.row, placed.y + 11, x + PANEL - PAD
    if row.field:
        size = (PANEL - 2 * INSET, placed.height - 4)
        sheet.box((x + INSET, placed.y), size, radius=5, facecolor=PAPER, edgecolor=hue.pale, linewidth=1)
    else:
        sheet.line([(x + PAD, placed.y + placed.height), (right, placed.y + placed.height)], color=HAIRLINE, linewidth=0.75)
    colour = INK if row.field else FADED
    sheet.text((x + PAD, middle), row.title, 11, bold=bool(row.field), color=colour)
    sheet.text((right, middle), f"{row.size:,}" if not row.field else f"{row.size:,} octets", 10.5, ha="right", color=FADED)
    if row.note:
        sheet.text((x + PAD + 52, middle), row.note, 10.5, width=PANEL - 124, bold=row.alarm, color=ALARM if row.alarm else FADED)
    for strip in placed.strips:
        _draw_strip(sheet, strip, right, hue)
    for (kind, value, string_type), y in zip(row.lines, placed.lines, strict=True):
        sheet.text((x + PAD, y), kind, 10.5, width=40, bold=True, color=hue.ink)
        sheet.text((x + PAD + 44, y), value, 10.5, width=PANEL - 2 * PAD - 44 - 90)
        sheet.text((right, y), string_type, 10, width=84, ha="right", color=FADED)


def _draw_strip(sheet: Sheet, placed: PlacedStrip, right: float, hue: Hue) -> None:
    for number, square in enumerate(placed.strip.squares):
        at = (placed.x + number * SQUARE, placed.y)
        _draw_square(sheet, at, square.text, hue, included=square.included)
    if placed.strip.words:
        sheet.text((placed.words_x, placed.words_y), placed.strip.words, 10.5, width=right - placed.words_x, color=INK)


def _draw_square(sheet: Sheet, at: tuple[float, float], text: str, hue: Hue, *, included: bool) -> None:
    size = (SQUARE - 2, SQUARE_HEIGHT)
    if included:
        sheet.box(at, size, radius=3, facecolor=hue.ink)
    else:
        sheet.box(at, size, radius=3, facecolor=PAPER, edgecolor=FADED, linewidth=0.9, linestyle=(0, (2, 1.6)))
    middle = (at[0] + size[0] / 2, at[1] + size[1] / 2)
    sheet.text(middle, text, 9.5, ha="center", bold=included, color=PAPER if included else FADED, **_unjoined())


def _draw_arrow(sheet: Sheet, arrow: Arrow, hue: Hue) -> None:
    (before, _), (x, y) = arrow.points[-2:]
    back = 6 if before < x else -6
    sheet.line([*arrow.points[:-1], (x - back / 3, y)], color=hue.ink, linewidth=1.6)
    sheet.line([(x - back, y - 4), (x - back / 6, y), (x - back, y + 4)], color=hue.ink, linewidth=1.6, snap=False)
    at = (arrow.pill[0] - PILL / 2, arrow.pill[1] - PILL_HEIGHT / 2)
    if arrow.hashed:
        sheet.box(at, (PILL, PILL_HEIGHT), radius=11, facecolor=INK)
    else:
        sheet.box(at, (PILL, PILL_HEIGHT), radius=11, facecolor=PAPER, edgecolor=INK, linewidth=1.1)
    sheet.text(arrow.pill, arrow.words, 10, ha="center", bold=True, color=PAPER if arrow.hashed else INK)


def _draw_field(sheet: Sheet, box: FieldBox) -> None:
    sheet.box((box.x, box.y), (FIELD, box.height), radius=6, facecolor=PAPER, edgecolor=INK, linewidth=1.1)
    sheet.text((box.x + PAD, box.y + 16), box.name, 11.5, bold=True)
    for number, line in enumerate(box.lines):
        sheet.text((box.x + PAD, box.y + 36 + 15 * number), line, 11, width=FIELD - 2 * PAD, **_unjoined())


def _unjoined() -> dict[str, Any]:
    """No ligatures: they join and narrow the digits ff; before matplotlib 3.11 there were none."""
    from matplotlib.text import Text  # noqa: PLC0415  # matplotlib takes half a second: only pictures pay

    return {"fontfeatures": ("-liga",)} if hasattr(Text, "set_fontfeatures") else {}


def _draw_legend(sheet: Sheet, y: float, hue: Hue) -> None:
    x: float = MARGIN
    for included, words in ((True, "goes into the field"), (False, "left out: tag, length and structure around it")):
        _draw_square(sheet, (x, y - SQUARE_HEIGHT / 2), "0a", hue, included=included)
        sheet.text((x + SQUARE + 6, y), words, 10.5, color=FADED)
        x += 170
    sheet.text((WIDTH - MARGIN, y), "RFC 6960 4.1.1, OCPP 2.1 CertificateHashDataType", 10.5, ha="right", color=FADED)


def _headings(inspection: HashInspection) -> tuple[_Heading, _Heading]:
    """Both certificates, with their kinds where these are known, and the hues of their PKIs."""
    facts = [item.facts for item in (inspection.certificate, inspection.issuer) if item.facts is not None]
    known = list(classify(facts)) if len(facts) == 2 else []
    kinds = ["" if one.kind is Kind.UNKNOWN else f": {noun(one.kind)}" for one in known] or ["", ""]
    hues = [HUES[one.pki] for one in known] or [HUES[Pki.UNKNOWN]] * 2
    issuer = ": itself" if inspection.self_issued else kinds[1]
    return (f"The checked certificate{kinds[0]}", hues[0]), (f"Its issuer's certificate{issuer}", hues[1])


def _subtitle(inspection: HashInspection) -> str:
    check = inspection.signature
    if check.ok is False:
        return "Beware: the issuer's key does not verify the signature of the checked certificate; it is not the issuer."
    certain = "its key verifies the signature" if check.ok else "the signature was not checked"
    return f"The OCPP hash data of a certificate takes two certificates: its own and its issuer's ({certain})."


def _alt(inspection: HashInspection) -> str:
    values, certificate = inspection.hash_data, visible(subject_of(inspection.certificate), _LONGEST)
    issuer = "itself" if inspection.self_issued else visible(subject_of(inspection.issuer), _LONGEST)
    sizes = {field.name: len(field.included) for field in inspection.fields}
    return (
        f"How the hash data of {certificate}, issued by {issuer}, comes about: serialNumber is its serial number in hexadecimal, "
        f"{visible(values.serial_number, _LONGEST)}; issuerNameHash is {values.hash_algorithm} over the "
        f"{sizes['issuerNameHash']:,} octets of the issuer's name in the checked certificate; issuerKeyHash is "
        f"{values.hash_algorithm} over the {sizes['issuerKeyHash']:,} octets of the key bits in the issuer's certificate, without "
        "the SubjectPublicKeyInfo around them."
    )
