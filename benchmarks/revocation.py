"""A CRL of a million entries beside ``cryptography``; a thousand OCSP checks over the loopback; an answer out of the cache.

The CRL is made at run time and gone after it. Each candidate reads it in a process of its own, whose peak is its alone. The OCSP
responder is the offline twin, in the same process and on the same processor as those who ask: it is their limit, as in the field.
"""

from __future__ import annotations

import asyncio
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from cryptography import x509

from benchmarks.measure import in_turn, report
from workbench.certs.issuing import (
    CertificateContent,
    Extension,
    NameAttribute,
    derive_private_key,
    encode_name,
    issue_certificate,
    key_identifier,
    public_key_info,
)
from workbench.certs.issuing.elements import bit_string, context, sequence
from workbench.certs.issuing.signing import algorithm_identifier, sign
from workbench.certs.items import Item, ItemType, Source
from workbench.data import samples_directory
from workbench.display import Table
from workbench.revocation.crl import Crl
from workbench.revocation.crl_signer import signature_of
from workbench.trust.certificate import PathCertificate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from workbench.certs.issuing import PrivateKey

ENTRIES, LOOK_UPS, SLOW_LOOK_UPS, RUNS = 1_000_000, 10_000, 3, 5
AT = datetime(2026, 6, 1, tzinfo=UTC)
CHECKS, AT_ONCE, SLOW, AGAIN = 1_000, 16, 0.01, 1_000
NAME = encode_name((NameAttribute("CN", "CPO Sub-CA 2"), NameAttribute("O", "Benchmark")))
URL = "http://ocsp.pnc.example/cpo-sub-ca2"


# --- a million entries ---


