"""A profile of one's own: another profile, and what is changed in it. Every change is kept as a value, to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from workbench.display import visible
from workbench.profiles.reading import field_of, rule_of, values_of
from workbench.profiles.rules import Override, Rule

if TYPE_CHECKING:
    from enum import StrEnum

    from workbench.certs.kinds import Kind
    from workbench.profiles.profile import Profile
    from workbench.profiles.reading import Document

_FIXED = ("check", "code")
_TOP = ("base", "title", "rules")


def changed(base: Profile, groups: Mapping[str, frozenset[Kind]], document: Document) -> Profile:
    """The base profile as the document changes it.

    Raises
    ------
    InputError
        Something in the document cannot be understood; the message names the line and the key.
    """
    for key in document.tree:
        if key not in _TOP:
            raise document.fault((key,), "means nothing here.", f"A profile file has: {', '.join(_TOP)}.")
    title = document.tree.get("title", f"{base.title}, changed by {document.source}")
    if not isinstance(title, str):
        raise document.fault(("title",), "has to be a text in quotes.", 'For example title = "Our field PKI".')
    tables = document.tree.get("rules", {})
    if not isinstance(tables, Mapping):
        raise document.fault(("rules",), "has to be a table.", "Write [rules.secc-validity], and what is to change below it.")
    rules = {rule.id: rule for rule in base.rules}
    overrides: list[Override] = []
    for name, table in tables.items():
        if not isinstance(table, Mapping):
            raise document.fault(("rules", name), "has to be a table.", f"Write [rules.{name}], and what is to change below it.")
        overrides += _apply(name, table, rules, groups, document)
    return replace(
        base, name=document.source, title=title, rules=tuple(rules.values()), overrides=tuple(overrides), based_on=base.name
    )


def _apply(
    name: str, table: Mapping[str, Any], rules: dict[str, Rule], groups: Mapping[str, frozenset[Kind]], document: Document
) -> list[Override]:
    """One table's changes, made in ``rules``."""
    reason = table.get("reason", "")
    if not isinstance(reason, str):
        raise document.fault(("rules", name, "reason"), "has to be a text in quotes.", 'For example reason = "agreed with our CA".')
    content = {key: value for key, value in table.items() if key != "reason"}
    if name not in rules:
        return [_added(name, content, reason, rules, groups, document)]
    if "off" in content:
        return [_left_out(name, content, reason, rules, document)]
    return _altered(name, content, reason, rules, groups, document)


def _left_out(name: str, content: Mapping[str, Any], reason: str, rules: dict[str, Rule], document: Document) -> Override:
    if content["off"] is not True or len(content) > 1:
        raise document.fault(("rules", name, "off"), "has to be true, and alone.", "To keep the rule, leave `off` out.")
    if not reason.strip():
        raise document.fault(
            ("rules", name), "is left out without a reason.", 'Say why: reason = "...". It is shown with every result.'
        )
    return Override(rule=name, what="off", was=rules.pop(name).severity.value, now="", reason=reason)


def _added(
    name: str,
    content: Mapping[str, Any],
    reason: str,
    rules: dict[str, Rule],
    groups: Mapping[str, frozenset[Kind]],
    document: Document,
) -> Override:
    if "check" not in content:
        near = get_close_matches(name, rules, n=3)
        hint = f"Nearest: {', '.join(near)}." if near else f"There are: {', '.join(rules)}."
        raise document.fault(
            ("rules", name), "is no rule of the profile that this one is based on.", f"{hint} A rule of your own names its check."
        )
    whole = {"confidence": "certain", "source": document.source, "title": visible(name, 60), **content}
    rules[name] = rule_of(name, whole, groups, document)
    return Override(rule=name, what="new", was="", now=rules[name].severity.value, reason=reason)


def _altered(
    name: str,
    content: Mapping[str, Any],
    reason: str,
    rules: dict[str, Rule],
    groups: Mapping[str, frozenset[Kind]],
    document: Document,
) -> list[Override]:
    before = rules[name]
    for key in _FIXED:
        if key in content:
            raise document.fault(
                ("rules", name, key),
                "of a rule stays as it is.",
                "Leave the rule out (off = true) and write one under another name.",
            )
    fields = {key: field_of(name, key, value, groups, document) for key, value in content.items() if key != "values"}
    values = content.get("values", {})
    if not isinstance(values, Mapping):
        values_of(name, before.check, values, document)
    merged = {key: list(value) if isinstance(value, tuple) else value for key, value in before.values.items()} | dict(values)
    given = {key: value for key, value in merged.items() if key in values or value != []}
    after_values = values_of(name, before.check, given, document)
    after = _rebuilt(before, fields, after_values, document)
    rules[name] = after
    changes = [
        Override(rule=name, what=key, was=_told(getattr(before, key)), now=_told(getattr(after, key)), reason=reason)
        for key in fields
        if getattr(before, key) != getattr(after, key)
    ]
    return changes + [
        Override(rule=name, what=f"values.{key}", was=_told(before.values[key]), now=_told(value), reason=reason)
        for key, value in after_values.items()
        if before.values[key] != value
    ]


def _rebuilt(before: Rule, fields: Mapping[str, Any], values: Mapping[str, Any], document: Document) -> Rule:
    try:
        return replace(before, values=values, **fields)
    except ValueError:
        raise document.fault(
            ("rules", before.id, "severity"),
            "cannot be error: the rule is not certain, and what is not certain can warn, not reject.",
            'Where your verifiers do reject it, say so: confidence = "certain", and in source who rejects.',
        ) from None


def _told(value: str | int | StrEnum | frozenset[Kind] | list[Any]) -> str:
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
