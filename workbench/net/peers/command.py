"""The ``openssl`` command of this machine, once as it is and once with ``-partial_chain``."""

from __future__ import annotations

import re
import shutil
import subprocess
from base64 import encodebytes
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from workbench.diagnosis.opinions import Opinion
from workbench.net.peers.asked import is_address, sha256
from workbench.net.peers.depth import at_depth
from workbench.net.peers.limits import clean_environment, ended, out_of_time, unanswered
from workbench.net.peers.wire import in_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workbench.net.peers.asked import Asked

_PURPOSES = {"serverAuth": "sslserver", "clientAuth": "sslclient"}
_ERROR = re.compile(r"^error (\d+) at (\d+) depth lookup: ?(.*)$", re.MULTILINE)
_NUMBER_OF_MEMORY = re.compile(r"^[0-9A-F]{8,16}:error:")  # the error queue's lines begin with a thread's number


class OpensslCommand:
    """``openssl verify``, a process per asked.

    Parameters
    ----------
    partial_chain
        Whether a sub-CA among the anchors will do.
    """

    def __init__(self, *, partial_chain: bool = False) -> None:
        self._partial_chain = partial_chain
        self._name = "openssl -partial_chain" if partial_chain else "openssl"
        self._program = shutil.which("openssl")
        self._version: str | None = None
        self._closed = False

    def ask(self, asked: Asked, seconds: float) -> Opinion:
        """What it says, within that time."""
        if self._program is None or self._closed:
            return unanswered(self._name, "", "not installed: there is no openssl on the PATH")
        try:
            if self._version is None:
                self._version = _run([self._program, "version"], seconds).stdout.split("(")[0].strip()
            with TemporaryDirectory(prefix="pnc-openssl-") as folder:
                return self._opinion(_run([self._program, "verify", *self._arguments(asked, Path(folder))], seconds), asked)
        except subprocess.TimeoutExpired:
            return unanswered(self._name, self._version or "", out_of_time(seconds))
        except (OSError, ValueError) as error:  # not a program after all; a NUL in a name
            return unanswered(self._name, self._version or "", in_words(f"it could not be run: {error}"))

    def close(self) -> None:
        """No further process; one that is running ends with its time."""
        self._closed = True

    def _arguments(self, asked: Asked, folder: Path) -> list[str]:
        # the machine's own roots must never count: an anchor is one that the question names
        arguments = ["-no-CApath", "-no-CAstore", "-attime", str(int(asked.at.timestamp()))]
        if asked.anchors:
            arguments += ["-CAfile", _written(folder / "anchors.pem", "CERTIFICATE", asked.anchors)]
        else:
            arguments += ["-no-CAfile"]
        if asked.pool:
            arguments += ["-untrusted", _written(folder / "pool.pem", "CERTIFICATE", asked.pool)]
        if asked.crls:
            arguments += ["-crl_check_all", "-CRLfile", _written(folder / "crls.pem", "X509 CRL", asked.crls)]
        if self._partial_chain:
            arguments += ["-partial_chain"]
        if asked.purpose in _PURPOSES:
            arguments += ["-purpose", _PURPOSES[asked.purpose]]
        if asked.host:
            arguments += ["-verify_ip" if is_address(asked.host) else "-verify_hostname", asked.host]
        return [*arguments, _written(folder / "leaf.pem", "CERTIFICATE", [asked.leaf])]

    def _opinion(self, run: subprocess.CompletedProcess[str], asked: Asked) -> Opinion:
        version = self._version or ""
        if run.returncode == 0:
            return Opinion(engine=self._name, version=version, ok=True, message="OK")
        output = run.stdout + run.stderr
        errors = _ERROR.findall(output)
        if errors:
            words = "; ".join(f"error {number} at {depth} depth lookup: {text}" for number, depth, text in errors)
            blamed = at_depth(asked, int(errors[0][1]))
            return Opinion(engine=self._name, version=version, ok=False, message=in_words(words), certificate=blamed)
        if run.returncode < 0:
            return unanswered(self._name, version, ended(run.returncode))
        lines = [line for line in output.splitlines() if line and not _NUMBER_OF_MEMORY.match(line)]
        words = in_words(lines[0] if lines else ended(run.returncode))
        if "leaf.pem" in words:
            words = f"cannot read the certificate: {in_words(' '.join(_reasons(output)))}"
            return Opinion(engine=self._name, version=version, ok=False, message=words, certificate=sha256(asked.leaf))
        return unanswered(self._name, version, re.sub(r"\S*/(\w+\.pem)", r"\1", words))


def _reasons(output: str) -> Iterable[str]:
    """The reasons of the error queue: ``...:error:0688010A:asn1 encoding routines:ASN1_get_object:header too long:...``."""
    return dict.fromkeys(
        line.split(":")[5] for line in output.splitlines() if _NUMBER_OF_MEMORY.match(line) and line.count(":") > 5
    )


def _run(command: list[str], seconds: float) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  # no shell; the arguments are ours but for a host name, which is one argument
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
        timeout=seconds,
        env=clean_environment(),
        check=False,
    )


def _written(file: Path, label: str, ders: Iterable[bytes]) -> str:
    """A PEM file of these, and its name."""
    with file.open("wb") as stream:
        for der in ders:
            stream.write(b"-----BEGIN %b-----\n%b-----END %b-----\n" % (label.encode(), encodebytes(der), label.encode()))
    return str(file)
