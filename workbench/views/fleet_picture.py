"""READ FIRST: the picture of an answer about a fleet: a form for each question, PNG, SVG and a page of its own.

What is to be seen of which question: :mod:`fleet_counting`, :mod:`fleet_ending`, :mod:`fleet_who_breaks`, :mod:`fleet_comparing`.
How it is drawn: :mod:`fleet_groups` and :mod:`fleet_bars`, :mod:`fleet_two_sides`, :mod:`fleet_matrix`, :mod:`fleet_steps`,
:mod:`fleet_columns`; :mod:`fleet_looks` has the colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.views import fleet_comparing as comparing
from workbench.views import fleet_counting as counting
from workbench.views.fleet_ending import ending
from workbench.views.fleet_frames import Drawn, words_for
from workbench.views.fleet_looks import MARGIN, WIDTH
from workbench.views.fleet_picture_page import FleetPicture
from workbench.views.fleet_who_breaks import who_breaks
from workbench.views.palette import FADED

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.fleet.answer import Answer
    from workbench.views.trust_paper import Paper

FORMS: dict[str, Callable[[Answer], Drawn]] = {
    "installed": counting.installed,
    "unknown": counting.unknown,
    "mistakes": comparing.mistakes,
    "orphaned": counting.orphaned,
    "duplicates": counting.by_certificate,
    "expired": ending,
    "expiring": ending,
    "calendar": comparing.calendar,
    "waterfall": comparing.waterfall,
    "who-breaks": who_breaks,
    "headroom": comparing.headroom,
    "drift": comparing.drift,
    "private-cas": counting.private_cas,
    "changes": comparing.changes,
    "one-expiry-away": ending,
}
"""By question."""
_LONGEST_ALT = 900


def fleet_picture(answer: Answer) -> FleetPicture:
    """The picture of an answer; of one without rows, its sentence.

    Raises
    ------
    InputError
        The question has no picture.
    """
    question = answer.question.replace("_", "-")
    if question not in FORMS:
        raise InputError(f"There is no picture of {question!r}.", hint=f"There is one of {', '.join(FORMS)}.")
    drawn = FORMS[question](answer) if len(answer.frame) else _nothing(answer)
    most = f" Most: {drawn.most}." if drawn.most else ""
    return FleetPicture(
        f"{answer.title}. {answer.sentence}{most}"[:_LONGEST_ALT],
        size=(float(WIDTH), drawn.height),
        title=answer.title,
        paint=drawn.paint,
        frame=answer.frame,
        tones=answer.tones,
        notes=tuple(answer.notes),
    )


def _nothing(answer: Answer) -> Drawn:
    words = words_for(answer)
    height = words.top + 40 + words.bottom

    def paint(paper: Paper) -> None:
        words.draw(paper, height)
        paper.text((MARGIN, words.top + 12), "There are no rows, and so there is nothing to draw.", 12, color=FADED)

    return Drawn(height, paint)
