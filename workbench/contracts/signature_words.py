"""What :mod:`signature_forensics` found, in words: one sentence, findings, and a table of everything that was hashed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.display import Cell, Findings, Table, Tone, visible
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.signature_algorithms import Odd
    from workbench.contracts.signature_forensics import Attempt, ReferenceResult, SignatureResult

_LONGEST = 40


def sentence(result: SignatureResult) -> str:
    """Which grammar the sender used for SignedInfo and for which elements, and what does not hold."""
    return _too_many(result) if result.unread else f"{_of_signed_info(result)} {_of_references(result)}"


def findings(result: SignatureResult) -> Findings:
    """Errors where something does not hold, warnings where only a form holds that is not EXI's."""
    return Findings(_findings(result))


def table(result: SignatureResult) -> Table:
    """A row for each reference and one for SignedInfo: what was hashed, how, and whether it holds."""
    rows = [
        (
            Cell(visible(one.reference.uri or "", _LONGEST), code=True),
            _element(one),
            one.reference.digest_method.algorithm.rpartition("#")[2],
            Cell(one.reference.digest_value.hex()[:16] + "…", hover=one.reference.digest_value.hex(), code=True),
            Cell(one.attempt.grammar if one.attempt else _why_not(one), Tone.GOOD if one.attempt else Tone.ERROR),
        )
        for one in result.references
    ]
    held = result.signed_info
    failed = "not tried" if result.unread else "the key did not sign it in any grammar tried"
    words = f"{held.grammar}; the value is {result.value_form}" if held else failed
    rows.append((Cell("SignatureValue"), "SignedInfo", "", Cell(""), Cell(words, Tone.GOOD if held else Tone.ERROR)))
    return Table(("Reference", "Element", "Digest", "", "Holds as"), rows, caption=sentence(result))


def to_dict(result: SignatureResult) -> dict[str, Any]:
    """The result for JSON."""
    return {
        "ok": result.valid,
        "signer": result.signer,
        "sentence": sentence(result),
        "signed_info": result.signed_info.grammar if result.signed_info else None,
        "value_form": result.value_form or None,
        "references": [
            {
                "uri": one.reference.uri,
                "element": one.element.name.local if one.element else None,
                "digest": one.reference.digest_value.hex(),
                "grammar": one.attempt.grammar if one.attempt else None,
            }
            for one in result.references
        ],
    }


def _of_signed_info(result: SignatureResult) -> str:
    if result.signed_info is None:
        return (
            f"The key did not sign SignedInfo in any of the {len(result.tried)} forms tried: another key signed, or it was changed."
        )
    return f"{_key(result)} signed SignedInfo ({result.signed_info.grammar}; {result.value_form})."


def _key(result: SignatureResult) -> str:
    return f"The key of {visible(result.signer, 2 * _LONGEST)}" if result.signer else "The key"


def _too_many(result: SignatureResult) -> str:
    return f"The signature has {result.unread:,} references, more than ISO 15118 asks for in any message; it was not verified."


def _of_references(result: SignatureResult) -> str:
    if not result.references:
        return "It has no reference: nothing is signed."
    held: dict[str, list[str]] = {}
    for one in result.references:
        if one.attempt:
            held.setdefault(one.attempt.grammar, []).append(_element(one))
    bad = [f"{_element(one)}: {_why_not(one)}" for one in result.references if not one.attempt]
    good = "; ".join(f"{', '.join(names)} ({grammar})" for grammar, names in held.items())
    count = sum(len(names) for names in held.values())
    parts = [f"{_noun(count)} {'hold' if count > 1 else 'holds'}: {good}."] if held else []
    parts += [f"{_noun(len(bad))} {'do' if len(bad) > 1 else 'does'} not hold: {'; '.join(bad)}."] if bad else []
    return " ".join(parts)


def _noun(count: int) -> str:
    return f"{count} digests" if count > 1 else "One digest"


def _element(one: ReferenceResult) -> str:
    return one.element.name.local if one.element else visible(one.reference.uri or "no URI", _LONGEST)


def _why_not(one: ReferenceResult) -> str:
    if one.element is None:
        return "no element has this Id"
    if not one.tried:
        return "its digest algorithm is none of ISO 15118's"
    return f"another digest in all {len(one.tried)} forms" if len(one.tried) > 1 else "another digest"


def _findings(result: SignatureResult) -> Iterator[Finding]:
    if result.unread:
        yield _finding("message-signature", _too_many(result), "Refuse the message.")
        return
    if result.signed_info is None:
        yield _finding(
            "message-signature", _of_signed_info(result), "Take the certificate of whoever signed; or the message was changed."
        )
    elif not result.signed_info.conforms:
        yield _departure("SignedInfo", result.signed_info)
    yield from map(_misnamed, result.odd)
    if not result.references:
        yield _finding(
            "message-signature", "The signature has no reference: nothing is signed.", "Sign the elements that ISO 15118 asks for."
        )
    for one in result.references:
        if one.attempt is None:
            words = f"The digest of {_element(one)} does not hold: {_why_not(one)}."
            yield _finding("message-digest", words, "What is signed was changed, or hashed in a form not known here.", one)
        elif not one.attempt.conforms:
            yield _departure(_element(one), one.attempt)


def _finding(code: str, words: str, remedy: str, one: ReferenceResult | None = None) -> Finding:
    observed = "" if one is None else one.reference.digest_value.hex()
    return Finding(code=code, message=words, severity=Severity.ERROR, item="message", observed=observed, remedy=remedy)


def _departure(what: str, attempt: Attempt) -> Finding:
    words = f"{what} was hashed as {attempt.grammar}, which is not the form that EXI gives it: other verifiers will refuse."
    return Finding(
        code="signature-grammar", message=words, severity=Severity.WARNING, item="message",
        observed=attempt.grammar, expected="the schema-informed fragment", remedy="Hash the fragment as the EXI text has it.",
    )  # fmt: skip


def _misnamed(one: Odd) -> Finding:
    words = f"The signature's {one.what} is {visible(one.said, _LONGEST)}, which is not ISO 15118's: other verifiers will refuse."
    return Finding(
        code="signature-grammar", message=words, severity=Severity.WARNING, item="message",
        observed=visible(one.said, 2 * _LONGEST), expected=one.due, remedy="Compute and name what ISO 15118 has there.",
    )  # fmt: skip
