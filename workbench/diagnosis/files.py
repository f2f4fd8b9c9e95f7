"""The files themselves: whether the file that holds a leaf is a chain as TLS wants it (leaf first, each issuer next, no root)."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from workbench.certs.items import ItemType
from workbench.certs.pairing import name_of
from workbench.diagnosis.uses import Use
from workbench.findings import Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from workbench.certs.items import Item
    from workbench.diagnosis.result import Diagnosis

_UNORDERED = ("PKCS#7", "PKCS#12")
"""Containers whose certificates are a set."""


def judge(items: Sequence[Item], diagnoses: Sequence[Diagnosis]) -> Iterator[Finding]:
    """``chain-order``, ``root-in-chain``, ``chain-incomplete``, ``unrelated-certificate``, ``private-key-mismatch``."""
    files: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        if item.facts is not None:
            files[item.source.file].append(item)
    by_file = _leaves_by_file(files, diagnoses)
    for file, of_file in by_file.items():
        held = files[file]
        if len(of_file) == 1 and len(held) > 1:
            yield from _chain(file, held, of_file[0], items)
        elif len(by_file) == 1 and len(held) == 1 and any(len(others) > 1 for others in files.values()):
            # a leaf by itself beside a bundle; among files of one certificate each it is one of a pile
            yield from (_missing(one, file, held, of_file[0], items) for one in of_file[0].chain[1:] if of_file[0].complete)
    yield from _keys(items, diagnoses)
    for diagnosis in diagnoses:
        yield from _too_large(diagnosis)


def _leaves_by_file(files: Mapping[str, Sequence[Item]], diagnoses: Sequence[Diagnosis]) -> dict[str, list[Diagnosis]]:
    holding: dict[str, list[str]] = defaultdict(list)
    for file, held in files.items():
        for sha256 in {_sha256(item) for item in held}:
            holding[sha256].append(file)
    by_file: dict[str, list[Diagnosis]] = defaultdict(list)
    for diagnosis in {one.leaf.facts.sha256: one for one in diagnoses}.values():
        for file in holding[diagnosis.leaf.facts.sha256]:
            by_file[file].append(diagnosis)
    return by_file


def _chain(file: str, held: Sequence[Item], diagnosis: Diagnosis, items: Sequence[Item]) -> Iterator[Finding]:
    wanted = [_sha256(item) for item in diagnosis.chain]
    on_paths = {one.facts.sha256 for verdict in diagnosis.verdicts for one in verdict.path.certificates}
    place = {_sha256(item): position for position, item in reversed(list(enumerate(held, 1)))}
    leaf = name_of(diagnosis.leaf.facts)
    there = [place[sha256] for sha256 in wanted if sha256 in place]
    ordered = not any(word in item.source.within for item in held for word in _UNORDERED)
    if ordered and (there != sorted(there) or there[0] != 1):
        names = " → ".join(name_of(item.facts) for item in diagnosis.chain if item.facts is not None and _sha256(item) in place)
        yield _about(
            "chain-order",
            file,
            diagnosis,
            f"{file} holds the chain of {leaf} in the wrong order.",
            requirement="RFC 5246 7.4.2",
            observed=f"leaf and issuers at positions {', '.join(map(str, there))}",
            expected=f"the leaf first, then each one's issuer: {names}",
            remedy="Put them in this order; `pnc diagnose ... --fix OUT.pem` writes the file so.",
        )
    roots = [item for item in held if item.facts is not None and item.facts.looks_self_signed and item.facts.sha256 in on_paths]
    if roots and _sha256(roots[0]) != wanted[0]:
        yield _about(
            "root-in-chain",
            file,
            diagnosis,
            f"{file} holds the root {name_of_item(roots[0])} too, at position {place[_sha256(roots[0])]}: the other side has its "
            "own copy, or does not trust it at all.",
            requirement="RFC 5246 7.4.2",
            observed=f"SHA-256 {_sha256(roots[0])}",
            expected="the leaf and its Sub-CAs",
            remedy="Leave the root out of what is sent; `--fix` does.",
        )
    for item in diagnosis.chain:
        if _sha256(item) not in place and diagnosis.complete:
            yield _missing(item, file, held, diagnosis, items)
    strangers = [item for sha256, item in {_sha256(item): item for item in held}.items() if sha256 not in on_paths]
    for item in strangers[:_SOME]:
        yield _about(
            "unrelated-certificate",
            file,
            diagnosis,
            f"{name_of_item(item)} in {file} (position {item.source.position}) does not belong to the chain of {leaf}.",
            requirement="RFC 5246 7.4.2",
            observed=f"SHA-256 {_sha256(item)}",
            expected="certificates that lead from the leaf to its root",
            remedy=f"Leave it out{f', and {len(strangers) - _SOME} more' if len(strangers) > _SOME else ''}; `--fix` does.",
        )


_SOME = 4
OF_A_CHAIN = (
    "private-key-mismatch",
    "unreadable",
    "not-a-certificate",
    "chain-incomplete",
    "chain-order",
    "unrelated-certificate",
    "root-in-chain",
)
"""Findings about the file of a leaf that somebody has to repair."""


def _missing(item: Item, file: str, held: Sequence[Item], diagnosis: Diagnosis, items: Sequence[Item]) -> Finding:
    places = [str(other.source) for other in items if _sha256(other) == _sha256(item)]
    where = f"found in {places[0].rpartition(':')[0]} at position {places[0].rpartition(':')[2]}" if places else "given as anchor"
    below = list(map(_sha256, diagnosis.chain)).index(_sha256(item))
    name, previous = name_of_item(item), name_of_item(diagnosis.chain[below - 1])
    namesake = next((other for other in held if _subject(other) == _subject(item)), None)
    if namesake is not None:
        message = (
            f"{file} holds another certificate of {name} (position {namesake.source.position}) than the one that leads to the root."
        )
        remedy = f"Put {name}, SHA-256 {_sha256(item)}, {where}, in its place; `--fix OUT.pem` writes the whole chain."
    else:
        message = f"{file} lacks {name}, without which whoever receives it cannot reach the root."
        remedy = f"Append {name}, SHA-256 {_sha256(item)}, {where}; `--fix OUT.pem` writes the whole chain."
    return _about(
        "chain-incomplete",
        file,
        diagnosis,
        message,
        requirement="RFC 5246 7.4.2",
        observed=f"{where}, but not in {file}",
        expected=f"{name} behind {previous}",
        remedy=remedy,
    )


def _subject(item: Item) -> bytes:
    return item.facts.subject_der if item.facts is not None else b""


def no_leaf(items: Sequence[Item], diagnoses: Sequence[Diagnosis]) -> Iterator[Finding]:
    """``not-a-certificate``: CAs were judged for want of a leaf, and something else lies where the leaf should be."""
    instead = next((item for item in items if item.type in _INSTEAD), None)
    if instead is None or not diagnoses:
        return
    judged = name_of(diagnoses[0].leaf.facts)
    what = instead.findings[0].message if instead.findings and not instead.readable else f"it is a {instead.type.value}."
    yield Finding(
        code="unreadable" if not instead.readable else "not-a-certificate",
        severity=Severity.ERROR,
        message=f"There is no leaf certificate in these files, so that {judged} was judged. {instead.source}: {what}",
        requirement="",
        item=instead.type.finding_item,
        source=str(instead.source),
        observed=instead.type.value,
        expected="the leaf's certificate",
        remedy=(instead.findings[0].remedy if instead.findings else "")
        or "Send the request to the CA, and use the certificate that it issues.",
    )


_INSTEAD = frozenset({ItemType.UNREADABLE, ItemType.CSR})


def _keys(items: Sequence[Item], diagnoses: Sequence[Diagnosis]) -> Iterator[Finding]:
    """A private key beside one leaf that is not the leaf's: whose it is, if anybody's."""
    leaves = {one.leaf.facts.sha256: one for one in diagnoses}
    keys = [item for item in items if item.type is ItemType.PRIVATE_KEY]
    if len(leaves) != 1:
        return
    diagnosis = next(iter(leaves.values()))
    store = next((item for item in items if _sha256(item) == diagnosis.leaf.facts.sha256 and "PKCS#12" in item.source.within), None)
    if store is not None and not keys:
        yield _about(
            "private-key-missing",
            str(store.source),
            diagnosis,
            f"The PKCS#12 store {store.source.file} holds {name_of(diagnosis.leaf.facts)} without its private key.",
            requirement="RFC 5246 7.4.2",
            observed="certificates only",
            expected="the leaf's private key beside it",
            remedy="Export it again with the key, or take the key from where the CSR was made.",
        )
    if not keys:
        return
    wanted = diagnosis.leaf.facts.public_key_sha256
    if any(key.public_key_sha256 == wanted for key in keys):
        return
    for key in keys[:_SOME]:
        owner = next((item for item in items if item.facts is not None and item.public_key_sha256 == key.public_key_sha256), None)
        whose = f": it is the key of {name_of_item(owner)}" if owner is not None else ""
        yield Finding(
            code="private-key-mismatch",
            severity=Severity.ERROR,
            message=f"The private key in {key.source} is not the key of {name_of(diagnosis.leaf.facts)}{whose}.",
            requirement="RFC 5246 7.4.2",
            item="key",
            certificate=diagnosis.leaf.facts.sha256,
            subject=str(diagnosis.leaf.facts.subject),
            source=str(key.source),
            observed=f"public key SHA-256 {key.public_key_sha256}",
            expected=f"public key SHA-256 {wanted}",
            remedy="Find the key that was made with the CSR of this certificate; or have a certificate issued for this key.",
        )


def _too_large(diagnosis: Diagnosis) -> Iterator[Finding]:
    """``message-too-large``: as PEM, the chain or the root does not fit the OCPP message that would carry it."""
    field, limit, requirement = _CARRIERS.get(diagnosis.use, ("", 0, ""))
    size = len(diagnosis.corrected.pem) if field else 0
    if size > limit:
        yield _about(
            "message-too-large",
            str(diagnosis.leaf.item.source),
            diagnosis,
            f"As PEM the chain of {name_of(diagnosis.leaf.facts)} has {size:,} characters; {field} holds {limit:,}.",
            requirement=requirement,
            observed=f"{size:,} characters",
            expected=f"at most {limit:,}; the station's MaxCertificateChainSize may be less",
            remedy="Leave out what is not needed (the root, attributes, URLs), or have certificates with smaller keys issued.",
        )


_CARRIERS = {
    Use.SECC: ("CertificateSigned's certificateChain", 10_000, "A02.FR.16"),
    Use.STATION_CLIENT: ("CertificateSigned's certificateChain", 10_000, "A02.FR.16"),
    Use.ROOT_INSTALL: ("InstallCertificate's certificate (5,500 in OCPP 2.0.1)", 10_000, ""),
}


def _about(  # noqa: PLR0913  # the parts of a finding, by name
    code: str, file: str, diagnosis: Diagnosis, message: str, *, requirement: str, observed: str, expected: str, remedy: str
) -> Finding:
    return Finding(
        code=code,
        severity=Severity.WARNING,
        message=message,
        requirement=requirement,
        item="bundle",
        certificate=diagnosis.leaf.facts.sha256,
        subject=str(diagnosis.leaf.facts.subject),
        source=file,
        observed=observed,
        expected=expected,
        remedy=remedy,
    )


def of_input(items: Iterable[Item]) -> Iterator[Finding]:
    """What was wrong with each thing as input: unreadable, repaired, in need of a password."""
    for item in items:
        yield from item.findings


def name_of_item(item: Item) -> str:
    """What people call a certificate."""
    return name_of(item.facts) if item.facts is not None else str(item.source)


def _sha256(item: Item) -> str:
    return item.facts.sha256 if item.facts is not None else ""
