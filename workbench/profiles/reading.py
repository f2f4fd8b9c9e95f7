"""From a profile's TOML to its rules; whoever wrote it wrong is told where."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from workbench.certs.kinds import Kind
from workbench.display import visible
from workbench.errors import InputError
from workbench.findings import Confidence, Severity
from workbench.profiles.checks import CHECKS
from workbench.profiles.checks.values import DUE
from workbench.profiles.rules import Applies, Gap, Rule

_TEXTS = ("title", "code", "source", "requirement", "because")
FIELDS = frozenset({*_TEXTS, "check", "kinds", "severity", "confidence", "applies", "values"})
"""What a rule's table may say."""
_CHOICES = {"severity": Severity, "confidence": Confidence, "applies": Applies}


class Document:
    """A parsed TOML file that knows where its keys stand.

    Raises
    ------
    InputError
        It is no TOML; the message names the line.
    """

    def __init__(self, text: str, source: str) -> None:
        self.text, self.source = text, visible(source, 200)
        try:
            self.tree: dict[str, Any] = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise InputError(
                f"{self.source} is no TOML: {visible(str(error), 200)}.",
                hint='A profile file is like this: base = "iso15118-2", then [rules.secc-validity] and what changes below it.',
            ) from None

    def fault(self, path: tuple[str, ...], message: str, hint: str) -> InputError:
        """What is wrong at a key, with its line where it can be found."""
        line = self._line(path)
        key = ".".join(part if re.fullmatch(r"[\w-]+", part, re.ASCII) else f'"{part}"' for part in path)
        place = f"{self.source}, line {line}" if line else self.source
        return InputError(f"{place}: {visible(key, 120)} {message}", hint=hint)

    def _line(self, path: tuple[str, ...]) -> int:
        """The line of ``[a.b]`` or of ``b = ...`` below ``[a]``; 0 where it is written otherwise."""
        lines = self.text.splitlines()
        for depth in range(len(path), -1, -1):
            start = _header(lines, path[:depth], whole=depth < len(path)) if depth else 0
            if start is None:
                continue
            if depth == len(path):
                return start
            spelled = re.compile(rf"""\s*["']?{re.escape(path[depth])}["']?\s*[.=]""")
            for number, line in enumerate(lines[start:], start + 1):
                if line.lstrip().startswith("["):
                    break
                if spelled.match(line):
                    return number
            if depth:
                return start
        return 0


def _header(lines: list[str], path: tuple[str, ...], *, whole: bool) -> int | None:
    """The line of a table's header; of a table below it, where ``whole`` is not asked for."""
    parts = r"\s*\.\s*".join(rf"""["']?{re.escape(part)}["']?""" for part in path)
    header = re.compile(rf"\s*\[{{1,2}}\s*{parts}\s*[{'' if whole else '.'}\]]")
    return next((number for number, line in enumerate(lines, 1) if header.match(line)), None)


def groups_of(document: Document) -> dict[str, frozenset[Kind]]:
    """The groups of kinds that a profile's file names; a group may hold those above it."""
    groups: dict[str, frozenset[Kind]] = {}
    for name, members in document.tree.get("groups", {}).items():
        groups[name] = kinds_of(members, groups, document, ("groups", name))
    return groups


def kinds_of(named: Any, groups: Mapping[str, frozenset[Kind]], document: Document, path: tuple[str, ...]) -> frozenset[Kind]:
    """The kinds that a list of kinds and groups means.

    Raises
    ------
    InputError
        It is no such list.
    """
    if not isinstance(named, list) or not named or not all(isinstance(name, str) for name in named):
        raise document.fault(
            path, "has to be a list of kinds.", 'For example kinds = ["secc"]; "any" is every kind of the profile.'
        )
    found: set[Kind] = set()
    for name in named:
        if name in groups:
            found |= groups[name]
        elif name in set(Kind):
            found.add(Kind(name))
        else:
            known = [*groups, *(kind.value for kind in Kind)]
            near = get_close_matches(name, known, n=3) or known
            raise document.fault(path, f'has "{visible(name, 40)}", which is no kind.', f"There are: {', '.join(near)}.")
    return frozenset(found)


