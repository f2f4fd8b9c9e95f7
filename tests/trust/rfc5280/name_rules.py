"""One row for each rule of RFC 5280 4.2.1.10: what a CA says, what a certificate below it holds, and whether that is allowed.

``openssl`` is there where the command answers otherwise than the RFC, with the reason; where that begins with
"some versions", others agree.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Rule:
    claim: str
    names: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    allowed: bool = True
    subject: str = "CN=leaf"
    openssl: str = ""


def both(claim, constraint, inside, outside, **more):
    """Four rows: a name inside and a name outside of a subtree, permitted and excluded."""
    for name, is_inside in ((inside, True), (outside, False)):
        where = f"{name} is {'inside' if is_inside else 'outside'}: {claim}"
        yield Rule(f"permitted, {where}", (name,), permitted=(constraint,), allowed=is_inside, **more)
        yield Rule(f"excluded, {where}", (name,), excluded=(constraint,), allowed=not is_inside, **more)


def _only(kind: str, constraint: str) -> dict[str, Any]:
    return {kind: (constraint,)}


_DNS = "DNS:example.com"
_ORGANISATION = "dirName:O=Example, OU=Charging"
_MAPPED = "IP:::ffff:10.0.0.0/ffff:ffff:ffff:ffff:ffff:ffff:ff00:0"
_PREFIX = "IP:2001:db8::/ffff:ffff::"
_UNICODE_MAIL = "other:1.3.6.1.5.5.7.8.9="

RULES = [
    *both("the host itself", _DNS, "DNS:example.com", "DNS:example.org"),
    *both("labels are added on the left", _DNS, "DNS:a.b.example.com", "DNS:example.com.evil.org"),
    *both("only whole labels", _DNS, "DNS:x.example.com", "DNS:badexample.com"),
    *both("ASCII case makes no difference", "DNS:eXample.COM", "DNS:WWW.Example.com", "DNS:com"),
    *both("a wildcard is a label", _DNS, "DNS:*.example.com", "DNS:*.com"),
    *both("IDNA labels are ASCII", "DNS:xn--bcher-kva.example", "DNS:www.XN--bcher-kva.example", "DNS:xn--bcher.example"),
    *both("a leading dot wants a further label, as OpenSSL and Go read it", "DNS:.example.com", "DNS:a.example.com", _DNS),
    Rule("an empty dNSName permits all", ("DNS:a.example",), permitted=("DNS:",)),
    Rule("an empty dNSName excludes all", ("DNS:a.example",), excluded=("DNS:",), allowed=False),
    Rule(
        "one dot at the end makes no difference, permitted",
        ("DNS:a.example.com.",),
        permitted=(_DNS,),
        openssl="compares the dot",
    ),
    Rule(
        "one dot at the end makes no difference, excluded",
        ("DNS:a.example.com.",),
        excluded=(_DNS,),
        allowed=False,
        openssl="compares the dot",
    ),
    Rule(
        "an empty label is no domain name",
        ("DNS:a..example.com",),
        permitted=(_DNS,),
        allowed=False,
        openssl="compares the end only",
    ),
    Rule(
        "what is no domain name does not escape exclusion",
        ("DNS:evil.example.com\0",),
        excluded=(_DNS,),
        allowed=False,
        openssl="compares the end only",
    ),
    *both("a mailbox", "email:root@example.com", "email:root@EXAMPLE.com", "email:toor@example.com"),
    *both("a mailbox's local part has case", "email:root@example.com", "email:root@example.com", "email:Root@example.com"),
    *both("all mailboxes of a host", "email:example.com", "email:any@Example.com", "email:any@mail.example.com"),
    *both("all mailboxes below a domain", "email:.example.com", "email:any@a.mail.example.com", "email:any@example.com"),
    *both(
        "a quoted local part may hold an @", "email:example.com", 'email:"a@example.org"@example.com', 'email:"a@example.com"@b.org'
    ),
    *both(
        "no local part means the host, as OpenSSL reads it",
        "email:@example.com",
        "email:any@example.com",
        "email:any@a.example.com",
    ),
    Rule("no mail address", ("email:example.com",), permitted=("email:example.com",), allowed=False),
    Rule("no mail address, excluded", ("email:example.com",), excluded=("email:example.org",), allowed=False),
    *both(
        "SmtpUTF8Mailbox is a mail address", "email:example.com", f"{_UNICODE_MAIL}ü@example.com", f"{_UNICODE_MAIL}ü@example.org"
    ),
    Rule(
        "a domain in Unicode cannot be compared",
        (f"{_UNICODE_MAIL}ü@bücher.example",),
        permitted=("email:xn--bcher-kva.example",),
        allowed=False,
        openssl="converts the constraint to Unicode",
    ),
    Rule(
        "emailAddress of the subject",
        subject="CN=leaf, emailAddress=a@example.org",
        permitted=("email:example.com",),
        allowed=False,
    ),
    Rule("emailAddress of the subject, permitted", subject="CN=leaf, emailAddress=a@example.com", permitted=("email:example.com",)),
    Rule(
        "emailAddress of the subject, excluded",
        subject="CN=leaf+emailAddress=a@example.com",
        excluded=("email:example.com",),
        allowed=False,
    ),
    Rule(
        "emailAddress of the subject does not count beside an rfc822Name",
        ("email:a@example.com",),
        subject="emailAddress=a@example.org",
        permitted=("email:example.com",),
        openssl="counts it always",
    ),
    Rule(
        "emailAddress of the subject counts beside other names",
        ("DNS:a.example.com",),
        subject="emailAddress=a@example.org",
        permitted=("email:example.com",),
        allowed=False,
    ),
    *both("the host of a URI", "URI:host.example.com", "URI:ftp://HOST.example.com:8080/x", "URI:http://a.host.example.com/"),
    *both("all hosts below a domain", "URI:.example.com", "URI:https://a.b.example.com", "URI:https://example.com/#f"),
    *both(
        "user names are no hosts",
        "URI:example.com",
        "URI:http://example.org:x@example.com/",
        "URI:http://example.com:x@example.org/",
        openssl="some versions take the user for the host",
    ),
    *both(
        "a host ends at a query",
        "URI:.example.com",
        "URI:http://a.example.com?.example.org",
        "URI:http://example.org?.example.com",
        openssl="some versions take the query for the host's end",
    ),
    Rule("a URI without authority, permitted", ("URI:urn:example.com",), permitted=("URI:example.com",), allowed=False),
    Rule("a URI without authority, excluded", ("URI:mailto:a@example.org",), excluded=("URI:example.com",), allowed=False),
    Rule("a relative URI", ("URI://example.com/",), permitted=("URI:example.com",), allowed=False),
    Rule("an empty host", ("URI:file:///etc",), excluded=("URI:example.com",), allowed=False),
    Rule(
        "an IPv4 host", ("URI:http://192.0.2.1/",), excluded=("URI:example.com",), allowed=False, openssl="takes it for a host name"
    ),
    Rule(
        "an IPv6 host",
        ("URI:http://[2001:db8::1]/",),
        excluded=("URI:example.com",),
        allowed=False,
        openssl="takes it for a host name",
    ),
    Rule(
        "an IPv4 host in hex",
        ("URI:http://0x7f000001/",),
        excluded=("URI:example.com",),
        allowed=False,
        openssl="takes it for a host name",
    ),
    Rule(
        "an IPv4 host in the constraint's words",
        ("URI:http://192.0.2.1/",),
        permitted=("URI:192.0.2.1",),
        allowed=False,
        openssl="takes it for a host name",
    ),
    Rule(
        "a backslash before the host",
        ("URI:http://evil.org\\@example.com/",),
        permitted=("URI:example.com",),
        allowed=False,
        openssl="some versions look behind the @ only",
    ),
    Rule(
        "a percent-encoded host",
        ("URI:http://%65xample.com/",),
        excluded=("URI:example.com",),
        allowed=False,
        openssl="compares it as it stands",
    ),
    *both("a network of IPv4", "IP:10.1.0.0/255.255.0.0", "IP:10.1.255.255", "IP:10.2.0.0"),
    *both("all of IPv4", "IP:0.0.0.0/0.0.0.0", "IP:203.0.113.9", "IP:2001:db8::1"),
    *both("one host", "IP:10.1.2.3/255.255.255.255", "IP:10.1.2.3", "IP:10.1.2.2"),
    *both("bits outside the mask are left out", "IP:10.1.2.3/255.255.0.0", "IP:10.1.9.9", "IP:10.3.2.3"),
    *both("a mask with gaps is applied bit by bit", "IP:10.0.0.1/255.0.0.255", "IP:10.9.9.1", "IP:10.0.0.2"),
    *both("a network of IPv6", _PREFIX, "IP:2001:db8:ff::1", "IP:2001:db9::1"),
    *both("IPv4 is not mapped into IPv6", _MAPPED, "IP:::ffff:10.0.0.1", "IP:10.0.0.1"),
    Rule("an address of five octets", ("IP:#0a00000000",), permitted=("IP:10.0.0.0/255.0.0.0",), allowed=False),
    Rule("an address of five octets, excluded", ("IP:#0a00000000",), excluded=("IP:11.0.0.0/255.0.0.0",), allowed=False),
    *both(
        "a directory name begins so", _ORGANISATION, "dirName:O=Example, OU=Charging, CN=x", "dirName:O=Example, CN=x", subject=""
    ),
    *both("the name itself", _ORGANISATION, _ORGANISATION, "dirName:OU=Charging, O=Example", subject=""),
    *both("by RFC 5280 7.1", _ORGANISATION, "dirName:O:=EXAMPLE, OU=  charging", "dirName:O:=EXAMPLES, OU=Charging", subject=""),
    *both(
        "an RDN counts as a whole",
        _ORGANISATION,
        "dirName:O=Example, OU=Charging",
        "dirName:O=Example, OU=Charging+CN=x",
        subject="",
    ),
    *both("the attributes of an RDN have no order", "dirName:O=A+CN=B", "dirName:CN=b+O=a, CN=c", "dirName:O=A, CN=B", subject=""),
    Rule("the subject, permitted", permitted=("dirName:O=Example",), subject="O=Example, CN=leaf"),
    Rule("the subject, not permitted", permitted=("dirName:O=Example",), allowed=False),
    Rule("the subject, excluded", excluded=("dirName:O=Example",), subject="O=Example, CN=leaf", allowed=False),
    Rule("the subject and each directoryName", ("dirName:O=B",), permitted=("dirName:O=A",), subject="O=A, CN=leaf", allowed=False),
    Rule("an empty subject is no directory name", ("DNS:a.example",), permitted=("dirName:O=Example",), subject=""),
    Rule("an empty subject is in no empty subtree", ("DNS:a.example",), excluded=("dirName:",), subject=""),
    Rule("an empty directory name excludes all", excluded=("dirName:",), allowed=False),
    Rule("an empty directory name permits all", permitted=("dirName:",)),
    Rule("one of several permitted ones is enough", ("DNS:a.example.org",), permitted=(_DNS, "DNS:example.org")),
    Rule("excluded beats permitted", ("DNS:a.example.com",), permitted=(_DNS,), excluded=("DNS:a.example.com",), allowed=False),
    Rule("each name counts", ("DNS:example.com", "DNS:example.org"), permitted=(_DNS,), allowed=False),
    Rule("other forms are not constrained", ("email:a@example.org", "IP:10.0.0.1", "URI:urn:x", "RID:1.2.3"), permitted=(_DNS,)),
    Rule("common names are no DNS names", subject="CN=www.example.org", permitted=(_DNS,), openssl="compares a host-like CN too"),
    *(
        Rule(f"{name} under a {kind} subtree of its form", (name,), allowed=False, **_only(kind, name))
        for name in ("RID:1.2.3", "other:1.2.3.4=x", "edi:x")
        for kind in ("permitted", "excluded")
    ),
    Rule("an otherName of another type", ("other:1.2.3.4=x",), excluded=("other:1.2.3.5=x",)),
    Rule(
        "forms without rules do not matter where they do not occur",
        ("DNS:example.com",),
        excluded=("RID:1.2.3", "other:1.2.3=x", "edi:x"),
    ),
    *(
        Rule(f"{limit} in an {kind} subtree", ("DNS:a.example.com",), allowed=False, **_only(kind, f"{_DNS} {limit}"))
        for limit in ("min=1", "max=1")
        for kind in ("permitted", "excluded")
    ),
    Rule("a minimum does not matter where its form does not occur", ("DNS:a.example.com",), excluded=("email:example.com min=1",)),
    Rule(
        "a minimum does not matter where another subtree permits",
        ("DNS:a.example.com",),
        permitted=(f"{_DNS} min=1", "DNS:a.example.com"),
        openssl="rejects at the first minimum",
    ),
    Rule("minimum 0 in so many words", ("DNS:a.example.com",), permitted=(f"{_DNS} min=0",)),
    Rule("a network of five octets", ("IP:10.0.0.1",), excluded=("IP:#0b000000ff",), allowed=False),
    Rule("an empty mail constraint", ("email:a@example.com",), excluded=("email:",), allowed=False, openssl="is never matched"),
    Rule(
        "a URI as URI constraint",
        ("URI:http://example.com/",),
        excluded=("URI:http://example.com/",),
        allowed=False,
        openssl="is never matched",
    ),
]
