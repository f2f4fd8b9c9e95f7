"""READ FIRST in a notebook: what ``import workbench as wb`` offers. Paths, the clock's default and passwords are settled here.

Everything below this module computes only; this is where it meets the disk and the clock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from workbench import data
from workbench.certs import loading
from workbench.certs.bundle import Bundle
from workbench.certs.items import ItemType
from workbench.errors import InputError
from workbench.net import clock
from workbench.net.given import Loadable, contents, is_pasted, items_of, status_of
from workbench.sample_pki import reference_time_for
from workbench.trust.selecting import select

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from workbench.certs.forensics import Matches
    from workbench.certs.hash_sheet import HashSheet
    from workbench.certs.identifiers import Identifier
    from workbench.certs.items import Item
    from workbench.certs.kinds import Kind
    from workbench.certs.loading import Password
    from workbench.diagnosis import Diagnosis, Opinion, PolicyInputs
    from workbench.diagnosis.diagnoses import Diagnoses
    from workbench.diagnosis.request import Request
    from workbench.profiles import LintReport, Profile
    from workbench.requirements import Requirement
    from workbench.trust.graph import TrustGraph
    from workbench.views.trust_picture import TrustPicture


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
        return bundle.judged_at(_in_utc(at), "as given")
    if (reference := reference_time_for(bundle.items)) is not None:
        return bundle.judged_at(reference, "the samples' reference time: all of this is sample data")
    return bundle.judged_at(clock.now(), "now")


def _in_utc(at: Any) -> datetime:
    if not isinstance(at, datetime):
        raise InputError(f"This is no time: {type(at).__name__}.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    if at.tzinfo is None:
        raise InputError("The time has no time zone.", hint="Write datetime(2026, 11, 21, tzinfo=UTC).")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise InputError("The time lies outside the years 1 to 9999 in UTC.", hint="Give a time that a clock can show.") from None


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

    return HashSheet.of(items_of(bundle), algorithm)


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
    return Matcher((*items_of(bundle), *sent.items)).match(entries, unread)


def lint(
    certificate_or_csr: Any,
    profile: str | os.PathLike[str] | Profile | None = None,
    kind: str | Kind | None = None,
    bundle: Any = None,
    *,
    at: datetime | None = None,
) -> LintReport:
    """Does it meet the profile: ISO 15118-2 or -20 for V2G certificates and requests, OCPP 2.1 for its own.

    Parameters
    ----------
    certificate_or_csr
        A certificate, a certificate signing request, an item, a pile, or what :func:`load` takes; a pile gives one report.
    profile
        ``"iso15118-2"``, ``"iso15118-20"``, ``"ocpp"``, a file with overrides, or a profile. None: for each the one that fits it.
    kind
        What it is, e.g. ``"secc"``. None: what it was found to be.
    bundle
        Other certificates that help to tell what it is, and whose chain it has.
    at
        The time to judge validity at, UTC-aware; default: the pile's, else now, or the samples' reference time.

    Returns
    -------
    LintReport
        The findings, and every rule that was applied. Shown as tables in a notebook.

    Raises
    ------
    InputError
        There is no certificate and no request, or there is no such profile or kind.
    """
    from workbench.profiles.linting import kind_named, lint_pile  # noqa: PLC0415  # rules are read by those who need them

    asked = items_of(certificate_or_csr)
    pile = Bundle((*asked, *items_of(bundle)))
    holder = next((given for given in (certificate_or_csr, bundle) if isinstance(given, Bundle)), None)
    judged = judge(pile, at or (holder.at if holder else None))
    return lint_pile(judged, profile_named(profile), kind_named(kind), only=None if bundle is None else asked)


def diagnose(  # noqa: PLR0913  # each is one thing that the caller may know
    leaf: Any = None,
    bundle: Any = None,
    *,
    anchors: Any = None,
    use: str | None = None,
    profile: str | Profile | None = None,
    now: datetime | None = None,
    name: str = "",
    crls: Any = (),
    ocsp_responses: Any = (),
    policies: PolicyInputs | None = None,
    require_revocation: bool = False,
    second_opinions: bool | Sequence[Opinion] = (),
) -> Diagnosis:
    """Why is this chain accepted or rejected? The cause in one sentence, what to do, and all that supports it.

    Parameters
    ----------
    leaf
        The certificate to judge: one of ``cryptography``, an item, a SHA-256, ``"FILE:N"``, or anything that holds one. None: the
        first leaf of the pile. With no ``bundle`` it is the pile itself: ``wb.diagnose("folder")``.
    bundle
        Everything at hand: a pile, or what :func:`load` takes, or a list of certificates.
    anchors
        The trust anchors, as a pile, certificates or what :func:`load` takes; or a mapping from OCPP certificate types
        (``"V2GRootCertificate"``) to them. None: the self-signed CAs of the pile, which the answer says.
    use
        A value of :class:`~workbench.diagnosis.uses.Use`, as ``"secc"``; ``"any"`` judges RFC 5280 alone. None: by the leaf's kind.
    profile
        ``"iso15118-2"``, ``"iso15118-20"``, ``"ocpp"``, a file with overrides, or a profile. None: by the leaf's key.
    now
        The time to judge at, UTC-aware; default: the pile's, else now, or the samples' reference time if all of it is sample data.
    name
        What the leaf is to hold: an FQDN, a SECCID, a serial number. Empty: not compared, which the answer says.
    crls, ocsp_responses
        What is known of revocation.
    policies
        The certificate policies that are acceptable (RFC 5280 6.1.1); None: any.
    require_revocation
        A certificate whose status cannot be said is an error.
    second_opinions
        True asks OpenSSL, cryptography and others too, each in a process of its own; or what they said.

    Raises
    ------
    InputError
        There is no certificate, a path does not exist, or a name is not known.
    """
    if bundle is None:
        leaf, bundle = None, leaf
    items, wanted = _with_leaf(leaf, items_of(bundle))
    request = _request(leaf=wanted, use=use, profile=profile, name=name, policies=policies, require_revocation=require_revocation)
    status = (*status_of(crls, ItemType.CRL), *status_of(ocsp_responses, ItemType.OCSP_RESPONSE))
    found = _answered(items, request, anchors, _time_of(bundle) if now is None else now, status, most=1)
    if second_opinions is True:
        return _heard(found).results[0]
    return found.results[0].with_opinions(_opinions(second_opinions)) if second_opinions else found.results[0]


def diagnose_all(  # noqa: PLR0913  # as diagnose
    bundle: Any,
    *,
    anchors: Any = None,
    use: str | None = None,
    profile: str | Profile | None = None,
    now: datetime | None = None,
    crls: Any = (),
    ocsp_responses: Any = (),
    require_revocation: bool = False,
    second_opinions: bool = False,
) -> Diagnoses:
    """:func:`diagnose` for every leaf of a pile, and what is to be said of the files: order, what lacks, what does not belong.

    Raises
    ------
    InputError
        As :func:`diagnose`.
    """
    request = _request(use=use, profile=profile, require_revocation=require_revocation)
    status = (*status_of(crls, ItemType.CRL), *status_of(ocsp_responses, ItemType.OCSP_RESPONSE))
    found = _answered(items_of(bundle), request, anchors, _time_of(bundle) if now is None else now, status)
    return _heard(found) if second_opinions else found


def _opinions(given: Any) -> tuple[Opinion, ...]:
    from workbench.diagnosis import Opinion  # noqa: PLC0415

    opinions = tuple(given) if isinstance(given, list | tuple) else ()
    if not opinions or not all(isinstance(one, Opinion) for one in opinions):
        raise InputError("These are no second opinions.", hint="True asks all engines; or give what net.peers.ask gave.")
    return opinions


def _request(*, use: str | None, profile: str | Profile | None, policies: PolicyInputs | None = None, **more: Any) -> Request:
    from workbench.diagnosis import PolicyInputs as Policies  # noqa: PLC0415  # diagnosis is for those who ask
    from workbench.diagnosis.request import Request, use_named  # noqa: PLC0415

    if policies is not None and not isinstance(policies, Policies):
        raise InputError(f"These are no policy inputs: {type(policies).__name__}.", hint="Give wb.PolicyInputs(...).")
    if not isinstance(more.get("name", ""), str):
        raise InputError("The name is no text.", hint='Give it as a string: name="csms.example.com".')
    uses = (use_named(use),) if use else ()
    return Request(uses=uses, profile=profile_named(profile), policies=policies or Policies(), **more)


def _answered(
    items: tuple[Item, ...],
    request: Request,
    anchors: Any,
    now: datetime | None,
    status: tuple[Item, ...],
    *,
    most: int | None = None,
) -> Diagnoses:
    from workbench.diagnosis import given  # noqa: PLC0415
    from workbench.diagnosis.request import answer  # noqa: PLC0415

    trusted = None if anchors is None else given(_typed(anchors))
    at, why = moment(Bundle((*items, *(trusted.items if trusted else ()), *status)), now)
    return answer(items, request, at, why_then=why, anchors=trusted, status=status, most=most)


def _heard(found: Diagnoses) -> Diagnoses:
    from workbench.net import peers  # noqa: PLC0415  # others are asked only where somebody wants it

    return found.with_opinions(peers.ask_many([result.question for result in found]))


def _time_of(bundle: Any) -> datetime | None:
    return bundle.at if isinstance(bundle, Bundle) else None


def trust_graph(bundle: Any) -> TrustGraph:
    """Who issued whom in a pile, by name, key identifier and signature; near-misses are kept.

    Parameters
    ----------
    bundle
        A pile, or what :func:`load` takes, or a list of certificates.
    """
    from workbench.trust.graph import TrustGraph  # noqa: PLC0415  # the graph is for those who ask

    return bundle if isinstance(bundle, TrustGraph) else TrustGraph(items_of(bundle))


def trust_picture(  # each is one thing to suppose
    bundle: Any,
    *,
    at: datetime | None = None,
    anchors: Any = None,
    without: Any = (),
    distrust: Any = (),
    against: Any = None,
) -> TrustPicture:
    """The picture of a trust graph: the PKIs as clusters, roots on top, broken edges marked; and what changes if ...

    Parameters
    ----------
    bundle
        A :class:`~workbench.trust.graph.TrustGraph`, a pile, or what :func:`load` takes.
    at
        The time to judge at, UTC-aware; default as in :func:`load`.
    anchors
        As in :func:`diagnose`; None: the self-signed CAs of the pile.
    without, distrust
        Certificates that are taken away, or that nobody trusts any more: SHA-256, ``"FILE:N"`` or the name of a file, an item, a
        path, or a list of these; what changes is marked.
    against
        Another pile, or another time, to compare with.
    """
    from workbench.trust.graph import TrustGraph  # noqa: PLC0415
    from workbench.views.trust_asked import Asked, picture  # noqa: PLC0415

    given = items_of([one.item for one in bundle] if isinstance(bundle, TrustGraph) else bundle)
    trusted = list(_typed(anchors)) if anchors is not None else None
    items = (*given, *(item for _, item in trusted or ()))
    judged = bundle if isinstance(bundle, Bundle) and bundle.at and at is None else judge(Bundle(items), at)
    another_time = against if isinstance(against, datetime) else None
    other = None if against is None or another_time else TrustGraph((*items_of(against), *(item for _, item in trusted or ())))
    return picture(
        Asked(
            graph=TrustGraph(items),
            at=judged.at or clock.now(),
            when=judged.at_reason,
            anchors=None if trusted is None else {item.facts.sha256: type_ for type_, item in trusted if item.facts is not None},
            without=_fingerprints(without, items),
            distrust=_fingerprints(distrust, items),
            against=other,
            against_at=another_time,
        )
    )


def _fingerprints(named: Any, items: tuple[Item, ...]) -> tuple[str, ...]:
    """The SHA-256 of certificates of a pile, however they are named."""
    if isinstance(named, str):
        return (select(items, named),)
    if isinstance(named, list | tuple | set | frozenset):
        return tuple(dict.fromkeys(sha256 for one in named for sha256 in _fingerprints(one, items)))
    return tuple(select(items, item.facts.sha256) for item in items_of(named) if item.facts is not None)


def profile_named(profile: str | os.PathLike[str] | Profile | None) -> Profile | None:
    """A profile by its name, or a file of overrides; None stays None.

    Raises
    ------
    InputError
        There is no profile and no file of that name, or the file is no profile.
    """
    from workbench import profiles  # noqa: PLC0415  # rules are read by those who need them

    if profile is None or isinstance(profile, profiles.Profile):
        return profile
    if not isinstance(profile, str | os.PathLike):
        raise InputError(f"This is no profile: {type(profile).__name__}.", hint=f"Give a file, or {', '.join(profiles.NAMES)}.")
    name = os.fspath(profile)
    if name.endswith(".toml") or os.path.isfile(name):  # noqa: PTH113  # as in net/given: a name that no file can have is no error
        [(source, content)] = contents((name,))
        if not isinstance(content, bytes):
            raise InputError(content.message, hint=content.remedy)
        return profiles.custom(content.decode("utf-8", "replace"), source)
    return profiles.profile(name)


def _with_leaf(leaf: Any, items: tuple[Item, ...]) -> tuple[tuple[Item, ...], str]:
    """The pile with the leaf in it, and how the leaf is found there; an empty string where none was named."""
    if leaf is None:
        return items, ""
    if isinstance(leaf, str) and not is_pasted(leaf) and not os.path.exists(leaf):  # noqa: PTH110  # as in net/given
        return items, select(items, leaf)
    found = items_of(leaf)
    known = {item.der: item for item in items if item.type is ItemType.CERTIFICATE}
    found = tuple(known.get(item.der, item) for item in found)
    certificates = [item for item in found if item.facts is not None]
    if not certificates or certificates[0].facts is None:
        what = found[0].type.value if found else "nothing"
        raise InputError(
            f"The leaf is no certificate, it is {what}.", hint="Give a certificate, its SHA-256, or FILE:N as `pnc show` prints it."
        )
    return (*items, *(item for item in certificates if item.der not in known)), certificates[0].facts.sha256


def _typed(anchors: Any) -> Iterator[tuple[str, Item]]:
    """Each anchor with its OCPP certificate type, or an empty string."""
    pairs = isinstance(anchors, list | tuple) and anchors and all(isinstance(one, tuple) and len(one) == 2 for one in anchors)
    for type_, held in anchors if pairs else anchors.items() if isinstance(anchors, Mapping) else [("", anchors)]:
        items = items_of(held)
        if items and not any(item.facts for item in items):
            raise InputError(
                "There is no certificate among the anchors.", hint="Give roots: a file, certificates, or a loaded pile."
            )
        yield from ((type_, item) for item in items)


def moment(bundle: Bundle, at: datetime | None = None) -> tuple[datetime, str]:
    """The time at which a pile is judged, and why then, where that is not plain; see :func:`judge`."""
    judged = judge(bundle, at)
    plain = judged.at_reason in {"as given", "now"}
    return judged.at or clock.now(), "" if plain else judged.at_reason
