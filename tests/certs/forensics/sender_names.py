"""A distinguished name as programs print it; a wrong sender hashes that, or sends it. By asn1crypto, not by the code under test."""

from asn1crypto import x509 as lenient

SHORT = {
    "common_name": "CN",
    "organization_name": "O",
    "organizational_unit_name": "OU",
    "country_name": "C",
    "state_or_province_name": "ST",
    "locality_name": "L",
    "domain_component": "DC",
    "serial_number": "serialNumber",
}


def printed_forms(name: bytes) -> dict[str, str]:
    """The one-line forms of a name without special characters, by who prints them; ``test_printed_names.py`` has the others.

    OpenSSL before 3.2 puts spaces around the equals sign, later ones do not; .NET and Java's ``toString`` print RFC 4514's order
    with a space after the comma.
    """
    attributes = [
        (SHORT.get(attribute["type"].native, attribute["type"].dotted), str(attribute["value"].native))
        for rdn in lenient.Name.load(name).chosen
        for attribute in rdn
    ]
    assert not any(set(value) & set(',+"\\<>;/#') for _, value in attributes)
    joined = [f"{short}={value}" for short, value in attributes]
    return {
        "RFC 4514": ",".join(reversed(joined)),
        "RFC 4514 with spaces": ", ".join(reversed(joined)),
        "X.500 order": ",".join(joined),
        "OpenSSL 3.2": ", ".join(joined),
        "OpenSSL 1.1 to 3.1": ", ".join(f"{short} = {value}" for short, value in attributes),
        "OpenSSL one line": "".join(f"/{one}" for one in joined),
    }
