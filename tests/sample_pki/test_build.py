"""The builder on declarations of its own: what later samples need, and what goes wrong."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448

from workbench.errors import InputError
from workbench.sample_pki.build import SampleFile, build
from workbench.sample_pki.declaration import read_declaration

HEAD = """
seed = "s"
reference_time = 2026-06-01T00:00:00Z
[defaults]
subject = ["CN={common_name}"]
extensions = ["basicConstraints critical", "subjectKeyIdentifier", "authorityKeyIdentifier"]
key = "P-521"
lifetime = "1 year"
valid_from = 2026-01-01
description = "d"
kind = "k"
ca = true
"""
ROOTS = """
[certificate."f/old"]
common_name = "Old"
[certificate."f/new"]
common_name = "New"
key = "Ed448"
[certificate."f/new-by-old"]
common_name = "New"
issuer = "old"
same_key_as = "f/new"
key_identifier = "sha1-60"
defect = "cross"
expected = ["chain-too-long"]
"""
Made = Callable[[str], dict[str, SampleFile]]


@pytest.fixture
def made() -> Made:
    return lambda text: {file.path: file for file in build(read_declaration(HEAD + ROOTS + text))}


def certificate(file: SampleFile) -> x509.Certificate:
    return x509.load_pem_x509_certificate(file.content)


def test_a_cross_signed_root_has_the_key_and_name_of_the_new_one_and_the_old_one_s_signature(made: Made) -> None:
    files = made("")
    old, new, cross = (certificate(files[f"f/{name}.pem"]) for name in ("old", "new", "new-by-old"))
    assert isinstance(old.public_key(), ec.EllipticCurvePublicKey)
    assert isinstance(new.public_key(), ed448.Ed448PublicKey)
    assert cross.public_key() == new.public_key()
    assert cross.subject == new.subject
    cross.verify_directly_issued_by(old)
    new.verify_directly_issued_by(new)
    assert isinstance(old.signature_hash_algorithm, type(cross.signature_hash_algorithm))
    assert cross.signature_algorithm_oid == x509.SignatureAlgorithmOID.ECDSA_WITH_SHA512
    assert "f/new-by-old.key.pem" not in files


def test_key_identifiers_follow_each_certificate_s_method(made: Made) -> None:
    files = made("")
    cross = certificate(files["f/new-by-old.pem"]).extensions
    assert len(cross.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest) == 8
    assert len(cross.get_extension_for_class(x509.AuthorityKeyIdentifier).value.key_identifier or b"") == 20


def test_a_defect_of_a_certificate_is_its_file_s(made: Made) -> None:
    files = made("")
    assert (files["f/new-by-old.pem"].defect, files["f/new-by-old.pem"].expected) == ("cross", ("chain-too-long",))
    assert files["f/new.pem"].defect == ""


def test_a_signature_by_another_digest_a_serial_and_a_raw_extension(made: Made) -> None:
    odd = certificate(
        made(
            '[certificate."f/odd"]\ncommon_name = "Odd"\nkey = "P-256"\nhash = "SHA1"\nserial = 7\n'
            'extensions = ["1.2.3.4 critical"]\nraw_extensions = { "1.2.3.4" = "0500" }\n'
        )["f/odd.pem"]
    )
    assert odd.serial_number == 7
    assert odd.signature_algorithm_oid == x509.SignatureAlgorithmOID.ECDSA_WITH_SHA1
    (extension,) = odd.extensions
    assert (extension.critical, extension.value.public_bytes()) == (True, b"\x05\x00")


def test_a_crl_can_name_certificates(made: Made) -> None:
    files = made(
        '[crl."f/old"]\ndescription = "d"\nnumber = 5\nthis_update = 2026-05-01\nnext_update = 2026-07-01\n'
        'revoked = [{ certificate = "f/new-by-old", at = 2026-05-02T10:00:00Z }]\n'
    )
    crl = x509.load_der_x509_crl(files["f/old.crl"].content)
    (entry,) = crl
    assert entry.serial_number == certificate(files["f/new-by-old.pem"]).serial_number
    assert list(entry.extensions) == []
    old = certificate(files["f/old.pem"])
    assert crl.is_signature_valid(old.public_key())  # type: ignore[arg-type]
    assert crl.issuer == old.subject
    assert crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 5


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_a_zip_archive_is_the_same_everywhere(made: Made, monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(zipfile.sys, "platform", platform)  # type: ignore[attr-defined]  # zipfile notes the system
    file = made('[file."z.zip"]\nformat = "zip"\ndescription = "d"\nmembers = { "a/b.pem" = "f/old.pem", "c" = "f/new.pem" }')[
        "z.zip"
    ]
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        found = [(info.filename, info.date_time, info.create_system, info.compress_type) for info in archive.infolist()]
    assert found == [("a/b.pem", (1980, 1, 1, 0, 0, 0), 3, 0), ("c", (1980, 1, 1, 0, 0, 0), 3, 0)]
    assert file.holds == ("f/old", "f/new")
    assert len(file.sha256) == 2


@pytest.mark.parametrize(
    ("steps", "start", "end"),
    [
        ('["Windows line ends"]', b"-----BEGIN CERTIFICATE-----\r\nMII", b"CATE-----\r\n"),
        ('["UTF-8 byte order mark"]', b"\xef\xbb\xbf-----BEGIN", b"CATE-----\n"),
        ('["Windows line ends", "UTF-16"]', b"\xff\xfe-\0-\0-\0-\0-\0B\0", b"-\0\r\0\n\0"),
        (r"""['literal \n']""", rb"-----BEGIN CERTIFICATE-----\nMII", rb"\n-----END CERTIFICATE-----"),
        ('["no END line"]', b"-----BEGIN CERTIFICATE-----\nMII", b"\n"),
        ('["cut to 20"]', b"-----BEGIN CERTIFICA", b"CERTIFICA"),
    ],
)
def test_each_mishap(made: Made, steps: str, start: bytes, end: bytes) -> None:
    file = made(f'[file."x"]\nformat = "PEM"\ndescription = "d"\nholds = ["f/old"]\nthen = {steps}')["x"]
    assert file.content.startswith(start)
    assert file.content.endswith(end)
    assert (b"END" in file.content.replace(b"\0", b"")) == (steps not in {'["no END line"]', '["cut to 20"]'})
    assert (file.sha256 == ()) == (steps == '["cut to 20"]')


def test_texts_and_json_are_filled_in(made: Made) -> None:
    files = made(
        '[file."t"]\nformat = "text"\ndescription = "d"\ntext = "before\\n{pem f/old f/old.key}after {other}"\n'
        '[file."j"]\nformat = "JSON"\ndescription = "d"\njson = { a = ["{hash f/new-by-old}", 1, true, "{pem f/new}"] }\n'
    )
    assert files["t"].content == b"before\n" + files["f/old.pem"].content + files["f/old.key.pem"].content + b"after {other}"
    assert files["t"].holds == ("f/old", "f/old.key")
    assert files["j"].holds == ("f/new",)
    assert b'"serialNumber": "%x"' % certificate(files["f/new-by-old.pem"]).serial_number in files["j"].content


BELOW_OLD = """
[certificate."f/leaf"]
common_name = "Leaf"
issuer = "old"
issuer_string_types = { CN = "PrintableString" }
extensions = ["authorityInformationAccess"]
ocsp = ["http://o.example/{issuer}", "http://second.example"]
"""


def test_a_certificate_may_spell_its_issuer_s_name_in_its_own_way(made: Made) -> None:
    leaf = certificate(made(BELOW_OLD)["f/leaf.pem"])
    old = certificate(made("")["f/old.pem"])
    assert (old.subject.rfc4514_string(), leaf.issuer.rfc4514_string()) == ("CN=Old", "CN=Old")
    assert old.subject.public_bytes().replace(b"\x0c\x03Old", b"\x13\x03Old") == leaf.issuer.public_bytes()
    assert b"\x0c\x04Leaf" in leaf.subject.public_bytes()


def of_message(file: SampleFile) -> dict[str, Any]:
    payload: dict[str, Any] = json.loads(file.content)[3]
    return payload


def test_hash_placeholders_take_an_algorithm_and_mistakes(made: Made) -> None:
    words = 'payload = { a = ["{hash f/leaf}", "{hash f/leaf SHA512}", "{hash f/leaf SHA512 key:own}"] }'
    file = f'{BELOW_OLD}[message.m]\ncall = "X"\n{words}\n[file."m"]\nformat = "OCPP-J"\ndescription = "d"\nmessage = "m"'
    plain, long, wrong = of_message(made(file)["m"])["a"]
    assert (plain["hashAlgorithm"], len(plain["issuerNameHash"])) == ("SHA256", 64)
    assert (long["hashAlgorithm"], len(long["issuerNameHash"])) == ("SHA512", 128)
    assert wrong["issuerKeyHash"] != long["issuerKeyHash"]
    assert wrong | {"issuerKeyHash": long["issuerKeyHash"]} == long


def test_an_ocsp_placeholder_adds_the_first_responder(made: Made) -> None:
    payload = 'payload = { a = "{hash f/leaf SHA384}", b = "{ocsp f/leaf SHA384}" }'
    file = f'{BELOW_OLD}[message.m]\ncall = "X"\n{payload}\n[file."m"]\nformat = "OCPP-J"\ndescription = "d"\nmessage = "m"'
    found = of_message(made(file)["m"])
    assert found["b"] == found["a"] | {"responderURL": "http://o.example/old"}


def test_a_message_like_another_has_its_payload_with_words_behind_every_name(made: Made) -> None:
    messages = (
        '[message.m]\ncall = "X"\npayload = { a = "{hash f/leaf SHA384}", b = [{ c = "{ocsp f/leaf}" }, 1, "{pem f/old}"] }\n'
        '[message.n]\ncall = "X"\nlike = "m"\nwords = "serial:decimal"\n'
    )
    asked = "".join(f'[file."{name}"]\nformat = "OCPP-J"\ndescription = "d"\nmessage = "{name}"\n' for name in "mn")
    files = made(BELOW_OLD + messages + asked)
    first, second = of_message(files["m"]), of_message(files["n"])
    for right, wrong in ((first["a"], second["a"]), (first["b"][0]["c"], second["b"][0]["c"])):
        assert wrong.pop("serialNumber") == str(int(right.pop("serialNumber"), 16))
        assert wrong == right
    assert first["b"][1:] == second["b"][1:]
    assert files["n"].holds == ("f/old",)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[file."x"]\nformat = "JSON"\ndescription = "d"\njson = "{hash f/old serial:roman}"', "serial:roman cannot be made"),
        (
            '[file."x"]\nformat = "JSON"\ndescription = "d"\njson = "{ocsp f/old}"',
            "f/old}: the certificate names no OCSP responder",
        ),
        ('[file."x"]\nformat = "PEM"\ndescription = "d"\nholds = ["f/nobody"]', "the certificate f/nobody, which is not declared"),
        ('[file."x"]\nformat = "PEM"\ndescription = "d"\nholds = ["f/old.crl"]', "f/old.crl, which is not declared"),
        ('[file."x"]\nformat = "PEM"\ndescription = "d"\nholds = ["f/old.pem"]', "certificate f/old.pem, which is not declared"),
        ('[file."x"]\nformat = "DER"\ndescription = "d"\nholds = ["f/old", "f/new"]', "file x: DER holds one thing, not 2"),
        ('[file."x"]\nformat = "PEM"\ndescription = "d"\nholds = ["f/old"]\nthen = ["burn"]', "There is no step 'burn'"),
        ('[file."x"]\nformat = "zip"\ndescription = "d"\nmembers = { a = "f/nobody.pem" }', "packs f/nobody.pem"),
        ('[file."x"]\nformat = "OCPP-J"\ndescription = "d"\nmessage = "m"', "the message m, which is not declared"),
        ('[certificate."f/a"]\ncommon_name = "A"\nextensions = ["1.2.3"]', "raw_extensions has no content for 1.2.3"),
    ],
)
def test_a_mistake_in_the_declaration_is_named(made: Made, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        made(text)
