"""Drawing a Plug & Charge session on any paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.views.exchange_drawing import OUTCOMES, badge
from workbench.views.exchange_words import Outcome
from workbench.views.lettering import label, width_of
from workbench.views.palette import FADED, HAIRLINE, INK, LINE, PAPER, mixed
from workbench.views.pnc_layout import HEADS, LEFT_OUT, MARGIN, SIDE_SIZE, SUBTITLE_SIZE, WIDTH, subtitle_lines
from workbench.views.pnc_layout import LINE as ROW
from workbench.views.trust_looks import GOOD

if TYPE_CHECKING:
    from workbench.views.pnc_layout import PlacedStep, SessionLayout, Step
    from workbench.views.trust_paper import Paper

_LOOKS = {"accepted": Outcome.GOOD, "refused": Outcome.REFUSED, "said": Outcome.PLAIN, LEFT_OUT: Outcome.PLAIN}
_HEAD = 128
_BADGE = 7.5
_CHANNEL = mixed(GOOD, 0.07)
_DOTS = (2.0, 5.0)


def draw_session(paper: Paper, layout: SessionLayout, title: str, subtitle: str, *, good: bool) -> None:
    """The picture: what lies below first."""
    paper.text((MARGIN, 28), title, 17, width=WIDTH - 2 * MARGIN, bold=True)
    badge(paper, (MARGIN + _BADGE, 56), Outcome.GOOD if good else Outcome.REFUSED)
    for number, line in enumerate(subtitle_lines(subtitle)):
        paper.text((MARGIN + 22, 56 + 17 * number), line, SUBTITLE_SIZE, width=WIDTH - 2 * MARGIN - 22)
    if layout.channel is not None:
        _draw_channel(paper, layout, *layout.channel)
    for party, x in layout.lanes.items():
        paper.line([(x, HEADS + 26), (x, layout.bottom)], color=LINE, linewidth=1.4)
        paper.box((x - _HEAD / 2, HEADS), (_HEAD, 26), radius=6, fill=INK)
        paper.text((x, HEADS + 13), layout.titles[party], 12, width=_HEAD - 10, bold=True, color=PAPER, ha="center")
    for one in layout.steps:
        _draw_step(paper, layout, one)
    _draw_legend(paper, layout)


def _draw_channel(paper: Paper, layout: SessionLayout, top: float, bottom: float) -> None:
    """What is encrypted has a ground of its own."""
    begin, end = layout.lanes["EV"], layout.lanes["SECC"]
    paper.box((begin, top), (end - begin, bottom - top), fill=_CHANNEL)


def _draw_step(paper: Paper, layout: SessionLayout, one: PlacedStep) -> None:
    step = one.step
    paper.begin(" ".join(filter(None, (step.sender, step.name, step.said, step.requirement))))
    if step.sender == step.receiver:
        _draw_alone(paper, layout, one)
    elif step.name.endswith(" handshake"):
        _draw_handshake(paper, layout, one)
    else:
        _draw_arrow(paper, layout, one)
    y = one.middle - ROW * (len(one.lines) - 1) / 2
    for line in one.lines:
        faded = step.outcome == LEFT_OUT
        paper.text((layout.side_x, y), line, SIDE_SIZE, width=layout.side, color=FADED if faded else INK)
        y += ROW
    paper.line([(layout.side_x, one.y + one.height - 1), (WIDTH - MARGIN, one.y + one.height - 1)], color=HAIRLINE, linewidth=1)
    paper.end()


def _draw_arrow(paper: Paper, layout: SessionLayout, one: PlacedStep) -> None:
    step, y = one.step, one.middle + 8
    begin, end = layout.lanes[step.sender], layout.lanes[step.receiver]
    left_out = step.outcome == LEFT_OUT
    ink = FADED if left_out else OUTCOMES[_LOOKS[step.outcome]].ink
    way = 1 if end > begin else -1
    tip = end - 4 * way
    paper.line([(begin + 4 * way, y), (tip - 2 * way, y)], color=ink, linewidth=1.6, dashes=_DOTS if left_out else None)
    paper.line([(tip - 8 * way, y - 5), (tip, y), (tip - 8 * way, y + 5)], color=ink, linewidth=1.6)
    size = f"{step.size:,}" if step.size else ""
    _draw_words(paper, ((begin + end) / 2, y - 14), abs(end - begin) - 20, step, "…" if left_out else step.name, size)


def _draw_words(paper: Paper, at: tuple[float, float], room: float, step: Step, label_: str, size: str) -> None:
    """Sign, name and size in the middle; the size below the arrow where it has no room beside the name."""
    look = _LOOKS[step.outcome]
    sign = 2 * _BADGE + 5 if OUTCOMES[look].sign else 0
    beside = bool(size) and sign + _length(label_, 11.5, bold=True) + 8 + _length(size, 10.5) <= room
    last = _length(size, 10.5) + 8 if beside else 0
    points = next((one for one in (11.5, 10.5, 9.5) if sign + _length(label_, one, bold=True) <= room - last), 9.5)
    first = min(_length(label_, points, bold=True), room - sign - last)
    x = at[0] - (sign + first + last) / 2
    if sign:
        badge(paper, (x + _BADGE, at[1]), look)
        x += sign
    ink = FADED if step.outcome == LEFT_OUT else OUTCOMES[look].ink
    paper.text((x, at[1]), label_, points, width=first + 1, bold=True, color=ink)
    if beside:
        paper.text((x + first + 8, at[1]), size, 10.5, width=last, color=FADED)
    elif size:
        paper.text((at[0], at[1] + 24), size, 10, width=room, color=FADED, ha="center")


def _draw_handshake(paper: Paper, layout: SessionLayout, one: PlacedStep) -> None:
    """A band across both ends: many messages, shown one by one by the handshake itself."""
    step, look = one.step, OUTCOMES[_LOOKS[one.step.outcome]]
    begin, end = layout.lanes["EV"], layout.lanes["SECC"]
    paper.box((begin - 10, one.middle - 15), (end - begin + 20, 30), radius=7, fill=look.ground, stroke=look.ink, linewidth=1.2)
    _draw_words(paper, ((begin + end) / 2, one.middle), end - begin, step, step.name, f"{step.size:,}")


def _draw_alone(paper: Paper, layout: SessionLayout, one: PlacedStep) -> None:
    step, look = one.step, OUTCOMES[_LOOKS[one.step.outcome]]
    words = _length(step.name, 10.5)
    width = min(words + 42, 250)
    x = layout.lanes[step.sender]
    left = min(max(x - width / 2, MARGIN), layout.side_x - 16 - width)
    paper.box((left, one.middle - 12), (width, 24), radius=5, fill=PAPER, stroke=look.ink, linewidth=1.1)
    badge(paper, (left + 14, one.middle), _LOOKS[step.outcome])
    paper.text((left + 27, one.middle), step.name, 10.5, width=width - 34, color=look.ink)


def _length(text: str, size: float, *, bold: bool = False) -> float:
    return width_of(label(text, size, bold=bold).replace(r"\$", "$"), size, bold=bold)


def _draw_legend(paper: Paper, layout: SessionLayout) -> None:
    x, y = float(MARGIN), layout.height - 20
    for look in (Outcome.GOOD, Outcome.REFUSED):
        badge(paper, (x + _BADGE, y), look)
        paper.text((x + 21, y), look.value, 10.5, color=FADED)
        x += 21 + width_of(look.value, 10.5) + 26
    if any(one.step.outcome == LEFT_OUT for one in layout.steps):
        paper.line([(x, y), (x + 26, y)], color=FADED, linewidth=1.6, dashes=_DOTS)
        words = "what a real session has here, and this one does not send"
        paper.text((x + 34, y), words, 10.5, color=FADED)
        x += 34 + width_of(words, 10.5) + 26
    if layout.channel is not None:
        paper.box((x, y - 7), (26, 14), fill=_CHANNEL, stroke=HAIRLINE, linewidth=1)
        paper.text((x + 34, y), "encrypted", 10.5, color=FADED)
        x += 34 + width_of("encrypted", 10.5) + 26
    paper.text((x, y), "numbers: octets", 10.5, color=FADED)
