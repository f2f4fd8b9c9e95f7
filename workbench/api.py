"""READ FIRST in a notebook: what ``import workbench as wb`` offers. Paths, the clock's default and passwords are settled here.

Everything below this module computes only; this is where it meets the disk and the clock.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from workbench import data
from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.errors import InputError
from workbench.net import clock, files
from workbench.sample_pki import reference_time_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from workbench.certs.forensics import Matches
    from workbench.certs.hash_sheet import HashSheet
    from workbench.certs.identifiers import Identifier
    from workbench.certs.loading import Password
    from workbench.findings import Finding
    from workbench.requirements import Requirement

Loadable = str | os.PathLike[str] | bytes
"""A path (file, folder, zip), bytes, or pasted text: a string with a line break, a PEM boundary, or that starts like JSON."""


def load(*sources: Loadable, password: Password = None, at: datetime | None = None) -> Bundle:
    """Read a pile of anything: PEM, DER, PKCS#7, PKCS#12, CSRs, keys, CRLs, OCSP, OCPP messages and logs, folders, zips.

    Parameters
    ----------
    sources
        Paths, bytes or pasted text, as many as you like.
    password
        For PKCS#12 stores and encrypted keys: a password, or a function that asks for one. ``getpass.getpass`` asks in a notebook
        without echo; a password written into a cell is saved with the notebook.
    at
        The time to judge validity at, UTC-aware; default: now, or the samples' reference time if every dated thing is a sample.

    Returns
    -------
    Bundle
        Every thing found, in order; what was not understood is listed with the reason. Shown as a table in a notebook.

    Raises
    ------
    InputError
        A path does not exist, or ``at`` has no time zone.

    Examples
    --------
    >>> bundle = load(samples("iso15118-2"))
    >>> bundle.unreadable
    ()
    """
    if not sources:
        raise InputError(
            "There is nothing to load.", hint='Give a path: wb.load("folder"), or try wb.load(wb.samples("iso15118-2")).'
        )
    return judge(loading.load(contents(sources), password=password), at)


def judge(bundle: Bundle, at: datetime | None = None) -> Bundle:
    """The same pile, judged at ``at``; by default now, or the samples' reference time if every dated thing in it is a sample."""
    if at is not None:
        if at.tzinfo is None:
            raise InputError("The time has no time zone.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
        return bundle.judged_at(at, "as given")
    if (reference := reference_time_for(bundle.items)) is not None:
        return bundle.judged_at(reference, "the samples' reference time: all of this is sample data")
    return bundle.judged_at(clock.now(), "now")


def samples(name: str = "") -> Path:
    """The sample PKIs: their folder, or one file or folder in it, e.g. ``samples("iso15118-2/secc-chain.pem")``.

    Raises
    ------
    InputError
        There is no such sample; the hint lists what is there.
    """
    root = data.samples_directory()
    path = root / name
    if not path.exists():
        parent = path.parent if path.parent.is_dir() else root
        there = ", ".join(
            sorted(entry.relative_to(root).as_posix() for entry in parent.iterdir() if not entry.name.startswith("."))
        )
        raise InputError(f"There is no sample {name!r}.", hint=f"There are: {there}.")
    return path


def requirement(text: str) -> Requirement:
    """A requirement of OCPP 2.1, ISO 15118 or an RFC, by its id in any spelling: ``requirement("M05.FR.11")``."""
    from workbench.requirements import find  # noqa: PLC0415  # the catalogue is read only by those who ask

    return find(text)


def identify(text: str) -> Identifier | None:
    """An EMAID, PCID, SECCID, EVCCID or EVSEID taken apart, its check digit judged; None where it is none of them."""
    from workbench.certs.identifiers import identify as parse  # noqa: PLC0415

    return parse(text)


def hash_data(bundle: Bundle | Loadable, algorithm: str = "SHA256") -> HashSheet:
    """OCPP's CertificateHashData of every certificate of a pile whose issuer is in it, and why not of the others.

    Parameters
    ----------
    bundle
        The pile, or what :func:`load` takes.
    algorithm
        ``"SHA256"``, ``"SHA384"`` or ``"SHA512"``.
    """
    from workbench.certs.hash_sheet import HashSheet  # noqa: PLC0415  # hash data is for those who ask

    return HashSheet.of(_pile(bundle).items, algorithm)


def match(message: Any, bundle: Bundle | Loadable) -> Matches:
    """Whose hashes are these: each hash entry of a message resolved to a certificate, or to the named mistakes of its sender.

    Parameters
    ----------
    message
        A GetInstalledCertificateIds response, DeleteCertificate, GetCertificateStatus, GetCertificateChainStatus or Authorize
        request, a log, or a list of entries: as path, bytes, pasted text, JSON value, message of the ``ocpp`` library,
        CertificateHashData, or a loaded pile. Certificates in it are known too.
    bundle
        The known certificates: a pile, or what :func:`load` takes.

    Returns
    -------
    Matches
        One answer per entry, in the order of the message. Shown as a table in a notebook.

    Raises
    ------
    InputError
        The message holds no hash data, and is none that may hold none (``NotFound``).
    """
    from workbench.certs.forensics import Matcher, entries_of  # noqa: PLC0415
    from workbench.certs.forensics.asking import question, require_message  # noqa: PLC0415

    asked = question(message)
    sent = asked if isinstance(asked, Bundle) else loading.load(contents((asked,)))
    entries = entries_of(sent.items)
    if not entries:
        require_message(sent)
    unread = tuple(finding for item in sent.unreadable for finding in item.findings)
    return Matcher((*_pile(bundle).items, *sent.items)).match(entries, unread)


def _pile(pile: Bundle | Loadable) -> Bundle:
    return pile if isinstance(pile, Bundle) else loading.load(contents((pile,)))


def contents(sources: tuple[Loadable, ...]) -> Iterator[tuple[str, bytes | Finding]]:
    """Each source's name and content, or a finding that says why it could not be read; bytes and pasted text as they are."""
    for number, source in enumerate(sources, 1):
        if isinstance(source, str) and not source.strip():
            raise InputError(
                "An empty text is no file name and holds nothing.", hint='Give a path, bytes or pasted text; "." is this folder.'
            )
        if isinstance(source, bytes | bytearray | memoryview):
            yield f"bytes {number}" if len(sources) > 1 else "bytes", bytes(source)
        elif isinstance(source, str) and _is_pasted(source):
            yield f"text {number}" if len(sources) > 1 else "text", source.encode("utf-8", "surrogatepass")
        else:
            yield from files.read_paths([source])


def _is_pasted(text: str) -> bool:
    # os.path, for it says no to a name that no file can have, where pathlib raises
    return "\n" in text or "-----BEGIN" in text or (text.lstrip()[:1] in {"{", "["} and not os.path.exists(text))  # noqa: PTH110