def big_crl(folder: Path) -> None:
    """Three files: ``crl`` (serial numbers of 16 octets, a reason each), ``serials`` (every other one is in it), ``issuer``."""
    chance = random.Random(15118)  # noqa: S311  # the same each time
    serials = [b"\x40" + chance.randbytes(15) for _ in range(ENTRIES)]
    ends = [
        b"\x17\r26%02d%02d120000Z0\x0c0\n\x06\x03U\x1d\x15\x04\x03\n\x01" % (1 + n % 5, 1 + n % 28) + bytes([n % 6])
        for n in range(840)
    ]
    entries = b"".join(b"0/\x02\x10" + serial + ends[n % 840] for n, serial in enumerate(serials))
    key = derive_private_key(b"benchmark", "CRL issuer", "P-256")
    extensions = (
        Extension.of(x509.AuthorityKeyIdentifier(key_identifier(key), None, None)).encode(),
        Extension.of(x509.CRLNumber(1)).encode(),
    )
    signed = sequence(
        b"\x02\x01\x01",
        algorithm_identifier(key),
        NAME,
        b"\x17\r260531000000Z",
        b"\x17\r260630000000Z",
        sequence(entries),
        context(0, sequence(*extensions)),
    )
    (folder / "crl").write_bytes(sequence(signed, algorithm_identifier(key), bit_string(sign(signed, key))))
    (folder / "issuer").write_bytes(issue_certificate(_issuer(key), key))
    wanted = [int.from_bytes(one) for one in chance.sample(serials, LOOK_UPS // 2)]
    strange = [int.from_bytes(b"\x41" + chance.randbytes(15)) for _ in range(LOOK_UPS // 2)]
    (folder / "serials").write_text(json.dumps([one for pair in zip(wanted, strange, strict=True) for one in pair]))


def _issuer(key: PrivateKey) -> CertificateContent:
    until = datetime(2036, 1, 1, tzinfo=UTC)
    info = public_key_info(key)
    return CertificateContent(
        serial=1, issuer=NAME, subject=NAME, not_before=AT, not_after=until, public_key_info=info, extensions=()
    )


class Reading:
    """One way to read the CRL, in a process that has read nothing else; each step with its seconds."""

    def __init__(self, folder: Path) -> None:
        self.der = (folder / "crl").read_bytes()
        self.issuer = (folder / "issuer").read_bytes()
        self.serials: list[int] = json.loads((folder / "serials").read_text())
        self.seconds: dict[str, float] = {}
        self.found = LOOK_UPS // 2

    def timed(self, step: str, work: Callable[[], object]) -> None:
        start = time.perf_counter()
        work()
        self.seconds[step] = time.perf_counter() - start

    def make(self) -> None:
        """It is made in a process of its own: on Linux a process starts with the peak of the one that started it."""

    def nothing(self) -> None:
        """What Python and the octets take."""

    def workbench(self) -> None:
        crl = self._own()
        self.timed(
            f"{LOOK_UPS:,} look-ups", lambda: self._count(bool(crl.entries.find(serial, crl.issuer)) for serial in self.serials)
        )

    def iteration(self) -> None:
        serials: set[int] = set()
        self.timed("once through", lambda: serials.update(one.serial_number for one in x509.load_der_x509_crl(self.der)))
        self.timed(f"{LOOK_UPS:,} look-ups", lambda: self._count(serial in serials for serial in self.serials))

    def by_serial(self) -> None:
        crl = x509.load_der_x509_crl(self.der)
        few = self.serials[:SLOW_LOOK_UPS]
        self.timed(f"{SLOW_LOOK_UPS} look-ups", lambda: [crl.get_revoked_certificate_by_serial_number(one) for one in few])

    def signature(self) -> None:
        """With the index in memory, as where a store is asked for the second time."""
        crl = self._own(x509.load_der_x509_crl(self.der))
        crl.entries.find(self.serials[0], crl.issuer)
        from workbench.net.given import items_of  # noqa: PLC0415

        (item,) = items_of(self.issuer)
        assert item.facts is not None
        signer = PathCertificate(item, item.facts)
        self.seconds.clear()
        self.timed("signature", lambda: self._verified(crl, signer))

    @staticmethod
    def _verified(crl: Crl, signer: PathCertificate) -> None:
        check = signature_of(crl, signer)
        if not check.ok:
            raise SystemExit(check.reason)

    def _own(self, parsed: object = None) -> Crl:
        made: list[Crl] = []

        def index() -> None:
            made.append(Crl(Item(ItemType.CRL, self.der, Source("benchmark"), parsed)))
            made[0].entries.find(0, made[0].issuer)

        self.timed("index", index)
        return made[0]

    def _count(self, hits: Iterable[bool]) -> None:
        found = sum(hits)
        if found != self.found:
            raise SystemExit(f"{found} found instead of {self.found}")


WAYS = {
    "workbench, EntryIndex": "workbench",
    "cryptography, iteration into a set": "iteration",
    "cryptography, get_revoked_certificate_by_serial_number": "by_serial",
    "workbench, signature check alone": "signature",
    "nothing but the octets": "nothing",
}


def alone(way: str, folder: Path) -> None:
    """What a process of its own does: prints its seconds by step, and its peak in MB (10^6 octets)."""
    if way == "make":
        big_crl(folder)
    reading = Reading(folder)
    getattr(reading, way)()
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    print(json.dumps([reading.seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6]))


def _told(way: str, folder: str) -> tuple[dict[str, float], float]:
    command = [sys.executable, "-m", "benchmarks.revocation", way, folder]
    seconds, peak = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return seconds, peak


def million() -> None:
    with tempfile.TemporaryDirectory(prefix="pnc-benchmark-") as name:
        folder = Path(name)
        _told("make", name)
        size = (folder / "crl").stat().st_size / 1e6
        told: dict[str, list[tuple[dict[str, float], float]]] = {way: [] for way in WAYS}
        for _ in range(RUNS):
            for title, way in WAYS.items():
                told[title].append(_told(way, name))
    iteration = [sum(seconds.values()) for seconds, _ in told["cryptography, iteration into a set"]]
    rows = []
    for title, runs in told.items():
        whole = [sum(seconds.values()) for seconds, _ in runs]
        steps = ", ".join(f"{step} {median(seconds[step] for seconds, _ in runs) * 1000:,.0f} ms" for step in runs[0][0])
        if WAYS[title] == "by_serial":
            whole = [seconds / SLOW_LOOK_UPS * LOOK_UPS for seconds in whole]
            steps += f"; {LOOK_UPS:,} extrapolated"
        ratio = f"{median(a / b for a, b in zip(whole, iteration, strict=True)):,.2f} x" if steps else ""
        rows.append((title, f"{median(whole):,.2f} s" if steps else "", steps, ratio, f"{max(peak for _, peak in runs):,.0f} MB"))
    columns = ("", "from octets to answers", "steps", "time of iteration", "peak of the process")
    caption = f"A CRL of {ENTRIES:,} entries, {size:,.0f} MB: {LOOK_UPS:,} serial numbers, half of them in it"
    print(Table(columns, rows, caption=caption).to_text(170), end="\n\n")


# --- a thousand checks ---


@cache
def sample(name: str) -> PathCertificate:
    """A certificate of the sample PKI."""
    from workbench.net.given import items_of  # noqa: PLC0415

    (item,) = items_of(samples_directory() / f"iso15118-2/{name}.pem")
    assert item.facts is not None
    return PathCertificate(item, item.facts)


async def checks(per_host: int, *, count: int = CHECKS, slow: float = 0.0) -> float:
    """Seconds for so many checks of one certificate at one responder, each a request with a nonce of its own and a judgement."""
    from workbench.net.fetcher import OCSP, Fetcher, Limits, MappedResolver, Post  # noqa: PLC0415  # not in the CRL's processes
    from workbench.net.twin import Fault, Twin  # noqa: PLC0415
    from workbench.revocation.ocsp_request import ocsp_request  # noqa: PLC0415
    from workbench.revocation.verdict_ocsp import judge_ocsp  # noqa: PLC0415

    leaf, issuer = sample("secc"), sample("cpo-sub-ca2")

    async def one(number: int) -> None:
        nonce = number.to_bytes(16)
        request = ocsp_request(leaf.item, issuer.item, nonce=nonce)
        got = await fetcher.fetch(Post(URL, request), OCSP)
        body = got.required().body
        verdict = judge_ocsp(leaf, issuer, body, AT, nonce=nonce)
        if verdict.status != "Good":
            raise SystemExit(str(verdict))

    limits = Limits(at_once=per_host, per_host=per_host)
    async with Twin("iso15118-2", slow=slow, fault=Fault.SLOW if slow else None) as twin:
        resolver = MappedResolver(twin.resolver_entries)
        async with Fetcher(allow=[f"127.0.0.1:{twin.port}"], limits=limits, resolver=resolver) as fetcher:
            fetcher.switch_on("a benchmark on the loopback")
            start = time.perf_counter()
            await asyncio.gather(*map(one, range(count)))
            return time.perf_counter() - start


def thousand() -> None:
    for slow in (0.0, SLOW):
        times = in_turn({f"{many} at a time": partial(_run_checks, many, slow) for many in (1, 4, AT_ONCE)}, 1 if slow else 3)
        answer = f"an answer comes after {slow * 1000:.0f} ms" if slow else "an answer comes at once"
        report(f"{CHECKS:,} OCSP checks at the twin, {answer}", times, ["1 at a time"])


def _run_checks(many: int, slow: float) -> None:
    asyncio.run(checks(many, slow=slow))


# --- one answer again and again ---


def again() -> None:
    from workbench.messages.certificate_status import CertificateStatusSource  # noqa: PLC0415
    from workbench.revocation.cache import StatusCache  # noqa: PLC0415
    from workbench.revocation.verdict_ocsp import judge_ocsp  # noqa: PLC0415

    leaf, issuer = sample("secc"), sample("cpo-sub-ca2")
    octets = asyncio.run(_response(leaf, issuer))
    verdict = judge_ocsp(leaf, issuer, octets, AT)
    kept = StatusCache().with_verdict(verdict, AT)
    looked_up = verdict.hash_data
    candidates: dict[str, Callable[[], object]] = {
        "out of StatusCache": lambda: [kept.get(looked_up, CertificateStatusSource.OCSP, AT) for _ in range(AGAIN)],
        "judged anew": lambda: [judge_ocsp(leaf, issuer, octets, AT) for _ in range(AGAIN)],
    }
    if kept.get(looked_up, CertificateStatusSource.OCSP, AT) is None:
        raise SystemExit("The answer was not kept.")
    times = in_turn(candidates)
    anew = times["judged anew"]
    rows = [
        (
            name,
            f"{median(seconds) / AGAIN * 1e6:,.1f} µs",
            f"{median(b / a for a, b in zip(seconds, anew, strict=True)):,.0f} x as fast",
        )
        for name, seconds in times.items()
    ]
    print(Table(("", "each, median", "beside judged anew"), rows, caption="One OCSP answer again").to_text(150), end="\n\n")


async def _response(leaf: PathCertificate, issuer: PathCertificate) -> bytes:
    from workbench.net.fetcher import OCSP, Fetcher, Post  # noqa: PLC0415  # see checks
    from workbench.net.twin import Twin  # noqa: PLC0415
    from workbench.revocation.ocsp_request import ocsp_request  # noqa: PLC0415

    async with Twin("iso15118-2") as twin, Fetcher(allow=[f"127.0.0.1:{twin.port}"]) as fetcher:
        fetcher.switch_on("a benchmark on the loopback")
        got = await fetcher.fetch(Post(twin.url_for(URL), ocsp_request(leaf.item, issuer.item)), OCSP)
        return got.required().body


def main() -> None:
    if len(sys.argv) > 2:
        alone(sys.argv[1], Path(sys.argv[2]))
        return
    million()
    thousand()
    again()


if __name__ == "__main__":
    main()
