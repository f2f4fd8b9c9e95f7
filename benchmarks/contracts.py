"""Contracts a second: made, signed and written out, beside the same cryptography done plainly by `cryptography` and by openssl.

The peers do less: no EXI, no budgets, no digests of fragments; a key pair, its certificate, the key wrap and one signature.
"""

from __future__ import annotations

import secrets
import shutil
import subprocess
import tempfile
from base64 import b64encode
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.concatkdf import ConcatKDFHash
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from benchmarks.measure import in_turn, report
from workbench.contracts.keywrap.derivation import OTHER_INFO
from workbench.contracts.parties import Vehicle
from workbench.contracts.parties.samples import sample_items, sample_key
from workbench.contracts.pool import Operator, Pool
from workbench.contracts.standards import ISO_20
from workbench.messages.ev_certificate import CertificateAction, Get15118EVCertificateRequest
from workbench.sample_pki import reference_time

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = reference_time()
EMAID = "DEPNCC00000042H"
SESSION = bytes(8)
PLAIN, OPENSSL = "cryptography, plainly", "openssl, the command"


def plainly(folder: str) -> None:
    """A contract by the primitives alone."""
    modern = folder == "iso15118-20"
    curve: Any = ec.SECP521R1() if modern else ec.SECP256R1()
    digest: Any = hashes.SHA512() if modern else hashes.SHA256()
    issuer, vehicle = (one.certificate for one in sample_items(folder, "mo-sub-ca2", "oem-provisioning"))
    ca: Any = sample_key(folder, "mo-sub-ca2")
    cps: Any = sample_key(folder, "cps")
    if issuer is None or vehicle is None:
        raise TypeError(folder)
    key, ephemeral = ec.generate_private_key(curve), ec.generate_private_key(curve)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, EMAID)]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW)
        .not_valid_after(NOW + timedelta(days=730))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    der = builder.sign(ca, digest).public_bytes(Encoding.DER)
    receiver: Any = vehicle.public_key()
    session_key = ConcatKDFHash(digest, 32 if modern else 16, OTHER_INFO).derive(ephemeral.exchange(ec.ECDH(), receiver))
    octets = key.private_numbers().private_value.to_bytes(66 if modern else 32)
    if modern:
        wrapped = AESGCM(session_key).encrypt(secrets.token_bytes(12), octets, bytes(34))
    else:
        encryptor = Cipher(algorithms.AES128(session_key), modes.CBC(secrets.token_bytes(16))).encryptor()
        wrapped = encryptor.update(octets) + encryptor.finalize()
    cps.sign(der + wrapped, ec.ECDSA(digest))


class Openssl:
    """A contract of ISO 15118-2 by eight runs of the openssl command; it has no AES-GCM on its command line for -20."""

    def __init__(self, program: str, folder: Path) -> None:
        self.program, self.folder = program, folder
        for name in ("mo-sub-ca2", "cps"):
            key = sample_key("iso15118-2", name)
            (folder / f"{name}.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (ca, vehicle) = (one.certificate for one in sample_items("iso15118-2", "mo-sub-ca2", "oem-provisioning"))
        if ca is None or vehicle is None:
            raise TypeError("no samples")
        (folder / "ca.pem").write_bytes(ca.public_bytes(Encoding.PEM))
        public = vehicle.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        (folder / "vehicle.pem").write_bytes(public)

    def __call__(self) -> None:
        for name in ("key", "ephemeral"):
            self._run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", name)
        self._run("req", "-new", "-key", "key", "-subj", f"/CN={EMAID}", "-out", "csr")
        self._run("x509", "-req", "-in", "csr", "-CA", "ca.pem", "-CAkey", "mo-sub-ca2.key", "-days", "730", "-out", "leaf")
        self._run("pkeyutl", "-derive", "-inkey", "ephemeral", "-peerkey", "vehicle.pem", "-out", "z")
        z = (self.folder / "z").read_bytes().hex()
        options = ("-kdfopt", "digest:SHA256", "-kdfopt", f"hexsecret:{z}", "-kdfopt", f"hexinfo:{OTHER_INFO.hex()}")
        self._run("kdf", "-keylen", "16", *options, "-binary", "-out", "k", "SSKDF")
        k = (self.folder / "k").read_bytes().hex()
        (self.folder / "plain").write_bytes(bytes(32))
        self._run("enc", "-e", "-aes-128-cbc", "-nopad", "-K", k, "-iv", "00" * 16, "-in", "plain", "-out", "wrapped")
        self._run("dgst", "-sha256", "-sign", "cps.key", "-out", "signature", "wrapped")

    def _run(self, *arguments: str) -> None:
        subprocess.run([self.program, *arguments], cwd=self.folder, check=True, capture_output=True, timeout=30)


def ours(folder: str) -> dict[str, Callable[[], object]]:
    """Of one standard: making a contract, answering for it, and the vehicle's judgement."""
    operator, vehicle = Operator.of_samples(folder), Vehicle.of_samples(folder)
    request = vehicle.request(NOW, session=SESSION)
    answer = operator.install(vehicle.chain, EMAID, NOW).response(SESSION, NOW)
    due = vehicle._expected  # noqa: SLF001  # to judge one answer often

    def judged() -> None:
        vehicle._expected = due  # noqa: SLF001  # an answer counts once; asking again would cost a signature
        assert vehicle.receive(answer, NOW).ok

    def asked() -> None:
        fields: Any = {"maximum_contract_certificate_chains": 1} if vehicle.schema == ISO_20 else {}
        text = b64encode(request).decode()
        message = Get15118EVCertificateRequest(
            iso15118_schema_version=vehicle.schema, action=CertificateAction.INSTALL, exi_request=text, **fields
        )
        assert Pool.of_samples(NOW).answer(message, NOW).ok

    return {
        "workbench, a contract as EXI": lambda: operator.install(vehicle.chain, EMAID, NOW).response(SESSION, NOW),
        "workbench, a request judged and answered by a new pool": asked,
        "workbench, an answer judged by the vehicle": judged,
    }


def often(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        work()


def compare(folder: str, openssl: Openssl | None) -> None:
    works: dict[str, Callable[[], object]] = {name: partial(often, work, 10) for name, work in ours(folder).items()}
    works[PLAIN] = partial(often, partial(plainly, folder), 10)
    if openssl is not None and folder == "iso15118-2":
        works[OPENSSL] = partial(often, openssl, 10)
    times = in_turn(works, 3)
    report(f"{folder}: ten contracts", times, [one for one in (PLAIN, OPENSSL) if one in works])
    made = min(times["workbench, a contract as EXI"]) / 10
    print(f"{folder}: {1 / made:,.0f} contracts a second on this machine, at best\n")


def main() -> None:
    program = shutil.which("openssl")
    if program is None:
        print("openssl is not here: compared with cryptography alone.\n")
    with tempfile.TemporaryDirectory() as folder:
        openssl = Openssl(program, Path(folder)) if program else None
        for one in ("iso15118-2", "iso15118-20"):
            compare(one, openssl)


if __name__ == "__main__":
    main()
