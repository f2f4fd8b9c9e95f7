"""The primitives of the key wrap, done by the openssl command."""

import subprocess
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


class Openssl:
    """Runs openssl in a folder.

    Parameters
    ----------
    program
        The command.
    folder
        Where keys and octets are put for it.
    """

    def __init__(self, program: Path, folder: Path) -> None:
        self.program, self.folder = program, folder

    def run(self, *arguments: str | Path, given: bytes = b"") -> bytes:
        done = subprocess.run([self.program, *arguments], input=given, capture_output=True, check=True, timeout=30)
        return done.stdout

    def private(self, key: Any, name: str = "own") -> Path:
        path = self.folder / f"{name}.pem"
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return path

    def public(self, key: Any, name: str = "peer") -> Path:
        path = self.folder / f"{name}.pem"
        path.write_bytes(key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
        return path

    def secret(self, own: Any, peer: Any) -> bytes:
        """Z of ECDH or X448."""
        out = self.folder / "z.bin"
        self.run("pkeyutl", "-derive", "-inkey", self.private(own), "-peerkey", self.public(peer), "-out", out)
        return out.read_bytes()

    def session_key(self, z: bytes, digest: str, length: int) -> bytes:
        """One-step ConcatKDF, which openssl calls SSKDF, with 01 55 56 as its info."""
        out = self.folder / "k.bin"
        options = [f"digest:{digest}", f"hexsecret:{z.hex()}", "hexinfo:015556"]
        given = [part for option in options for part in ("-kdfopt", option)]
        self.run("kdf", "-keylen", str(length), *given, "-binary", "-out", out, "SSKDF")
        return out.read_bytes()

    def cbc(self, direction: str, key: bytes, iv: bytes, octets: bytes) -> bytes:
        """AES-128-CBC without padding; ``-e`` or ``-d``."""
        return self.run("enc", direction, "-aes-128-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex(), given=octets)
