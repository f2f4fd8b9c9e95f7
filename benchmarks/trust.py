"""Chains judged beside what others make of them; piles made into graphs whose edges are verified, growing ones too."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING

import networkx as nx
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import verification
from OpenSSL import crypto
from pyhanko_certvalidator import CertificateValidator, ValidationContext

from benchmarks.hashes import items, pile
from benchmarks.measure import in_turn, report
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    derive_serial,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.extensions import key_usage
from workbench.certs.items import Item, ItemType, Source
from workbench.display import Table
from workbench.trust.graph import TrustGraph
from workbench.trust.paths import paths_up
from workbench.trust.validate import judge

if TYPE_CHECKING:
    from collections.abc import Callable

    from workbench.certs.issuing.keys import PrivateKey

CHAINS, RUNS = 40, 7
AT = datetime(2026, 6, 1, tzinfo=UTC)
SINCE, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2036, 1, 1, tzinfo=UTC)
LEVELS = ("V2G Root", "CPO Sub-CA 1", "CPO Sub-CA 2", "DECPOSECC")

Chain = tuple[bytes, bytes, bytes, bytes]


@cache
def chains(curve: str) -> tuple[Chain, ...]:
    """PKIs of their own, each a chain of four in DER, the root first: key identifiers, key usage, basic constraints."""
    return tuple(_chain(curve, number) for number in range(CHAINS * (RUNS + 1)))


def _chain(curve: str, number: int) -> Chain:
    made: list[bytes] = []
    issuer: tuple[bytes, PrivateKey] | None = None
    for level, title in enumerate(LEVELS):
        key = derive_private_key(b"benchmark", f"{title} {number}", curve)
        name = encode_name((NameAttribute("CN", f"{title} {number}"), NameAttribute("O", "Benchmark"), NameAttribute("DC", "V2G")))
        issuer_name, issuer_key = issuer or (name, key)
        usages = ["keyCertSign", "cRLSign"] if level < 3 else ["digitalSignature", "keyAgreement"]
        content = CertificateContent(
            serial=derive_serial(b"benchmark", f"{title} {number}"),
            issuer=issuer_name,
            subject=name,
            not_before=SINCE,
            not_after=UNTIL,
            public_key_info=public_key_info(key),
            extensions=(
                Extension.of(x509.BasicConstraints(ca=level < 3, path_length=None), critical=True),
                Extension.of(key_usage(usages), critical=True),
                Extension.of(x509.SubjectKeyIdentifier(key_identifier(key))),
                Extension.of(x509.AuthorityKeyIdentifier(key_identifier(issuer_key), None, None)),
            ),
        )
        made.append(issue_certificate(content, issuer_key))
        issuer = (name, key)
    root, sub1, sub2, leaf = made
    return root, sub1, sub2, leaf


# --- one chain after the other, everything from its DER ---


def ours(chain: Chain) -> bool:
    pool = [Item(ItemType.CERTIFICATE, der, Source("chain"), x509.load_der_x509_certificate(der)) for der in chain]
    graph = TrustGraph(pool)
    root, *_, leaf = graph
    paths = paths_up(graph, leaf, {root.facts.sha256})
    return any(judge(path, AT).ok for path in paths.found)


_LOOP = asyncio.Runner()  # one for all chains: making a loop costs more than a chain does


def by_certvalidator(chain: Chain) -> bool:
    root, *others, leaf = map(asn1.Certificate.load, chain)
    context = ValidationContext(trust_roots=[root], other_certs=others, moment=AT, allow_fetching=False)
    _LOOP.run(CertificateValidator(leaf, validation_context=context).async_validate_usage(set()))  # type: ignore[no-untyped-call]
    return True


def by_openssl(chain: Chain) -> bool:
    root, *others, leaf = (crypto.load_certificate(crypto.FILETYPE_ASN1, der) for der in chain)
    store = crypto.X509Store()
    store.add_cert(root)
    store.set_time(AT)
    crypto.X509StoreContext(store, leaf, others).verify_certificate()
    return True


def by_cryptography(chain: Chain) -> bool:
    root, *others, leaf = map(x509.load_der_x509_certificate, chain)
    policy = verification.ExtensionPolicy
    verifier = (
        verification.PolicyBuilder()
        .store(verification.Store([root]))
        .time(AT)
        .extension_policies(ca_policy=policy.webpki_defaults_ca(), ee_policy=policy.permit_all())
        .build_client_verifier()
    )
    verifier.verify(leaf, others)
    return True


def by_signatures_alone(chain: Chain) -> bool:
    """The four verifications and nothing else: below this nothing that calls ``cryptography`` can come."""
    parsed = [x509.load_der_x509_certificate(der) for der in chain]
    for issuer, certificate in zip((parsed[0], *parsed), parsed, strict=False):
        key, hash_algorithm = issuer.public_key(), certificate.signature_hash_algorithm
        assert isinstance(key, ec.EllipticCurvePublicKey)
        assert hash_algorithm is not None
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, ec.ECDSA(hash_algorithm))
    return True


ENGINES: dict[str, Callable[[Chain], bool]] = {
    "pyhanko-certvalidator": by_certvalidator,
    "pyOpenSSL, X509StoreContext": by_openssl,
    "cryptography, PolicyBuilder": by_cryptography,
    "signatures alone, cryptography": by_signatures_alone,
    "workbench": ours,
}


class Judging:
    """An engine that takes new chains in each run, so that nobody profits from what it remembers of names and keys."""

    def __init__(self, engine: Callable[[Chain], bool], curve: str) -> None:
        self.engine = engine
        self.chains = iter(chains(curve))

    def __call__(self) -> None:
        assert all(map(self.engine, islice(self.chains, CHAINS)))


def judged() -> None:
    for curve in ("P-256", "P-521"):
        times = in_turn({name: Judging(engine, curve) for name, engine in ENGINES.items()}, RUNS)
        report(f"{CHAINS} chains of four certificates, {curve}", times, list(times)[:4])
        rates = [(name, f"{CHAINS / median(seconds):,.0f}") for name, seconds in times.items()]
        print(Table(("", "chains a second"), rows=rates).to_text(150), end="\n\n")


# --- a pile as a graph ---


def graph_by_name(certificates: list[x509.Certificate]) -> nx.DiGraph[str]:
    """As scripts do it: every certificate is tried as the issuer of every other one whose issuer field has its name."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    subjects = [certificate.subject for certificate in certificates]
    for certificate in certificates:
        wanted = certificate.issuer
        for subject, issuer in zip(subjects, certificates, strict=True):
            if subject == wanted:
                try:
                    certificate.verify_directly_issued_by(issuer)
                except (InvalidSignature, ValueError, TypeError):
                    continue
                graph.add_edge(str(issuer.serial_number), str(certificate.serial_number))
    return graph


def graph_of(pool: tuple[Item, ...]) -> nx.DiGraph[str]:
    return TrustGraph(pool).digraph


def growth() -> None:
    sizes = (500, 1_000, 2_000, 4_000)
    names = {"workbench, TrustGraph.digraph": _ours, "networkx, all pairs by name, cryptography": _by_name}
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
    caption = "A pile as a graph whose edges are verified"
    print(Table(("certificates", *names), rows, caption=caption).to_text(150), end="\n\n")


def _ours(count: int) -> float:
    pool = items(count)
    start = time.perf_counter()
    graph = graph_of(pool)
    taken = time.perf_counter() - start
    assert graph.number_of_edges() == count
    return taken


def _by_name(count: int) -> float:
    certificates = x509.load_pem_x509_certificates(pile(count))
    start = time.perf_counter()
    graph = graph_by_name(certificates)
    taken = time.perf_counter() - start
    assert graph.number_of_edges() == count
    return taken


def main() -> None:
    judged()
    growth()


if __name__ == "__main__":
    main()
