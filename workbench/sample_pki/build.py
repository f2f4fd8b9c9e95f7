"""READ FIRST: a declaration to the files of ``sample_certs/``, in memory. The same declaration gives the same octets.

``declaration`` is what to make, ``issuance`` makes keys, certificates, CSRs and CRLs, ``messages`` the OCPP frames about them,
``containers`` and ``mishaps`` the files; ``manifest`` describes them. Nothing here writes: that is ``pnc samples``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from workbench.errors import InputError
from workbench.sample_pki import mishaps
from workbench.sample_pki.containers import CONTAINERS, same_store, zip_archive
from workbench.sample_pki.declaration import HINT, Declaration, FileDeclaration
from workbench.sample_pki.issuance import CERTIFICATE, CRL, Issuance
from workbench.sample_pki.messages import Messages, pretty, references

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFile:
    """One file of the samples.

    Attributes
    ----------
    path
        Relative, with ``/``.
    content
        May hold a private key: out of the repr.
    holds
        Names in the declaration; ``.key``, ``.csr`` and ``.crl`` behind a certificate's name tell what of it.
    kinds
        Kinds of the certificates in it, without repetition.
    sha256
        Fingerprints of the certificates and CRLs that can be read from it, 64 lower-case hex digits each, in order.
    """

    path: str
    content: bytes = field(repr=False)
    format: str
    description: str
    holds: tuple[str, ...]
    kinds: tuple[str, ...]
    sha256: tuple[str, ...]
    password: str = ""
    defect: str = ""
    expected: tuple[str, ...] = ()

    def agrees_with(self, existing: bytes) -> bool:
        """Whether a file with these octets is already this one; PKCS#12, full of salts, is compared by what is in it."""
        if existing == self.content:
            return True
        return self.format == "PKCS#12" and same_store(self.content, existing, self.password)


def build(declaration: Declaration) -> tuple[SampleFile, ...]:
    """Every file that the declaration describes, in its order.

    Raises
    ------
    InputError
        The declaration names something that it does not declare.
    """
    return Builder(declaration).files()


class Builder:
    """Makes the files of one declaration."""

    def __init__(self, declaration: Declaration) -> None:
        self._declaration = declaration
        self._issuance = Issuance(declaration)
        self._messages = Messages(declaration, self._issuance)
        self._made: dict[str, SampleFile] = {}

    def files(self) -> tuple[SampleFile, ...]:
        """See :func:`build`."""
        for file in (*self._plain_files(), *self._declaration.files.values()):
            self._made[file.path] = self._make(file)
        return tuple(self._made.values())

    def _plain_files(self) -> Iterator[FileDeclaration]:
        """What every certificate and CRL gets without asking: ``NAME.pem`` and ``NAME.key.pem``; ``NAME.crl``."""
        for name, declared in self._declaration.certificates.items():
            yield FileDeclaration(
                path=f"{name}.pem",
                format="PEM",
                description=declared.description,
                holds=(name,),
                defect=declared.defect,
                expected=declared.expected,
            )
            if declared.same_key_as == name:
                words = f"TEST KEY of {name}, made from a published seed"
                yield FileDeclaration(path=f"{name}.key.pem", format="PEM", description=words, holds=(f"{name}.key",))
        for name, crl in self._declaration.crls.items():
            yield FileDeclaration(path=f"{name}.crl", format="DER", description=crl.description, holds=(f"{name}.crl",))

    def _make(self, file: FileDeclaration) -> SampleFile:
        content, holds = self._content(file)
        for step in file.then:
            content = mishaps.apply(step, content)
        parts = [self._issuance.part(reference) for reference in holds]
        readable = not any(step.startswith("cut to") for step in file.then)
        return SampleFile(
            path=file.path,
            content=content,
            format=file.format,
            description=file.description,
            holds=holds,
            kinds=tuple(dict.fromkeys(self._issuance.declared(part.name).kind for part in parts if part.label == CERTIFICATE)),
            sha256=tuple(hashlib.sha256(part.der).hexdigest() for part in parts if readable and part.label in {CERTIFICATE, CRL}),
            password=file.password,
            defect=file.defect,
            expected=file.expected,
        )

    def _content(self, file: FileDeclaration) -> tuple[bytes, tuple[str, ...]]:
        """The octets before any mishap, and the references to what can be found in them."""
        if file.members:
            packed = {inside: self._packed(path, file) for inside, path in file.members.items()}
            archive = zip_archive({inside: member.content for inside, member in packed.items()})
            return archive, tuple(reference for member in packed.values() for reference in member.holds)
        if file.log:
            return self._messages.log(file.log).encode(), self._messages.mentioned_by(name for _, _, name in file.log)
        if file.message:
            return pretty(self._messages.frame(file.message)).encode(), self._messages.mentioned_by([file.message])
        if file.json is not None:
            return pretty(self._messages.fill(file.json)).encode(), references(file.json)
        if file.format in CONTAINERS:
            return CONTAINERS[file.format]([self._issuance.part(reference) for reference in file.holds], file), file.holds
        return str(self._messages.fill(file.text)).encode(), references(file.text)

    def _packed(self, path: str, archive: FileDeclaration) -> SampleFile:
        try:
            return self._made[path]
        except KeyError:
            raise InputError(f"file {archive.path} packs {path}, which is not declared before it.", hint=HINT) from None