def rule_of(name: str, table: Mapping[str, Any], groups: Mapping[str, frozenset[Kind]], document: Document) -> Rule:
    """A rule from its whole table.

    Raises
    ------
    InputError
        Something is missing, unknown or of the wrong type.
    """
    path = ("rules", name)
    for due in ("title", "check", "kinds", "code", "severity", "confidence", "source"):
        if due not in table:
            raise document.fault(
                path,
                f"has no {due}.",
                f"A rule says {', '.join(sorted(FIELDS - {'because', 'applies', 'values', 'requirement'}))}.",
            )
    fields: dict[str, Any] = {key: field_of(name, key, table[key], groups, document) for key in table if key != "values"}
    values = values_of(name, fields["check"], table.get("values", {}), document)
    if fields["severity"] is Severity.ERROR and fields["confidence"] is not Confidence.CERTAIN:
        raise document.fault(
            (*path, "severity"),
            f"cannot be error while the rule is only {fields['confidence']}: what is not certain can warn, not reject.",
            'Where your verifiers do reject it, say so: confidence = "certain", and in source who rejects.',
        )
    return Rule(id=name, values=values, **fields)


def field_of(name: str, key: str, value: Any, groups: Mapping[str, frozenset[Kind]], document: Document) -> Any:
    """The value of one key of a rule's table, in the rule's own type; ``values`` is not one.

    Raises
    ------
    InputError
        The key is unknown, or the value is not of its type.
    """
    path = ("rules", name, key)
    if key in _CHOICES:
        choices = [choice.value for choice in _CHOICES[key]]
        if value not in choices:
            raise document.fault(path, f"has to be one of {', '.join(choices)}.", f'For example {key} = "{choices[0]}".')
        return _CHOICES[key](value)
    if key == "kinds":
        return kinds_of(value, groups, document, path)
    if key == "check":
        if not isinstance(value, str) or value not in CHECKS:
            near = get_close_matches(str(value), CHECKS, n=3) or sorted(CHECKS)
            raise document.fault(path, "is no check.", f"There are: {', '.join(near)}.")
        return value
    if key not in _TEXTS:
        raise document.fault(
            path, "means nothing here.", f"A rule's table has: {', '.join(sorted(FIELDS))}; off and reason to change one."
        )
    if not isinstance(value, str):
        raise document.fault(path, "has to be a text in quotes.", f'For example {key} = "...".')
    return value


def values_of(name: str, check: str, given: Any, document: Document) -> dict[str, Any]:
    """The values of a rule, each of the type that its check wants, defaults filled in.

    Raises
    ------
    InputError
        One is missing, unknown or of the wrong type.
    """
    path, wanted = ("rules", name, "values"), CHECKS[check].values
    if not isinstance(given, Mapping):
        raise document.fault(path, "has to be a table.", f"For example values = {{ {' = ..., '.join(wanted) or '...'} = ... }}.")
    for key, value in given.items():
        if key not in wanted:
            takes = f"It takes: {', '.join(wanted)}." if wanted else "It takes none."
            raise document.fault((*path, key), f"is no value of the check {check}.", takes)
        if fault := wanted[key].fault(value):
            raise document.fault((*path, key), f"has to be {fault}.", f"The rule's check is {check}.")
    for key, kind in wanted.items():
        if key not in given and kind.default is DUE:
            raise document.fault(path, f"lacks {key}.", f"The check {check} takes: {', '.join(wanted)}.")
    return {key: given.get(key, kind.default) for key, kind in wanted.items()}


def gap_of(table: Mapping[str, Any], groups: Mapping[str, frozenset[Kind]], document: Document) -> Gap:
    """What no rule looks at, from its table in a packaged profile."""
    return Gap(table["what"], table["why"], table.get("requirement", ""), kinds_of(table["kinds"], groups, document, ("gaps",)))
