"""The steps by which an OCSP response is judged, by name, each with the clause that asks for it."""

READABLE = "can be read"
ANSWERED = "is an answer"
ABOUT = "about this certificate"
ISSUER = "issuer at hand"
NONCE_REPEATED = "nonce repeated"
SOUND = "nothing critical unknown"
SIGNATURE = "signature verified"
SIGNER = "signer may answer"
CURRENT = "holds at the time"
SAYS = "what it says"
SIZE = "fits into ocspResult"
STEPS = {
    READABLE: "RFC 6960 4.2.1",
    ANSWERED: "RFC 6960 2.3",
    ISSUER: "RFC 6960 4.1.1",
    ABOUT: "RFC 6960 3.2",
    NONCE_REPEATED: "RFC 6960 4.4.1",
    SOUND: "RFC 6960 4.4",
    SIGNATURE: "RFC 6960 3.2",
    SIGNER: "RFC 6960 4.2.2.2",
    CURRENT: "RFC 6960 4.2.2.1",
    SAYS: "M07.FR.03",
    SIZE: "M06.FR.03",
}
"""Each step with the clause that asks for it, in order."""
