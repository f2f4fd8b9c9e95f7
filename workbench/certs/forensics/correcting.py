"""A whole message with its entries corrected, to paste back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.certs.loading.hash_objects import HASH_FIELDS, hash_fields, ocpp_name
from workbench.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.certs.forensics.matches import Matches


def corrected(document: Any, matches: Matches) -> Any:
    """The message as a new JSON value: in each entry that was resolved the four fields are right, all else stands as it was.

    Raises
    ------
    InputError
        The document is not the one that the entries came from: it has more of them, or fewer.
    """
    answers = iter(matches)
    renewed, entries = _copy(document, answers)
    if entries != len(matches):
        raise InputError(
            f"The message has {entries} entries, the answers are for {len(matches)}: only a message that is one JSON document can "
            "be corrected as a whole.",
            hint="Take the corrected entries one by one.",
        )
    return renewed


def _copy(document: Any, answers: Iterator[Any]) -> tuple[Any, int]:
    """A deep copy in document order, without recursion: nesting is the sender's choice."""
    top: list[Any] = [document]
    stack: list[tuple[Any, Any]] = [(top, 0)]
    entries = 0
    while stack:
        container, place = stack.pop()
        node = container[place]
        if isinstance(node, dict):
            node = container[place] = dict(node)
            if hash_fields(node) is not None:
                entries += 1
                _correct(node, next(answers, None))
            stack.extend((node, key) for key in reversed(node))
        elif isinstance(node, list):
            node = container[place] = list(node)
            stack.extend((node, index) for index in reversed(range(len(node))))
    return top[0], entries


def _correct(node: dict[str, Any], match: Any) -> None:
    if match is None or match.corrected is None or not match.mistakes:
        return
    spelled = {ocpp_name(key): key for key in node}
    for name in HASH_FIELDS:
        node[spelled.get(name, name)] = match.corrected[name]
