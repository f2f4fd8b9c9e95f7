"""Hash data: computed by the ten thousand, for growing piles, and found again by ``match``; beside what others do for the same."""

from __future__ import annotations

import base64
import hashlib
import sys
import time
from datetime import UTC, datetime
from functools import cache, partial
from statistics import median
from typing import TYPE_CHECKING, Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import ocsp

from benchmarks.measure import in_turn, report
from benchmarks.start_up import PNC, process
from workbench.certs.forensics import HashEntry, Matcher
from workbench.certs.hash_sheet import HashSheet
from workbench.certs.hashdata import hash_data_of
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    public_key_info,
)
from workbench.certs.loading import load
from workbench.data import samples_directory
from workbench.display import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from workbench.certs.issuing.keys import PrivateKey
    from workbench.certs.items import Item

COUNT = 10_000
LEAVES_OF_A_CA = 50
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
CA = (Extension("2.5.29.19", bytes.fromhex("30030101ff"), critical=True),)
ROOT = str(samples_directory() / "iso15118-2" / "v2g-root.pem")


# --- the pile ---


@cache
def pile(count: int) -> bytes:
    """PEM: a root, a sub-CA with a key of its own for each fifty, the rest leaves of theirs; serial numbers of 20 octets.

    In the order of their fingerprints, as good as shuffled: a folder lists no CA first.
    """
    root, leaf_key = derive_private_key(b"benchmark", "root", "P-256"), derive_private_key(b"benchmark", "leaf", "P-256")
    root_name = encode_name((NameAttribute("CN", "Benchmark Root"), NameAttribute("DC", "V2G")))
    ders = [_issued(0, root_name, root, root_name, root, CA)]
    cas = []
    for number in range(max(1, count // LEAVES_OF_A_CA)):
        name = encode_name((NameAttribute("CN", f"Benchmark Sub-CA {number}"), NameAttribute("DC", "V2G")))
        key = derive_private_key(b"benchmark", f"ca {number}", "P-256")
        cas.append((name, key))
        ders.append(_issued(len(ders), name, key, root_name, root, CA))
    while len(ders) < count:
        name = encode_name((NameAttribute("CN", f"DEBNCS{len(ders):033}"), NameAttribute("DC", "CPO")))
        ders.append(_issued(len(ders), name, leaf_key, *cas[len(ders) % len(cas)], ()))
    return b"".join(pem.armor("CERTIFICATE", der) for der in sorted(ders, key=lambda der: hashlib.sha256(der).digest()))


def _issued(
    number: int, subject: bytes, key: PrivateKey, issuer: bytes, issuer_key: PrivateKey, extensions: tuple[Extension, ...]
) -> bytes:
    content = CertificateContent(
        serial=int.from_bytes(hashlib.sha256(b"%d" % number).digest()[:20]) | 1 << 159,
        issuer=issuer,
        subject=subject,
        not_before=SINCE,
        not_after=UNTIL,
        public_key_info=public_key_info(key),
        extensions=extensions,
    )
    return issue_certificate(content, issuer_key)


def items(count: int) -> tuple[Item, ...]:
    """The pile, loaded anew: nothing is remembered of it."""
    return load([("pile.pem", pile(count))]).items


# --- computed: the issuer is at hand ---

Row = tuple[str, str, int]


def cryptography_hashes(pairs: Iterable[tuple[x509.Certificate, x509.Certificate]]) -> list[Row]:
    rows = []
    for certificate, issuer in pairs:
        request = ocsp.OCSPRequestBuilder().add_certificate(certificate, issuer, SHA256()).build()
        rows.append((request.issuer_name_hash.hex(), request.issuer_key_hash.hex(), request.serial_number))
    return rows


def asn1crypto_hashes(pairs: Iterable[tuple[bytes, asn1.Certificate]]) -> list[Row]:
    rows = []
    for der, issuer in pairs:
        certificate = asn1.Certificate.load(der)
        name = hashlib.sha256(certificate.issuer.dump()).hexdigest()
        key = hashlib.sha256(issuer.public_key["public_key"].contents[1:]).hexdigest()
        rows.append((name, key, certificate.serial_number))
    return rows


def _parsed(item: Item) -> x509.Certificate:
    assert item.certificate is not None
    return item.certificate


def computed() -> None:
    pairs = [(row.item, row.issuer) for row in HashSheet.of(items(COUNT)) if row.issuer is not None]
    assert len(pairs) == COUNT
    parsed = [(_parsed(item), _parsed(issuer)) for item, issuer in pairs]
    lenient = [(item.der, asn1.Certificate.load(issuer.der)) for item, issuer in pairs]
    ours = [hash_data_of(item, issuer) for item, issuer in pairs]
    rows = [(one.issuer_name_hash, one.issuer_key_hash, int(one.serial_number, 16)) for one in ours]
    assert rows == cryptography_hashes(parsed) == asn1crypto_hashes(lenient)
    times = in_turn(
        {
            "cryptography, OCSPRequestBuilder": lambda: cryptography_hashes(parsed),
            "asn1crypto and hashlib": lambda: asn1crypto_hashes(lenient),
            "workbench, hash_data_of": lambda: [hash_data_of(item, issuer) for item, issuer in pairs],
        }
    )
    report(f"Hash data of {COUNT:,} certificates whose issuers are known", times, list(times)[:2])


# --- growing piles: the issuer is to be found ---


def by_name(certificates: Sequence[x509.Certificate]) -> list[Row]:
    """As scripts do it: for each certificate all others are searched for the issuer's name, and the signature decides."""
    subjects, rows = [certificate.subject for certificate in certificates], []
    for certificate in certificates:
        wanted = certificate.issuer
        for subject, issuer in zip(subjects, certificates, strict=True):
            if subject == wanted:
                certificate.verify_directly_issued_by(issuer)
                rows += cryptography_hashes([(certificate, issuer)])
                break
    return rows


def growth() -> None:
    sizes = (500, 1_000, 2_000, 4_000)
    names = {"workbench, HashSheet.of": _sheet, "search by name, cryptography": _search}
    seconds = {name: [median(run(size) for _ in range(3)) for size in sizes] for name, run in names.items()}
    rows = [
        (
            f"{size:,}",
            *(
                f"{taken[at]:.2f} s" + (f", {taken[at] / taken[at - 1]:.1f} x the row above" if at else "")
                for taken in seconds.values()
            ),
        )
        for at, size in enumerate(sizes)
    ]
    print(Table(("certificates", *names), rows, caption="Hash sheet of a pile: issuers found and proven").to_text(150), end="\n\n")


def _sheet(count: int) -> float:
    loaded = items(count)
    return _seconds(lambda: HashSheet.of(loaded))


def _search(count: int) -> float:
    certificates = x509.load_pem_x509_certificates(pile(count))
    return _seconds(lambda: by_name(certificates))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


# --- match ---


def matching() -> None:
    known = 1_000
    sheet = HashSheet.of(items(known))
    exact = [row.hash_data.to_dict() for row in sheet if row.hash_data]
    wrong = [_wrong(number, entry, row.item) for number, (entry, row) in enumerate(zip(exact, sheet, strict=True))]
    foreign = [
        entry | {"issuerKeyHash": hashlib.sha256(entry["serialNumber"].encode()).hexdigest()} for entry in exact[: known // 2]
    ]
    foreign += [entry | {"serialNumber": f"{number:040x}"} for number, entry in enumerate(exact[known // 2 :], 10**20)]
    loaded = items(known)
    built = _seconds(lambda: Matcher(loaded))
    kinds = {"exact": exact, "dialect": wrong, "unknown": foreign}
    rows = []
    for result, fields in kinds.items():
        matcher = Matcher(loaded)
        matcher.match(_entries([exact[-1]]))  # the index of an algorithm is made when it is first asked for
        entries = _entries(fields)
        taken = [_seconds(partial(matcher.solve, entry)) for entry in entries]
        answers = {match.result.value for match in matcher.match(entries)}
        assert answers == {result}, (result, answers)
        rows.append((f"{len(fields):,} {result}", f"{median(taken) * 1e6:,.0f} µs", f"{max(taken) * 1e3:,.1f} ms"))
    message = _entries([*exact * 8, *wrong, *foreign])
    assert len(message) == COUNT
    whole = median(_seconds(lambda: Matcher(loaded).match(message)) for _ in range(3))
    rows.append(("the Matcher itself", f"{built * 1e3:,.0f} ms", ""))
    rows.append((f"all {COUNT:,} in one message, with the Matcher", f"{whole * 1e3:,.0f} ms", ""))
    caption = f"match against {known:,} certificates, each entry asked once"
    print(Table(("entries", "median", "longest"), rows, caption=caption).to_text(150), end="\n\n")


def _entries(fields: Iterable[dict[str, Any]]) -> list[HashEntry]:
    return [HashEntry(index=index, given=given) for index, given in enumerate(fields)]


def _wrong(number: int, entry: dict[str, str], item: Item) -> dict[str, str]:
    """A dialect of public code, each in turn."""
    certificate = _parsed(item)
    serial = certificate.serial_number
    own = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    dialects: list[Callable[[], dict[str, str]]] = [
        lambda: {"issuerKeyHash": hashlib.sha256(own[26:]).hexdigest(), "serialNumber": f"00{serial:X}"},
        lambda: {
            **{name: _base64url(entry[name]) for name in ("issuerNameHash", "issuerKeyHash")},
            "serialNumber": str(serial),
        },
        lambda: {"issuerNameHash": hashlib.sha256(certificate.subject.public_bytes()).hexdigest(), "serialNumber": f"0x{serial:x}"},
        lambda: {"serialNumber": f"{serial:x}"[:20]},
        lambda: {"issuerNameHash": entry["issuerKeyHash"], "issuerKeyHash": entry["issuerNameHash"]},
    ]
    root = certificate.issuer == certificate.subject
    mistakes = dialects[4 if root else number % len(dialects)]()  # a root's own key and name are its issuer's
    return entry | mistakes


def _base64url(digits: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(digits)).decode().rstrip("=")


# --- the command ---


def command() -> None:
    times = in_turn(
        {
            "openssl x509 -noout -ocspid": process("openssl", "x509", "-in", ROOT, "-noout", "-ocspid"),
            "import cryptography.x509": process(sys.executable, "-c", "import cryptography.x509"),
            "pnc hash": process(PNC, "hash", ROOT),
        }
    )
    report("Hash data of one file, whole processes", times, list(times)[:2])


def main() -> None:
    computed()
    growth()
    matching()
    command()


if __name__ == "__main__":
    main()
