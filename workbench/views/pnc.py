"""A Plug & Charge session as a sequence: vehicle, station, CSMS, contract pool; who said what to whom, and who refused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.display import visible
from workbench.views.paper_picture import PaperPicture
from workbench.views.pnc_drawing import draw_session
from workbench.views.pnc_layout import LEFT_OUT, WIDTH, lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.views.pnc_layout import Step


def steps_picture(
    steps: Sequence[Step], *, title: str, sentence: str, good: bool, encrypted: tuple[int, int] | None = None
) -> PaperPicture:
    """The sequence of a session, or of a handshake's records.

    Parameters
    ----------
    sentence
        How it ended. Hostile text, as all of the steps' is.
    encrypted
        From which step to which, counted from 0, what is between vehicle and station is encrypted; None: nothing is.
    """
    layout = lay_out(steps, tinted=encrypted)
    said = "; ".join(f"{_who(one)} {visible(one.name, 60)}, {one.outcome}" for one in steps if one.outcome != LEFT_OUT)
    return PaperPicture(
        visible(f"{title}. {sentence} {said}.", 1000),
        size=(float(WIDTH), layout.height),
        title=title,
        paint=lambda paper: draw_session(paper, layout, title, sentence, good=good),
    )


def _who(step: Step) -> str:
    return step.sender if step.sender == step.receiver else f"{step.sender} to {step.receiver}"
