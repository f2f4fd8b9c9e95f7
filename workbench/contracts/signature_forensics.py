"""Which grammar did the sender sign in? A signature tried in each that is seen in the wild.

ISO 15118 hashes EXI *fragments*, but senders disagree on their grammars: SignedInfo by XML Signature's schema alone or combined
with the message's; eMAID by the relaxed element grammar or by its type's; some encode an element as a document. A verifier that
knows one form calls the others forged. This one says which form holds, or that none does.

That the *right* elements are signed, and by whose key, are other questions.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workbench.contracts import signature_words
from workbench.contracts.exi.encoder import encode
from workbench.contracts.exi.errors import EXIError
from workbench.contracts.exi.iso15118_2 import ISO_15118_2
from workbench.contracts.exi.iso15118_20 import ISO_15118_20
from workbench.contracts.exi.signature import ECDSA_SHA512, Reference, Signature
from workbench.contracts.exi.states import Name
from workbench.contracts.exi.typed import from_node, to_node
from workbench.contracts.exi.xmldsig import XML_SIGNATURE
from workbench.contracts.signature_algorithms import DIGESTS, odd, verified
from workbench.display import Readable, view

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.contracts.exi.schema import Schema
    from workbench.contracts.exi.tree import Node
    from workbench.contracts.signature_algorithms import Odd, PublicKey
    from workbench.display import Findings

MOST_REFERENCES = 10
"""Four are the most that ISO 15118 asks for. Each costs several encodings: a message full of them would take minutes."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One way to encode what was hashed.

    Parameters
    ----------
    grammar
        In words: the schema, fragment or document, relaxed or typed.
    conforms
        Whether EXI has it so: a fragment, relaxed where its declarations disagree. (Which schema ISO 15118 means for SignedInfo is
        what senders disagree about; both fragments conform.)
    data
        The bytes.
    """

    grammar: str
    conforms: bool
    data: bytes


@dataclass(frozen=True, slots=True)
class ReferenceResult:
    """A reference, the element it means (None: no such Id), and the attempt whose digest is the one stated (None: none)."""

    reference: Reference
    element: Node | None
    attempt: Attempt | None
    tried: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class SignatureResult(Readable):
    """A signature: its references, and how SignedInfo was encoded and the value written (None and empty: nothing fits).

    ``signer`` is whose key it was tried with, for people; hostile text, or empty. ``odd`` are names of algorithms that are not what
    ISO 15118 has there. ``unread`` are references beyond :data:`MOST_REFERENCES`: with one, nothing was tried.
    """

    references: tuple[ReferenceResult, ...]
    signed_info: Attempt | None
    value_form: str
    tried: tuple[Attempt, ...]
    signer: str = ""
    odd: tuple[Odd, ...] = ()
    unread: int = 0

    @property
    def valid(self) -> bool:
        """The key signed SignedInfo and each reference's digest is that of its element, in whatever grammar."""
        return self.signed_info is not None and bool(self.references) and all(one.attempt for one in self.references)

    @property
    def sentence(self) -> str:
        """What holds and in which grammar, and what does not."""
        return signature_words.sentence(self)

    @property
    def findings(self) -> Findings:
        """What does not hold (errors), and forms that other verifiers may not know (warnings)."""
        return signature_words.findings(self)

    def to_dict(self) -> dict[str, Any]:
        """For JSON; a grammar is null where nothing holds."""
        return signature_words.to_dict(self)

    def _repr_html_(self) -> str:
        return str(view(signature_words.table(self).to_html()))

    def __str__(self) -> str:
        return signature_words.table(self).to_text()


def encodings(schema: Schema, node: Node) -> Iterator[Attempt]:
    """An element in each form in which it may have been hashed; what EXI and ISO 15118 ask for comes first."""
    name = str(node.name)
    if name in schema.fragments.known:
        for relaxed in (True, False) if name in schema.relaxed else (False,):
            data = encode(schema, node, fragment=True, relaxed=relaxed)
            yield Attempt(f"{schema.name}, fragment{', relaxed' if relaxed else ''}", relaxed is (name in schema.relaxed), data)
    if name in schema.documents.known:
        yield Attempt(f"{schema.name}, document", conforms=False, data=encode(schema, node))


def examine(schema: Schema, root: Node, key: PublicKey) -> SignatureResult:
    """The signature in a message's header, tried in every grammar.

    Parameters
    ----------
    schema
        The message's.
    root
        The decoded message.
    key
        The supposed signer's; that it is whose it should be is another question.

    Raises
    ------
    EXIError
        When the header has no signature.
    """
    header = next((one for _, one in root.walk() if one.kind == "element" and one.name == Name("Signature", "ds")), None)
    if header is None:
        raise EXIError("The message is not signed.", hint="Its header has no Signature.")
    signature = from_node(schema, header, Signature)
    count = len(signature.signed_info.references)
    if count > MOST_REFERENCES:
        return SignatureResult((), None, "", (), unread=count)
    references = tuple(_reference(schema, root, one) for one in signature.signed_info.references)
    info = to_node(XML_SIGNATURE, Name("SignedInfo", "ds"), "ds:SignedInfoType", signature.signed_info)
    tried = tuple(one for grammar in _grammars(schema) for one in encodings(grammar, info))
    method = signature.signed_info.signature_method.algorithm
    for attempt in tried:
        form = verified(key, signature.signature_value.value, attempt.data, sha512=method == ECDSA_SHA512)
        if form:
            return SignatureResult(references, attempt, form, tried, odd=tuple(odd(schema, signature.signed_info, form)))
    return SignatureResult(references, None, "", tried)


def _grammars(schema: Schema) -> list[Schema]:
    """Sets of schemas by which SignedInfo may have been encoded, the likely ones first."""
    return [XML_SIGNATURE, schema, *(one for one in (ISO_15118_2, ISO_15118_20) if one is not schema)]


def _reference(schema: Schema, root: Node, reference: Reference) -> ReferenceResult:
    wanted = (reference.uri or "").removeprefix("#")
    identified = ((one.value, node) for _, node in root.walk() for one in node.attributes if one.name.local == "Id")
    element = next((node for value, node in identified if value == wanted and wanted), None)
    digest = DIGESTS.get(reference.digest_method.algorithm)
    if element is None or digest is None:
        return ReferenceResult(reference, element, None, ())
    tried = tuple(encodings(schema, element))
    found = next((one for one in tried if digest(one.data).digest() == reference.digest_value), None)
    return ReferenceResult(reference, element, found, tried)
