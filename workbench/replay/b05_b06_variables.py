"""B05 and B06: whether each variable that was asked for has its result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.replay.saying import wrong
from workbench.replay.step import NOTHING_TO_SAY, Judgement

if TYPE_CHECKING:
    from workbench.messages.variables import (
        GetVariablesRequest,
        GetVariablesResponse,
        SetVariablesRequest,
        SetVariablesResponse,
    )


def got(request: GetVariablesRequest, response: GetVariablesResponse) -> Judgement:
    """A result for each variable."""
    return _counted(len(request.get_variable_data), len(response.get_variable_result))


def were_set(request: SetVariablesRequest, response: SetVariablesResponse) -> Judgement:
    """A result for each variable."""
    return _counted(len(request.set_variable_data), len(response.set_variable_result))


def _counted(asked: int, given: int) -> Judgement:
    if asked == given:
        return NOTHING_TO_SAY
    return wrong(
        "replay-answer",
        f"The station gives {given} results for {asked} variables.",
        seen=f"{given} results",
        expected=f"{asked} results, one for each variable",
        remedy="Answer for each variable, with UnknownVariable where there is none.",
    )
