"""Names, texts and types as DuckDB writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.fleet.schema import Column

_TYPES = {"string": "VARCHAR", "timestamp('UTC')": "TIMESTAMPTZ", "int64": "BIGINT", "int32": "INTEGER", "boolean": "BOOLEAN"}


def identifier(name: str) -> str:
    """A name in quotation marks, its own doubled."""
    return '"' + name.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text in apostrophes, its own doubled."""
    return "'" + value.replace("'", "''") + "'"


def duckdb_type(column: Column) -> str:
    """A declared column's type: ``VARCHAR``, ``TIMESTAMPTZ``, ``BIGINT``, ``INTEGER``, ``BOOLEAN``."""
    return _TYPES[column.type.removeprefix("!")]


def definition(columns: tuple[Column, ...]) -> str:
    """Declared columns for CREATE TABLE, with NOT NULL where they say so."""
    return ", ".join(f"{identifier(one.name)} {duckdb_type(one)}{' NOT NULL' if one.required else ''}" for one in columns)
