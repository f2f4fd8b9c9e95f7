"""A certificate as ``openssl x509 -text`` tells it, taken apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Told:
    """What OpenSSL prints; extensions by its name for them, each with whether it is critical and its text."""

    subject: str
    issuer: str
    key: str
    signature: str
    extensions: dict[str, tuple[bool, str]]

    def critical(self) -> set[str]:
        return {name for name, (critical, _) in self.extensions.items() if critical}

    def text(self, name: str) -> str:
        return self.extensions[name][1]


def told(run_openssl: Callable[..., str], path: Path) -> Told:
    text = run_openssl("x509", "-in", path, "-noout", "-text", "-certopt", "no_sigdump")

    def after(label: str) -> str:
        return re.search(rf"^ *{label}: *(.*)$", text, re.MULTILINE)[1]  # type: ignore[index]

    extensions: dict[str, tuple[bool, str]] = {}
    name = ""
    for line in text.partition("X509v3 extensions:\n")[2].splitlines():
        if found := re.fullmatch(r" {12}(\S[^:]*): ?(critical|)", line):  # 12 blanks: a name, more: what it holds
            name = found[1].removeprefix("X509v3 ")
            extensions[name] = (found[2] == "critical", "")
        elif line.strip():
            critical, held = extensions[name]
            extensions[name] = (critical, f"{held}; {line.strip()}".removeprefix("; "))
    key = re.search(r"NIST CURVE: (\S+)|(ED448) Public-Key", text)
    assert key
    return Told(
        subject=after("Subject"),
        issuer=after("Issuer"),
        key=key[1] or key[2],
        signature=after("Signature Algorithm"),
        extensions=extensions,
    )
