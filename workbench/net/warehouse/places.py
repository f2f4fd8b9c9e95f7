"""The text that says where tables are kept: a file, a folder of Parquet, a server's URL; and the text shown, without password."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import unquote, urlsplit

from workbench.errors import InputError

_URL = re.compile(r"([a-z][a-z0-9+.-]*)://(.*)", re.IGNORECASE | re.DOTALL)
_HINT = (
    'Give nothing for a temporary DuckDB, "fleet.duckdb" for one that stays, a folder of Parquet by day, '
    '"postgresql://user@host/database", or "spark://local[2]".'
)


class Engine(StrEnum):
    """Who computes."""

    DUCKDB = "DuckDB"
    POSTGRESQL = "PostgreSQL"
    SPARK = "Spark"
    OTHER = "Ibis"


@dataclass(frozen=True, slots=True)
class Place:
    """Where tables are kept.

    Attributes
    ----------
    engine
        Who computes.
    shown
        What people are shown; without password.
    path
        The DuckDB file or the folder of Parquet; None for neither.
    url
        The server's, as given.
    secrets
        Texts that must not be shown: the password, as written and as meant.
    """

    engine: Engine
    shown: str
    path: Path | None = None
    url: str = ""
    secrets: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Place({self.engine.value}, {self.shown})"

    def clean(self, text: str) -> str:
        """A text, an error's for example, without the secrets."""
        for secret in sorted(self.secrets, key=len, reverse=True):
            text = text.replace(secret, "***")
        return text


def place_of(where: str | Path | None) -> Place:
    """What the text means.

    Raises
    ------
    InputError
        It is neither a URL, nor a ``.duckdb`` file, nor a folder.
    """
    if where is None:
        return Place(Engine.DUCKDB, "a temporary file")
    if str(where) == ":memory:":
        return Place(Engine.DUCKDB, "memory", url=":memory:")
    url = _URL.fullmatch(str(where))
    if url is None or isinstance(where, Path):
        return _on_disk(Path(where))
    scheme = url[1].lower()
    if scheme in {"spark", "pyspark"}:
        return Place(Engine.SPARK, str(where), url=str(where))
    return _server(scheme, str(where))


def _on_disk(path: Path) -> Place:
    if path.is_dir() or path.suffix in {".duckdb", ".ddb"}:
        if not path.parent.is_dir():
            raise InputError(f"There is no folder {str(path.parent)!r}.", hint="Make it, or name another one.")
        return Place(Engine.DUCKDB, str(path), path)
    what = "is no DuckDB file by its name" if path.exists() else "is neither a folder nor a name that ends in .duckdb"
    raise InputError(f"No warehouse: {str(path)!r} {what}.", hint=_HINT)


def _server(scheme: str, where: str) -> Place:
    engine = Engine.POSTGRESQL if scheme in {"postgres", "postgresql"} else Engine.OTHER
    try:
        parts = urlsplit(where)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        raise InputError(
            f"This {scheme} URL cannot be read: its host or port is malformed.",
            hint='Write "postgresql://user@host:5432/database"; in user and password write "/" as %2F, "@" as %40, ":" as %3A.',
        ) from None
    user = f"{parts.username}@" if parts.username else ""
    values = [one.partition("=")[2] for one in parts.query.split("&")]
    secrets = {form for one in (parts.password or "", *values) for form in (one, unquote(one)) if form}
    # everything after "?" may be a secret (password=, token=, sslpassword=), so none of it is shown
    return Place(engine, f"{scheme}://{user}{host}{port}{parts.path}", url=where, secrets=tuple(secrets))
