"""Engines that others run: PostgreSQL, Spark, and whatever Ibis has a connection string for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from workbench.errors import InputError, NetworkError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ibis.backends.sql import SQLBackend

    from workbench.net.warehouse.places import Place

_CONNECT_SECONDS = 10


def open_postgresql(place: Place) -> SQLBackend:
    """A connection to PostgreSQL, times in UTC; ``?sslmode=`` and other parameters go to the driver.

    Raises
    ------
    InputError
        The driver is not installed, or the server refuses the parameters.
    NetworkError
        The server is not reached, or refuses the user.
    """
    try:
        import psycopg  # noqa: PLC0415  # an extra
    except ImportError:
        raise _missing("PostgreSQL", "postgres") from None
    import ibis  # noqa: PLC0415  # a quarter of a second that only a fleet pays

    parts = urlsplit(place.url)
    database, _, schema = parts.path.removeprefix("/").partition("/")
    asked = (one.partition("=") for one in parts.query.split("&") if one)
    given: dict[str, Any] = {"connect_timeout": _CONNECT_SECONDS, **{name: unquote(value) for name, _, value in asked}}
    given |= {"host": parts.hostname, "port": parts.port or 5432, "database": unquote(database) or None, "schema": schema or None}
    if parts.username:
        given["user"] = unquote(parts.username)
    if parts.password:
        given["password"] = unquote(parts.password)
    try:
        # not ibis.connect(url): that reads a "+" in a password as a blank
        backend: SQLBackend = ibis.postgres.connect(**given)
    except psycopg.OperationalError as error:
        raise NetworkError(
            f"PostgreSQL does not answer at {place.shown}: {_first_line(place, error)}",
            hint="Does it run, is host, port and database right, may this user log in? Try `psql` with the same URL.",
        ) from None
    except (psycopg.Error, TypeError) as error:
        raise InputError(
            f"PostgreSQL refuses the connection's parameters: {_first_line(place, error)}",
            hint="See the part of the URL after '?'.",
        ) from None
    return backend


def open_spark(place: Place) -> tuple[SQLBackend, Callable[[], None]]:
    """A Spark session as connection, times in UTC, and what ends it again.

    ``spark://local[2]`` starts one in this machine, ``spark://host:7077`` on a cluster; ``pyspark://`` takes the running one (as on
    a managed platform), which is left running.

    Raises
    ------
    InputError
        pyspark, or the Java that it needs, is not installed.
    NetworkError
        There is no cluster at the address.
    """
    try:
        from pyspark.errors import PySparkException  # noqa: PLC0415  # an extra
        from pyspark.sql import SparkSession  # noqa: PLC0415
    except ImportError:
        raise _missing("Spark", "spark") from None
    import ibis  # noqa: PLC0415  # see open_postgresql

    master = place.url.partition("://")[2].strip("/")
    ours = SparkSession.getActiveSession() is None
    builder = SparkSession.builder.appName("pnc-workbench").config(map=_settings())
    if place.url.lower().startswith("spark:"):
        builder = builder.master(master if master.startswith("local") else f"spark://{master}")
        if master.startswith("local"):
            builder = builder.config(map=_settings_here())
    try:
        session = builder.getOrCreate()
        backend: SQLBackend = ibis.pyspark.connect(session)
    except PySparkException as error:
        raise InputError(
            f"Spark does not start: {_first_line(place, error)}", hint="Spark 4 needs Java 17 or later; see `java -version`."
        ) from None
    except Exception as error:  # noqa: BLE001
        # py4j raises what Java throws; a wrong master, a port in use, a cluster that is not there
        raise NetworkError(
            f"Spark at {place.shown} does not answer: {_first_line(place, error)}",
            hint='Try "spark://local[2]", which needs no cluster.',
        ) from None
    return backend, session.stop if ours else _nothing


def open_other(place: Place) -> SQLBackend:
    """A connection by Ibis' own connection string: BigQuery, Snowflake, Trino, ClickHouse and others.

    Raises
    ------
    InputError
        Ibis has no such engine here.
    NetworkError
        The engine is not reached.
    """
    import ibis  # noqa: PLC0415  # see open_postgresql

    scheme = place.url.partition("://")[0]
    try:
        backend: SQLBackend = ibis.connect(place.url)
    except (ImportError, ValueError, AttributeError, ibis.common.exceptions.IbisError) as error:
        raise InputError(
            f"Ibis opens no {scheme!r} here: {_first_line(place, error)}",
            hint=f"Is it an engine of Ibis? Then install its driver: pip install 'ibis-framework[{scheme}]'.",
        ) from None
    except Exception as error:  # noqa: BLE001
        # each driver has an exception of its own
        raise NetworkError(
            f"{place.shown} does not answer: {_first_line(place, error)}", hint="Does it run, may this user log in?"
        ) from None
    return backend


def _settings() -> dict[str, bool | float | int | str | None]:
    return {
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.ansi.enabled": "true",  # what cannot be cast is an error, as in the other engines, not a null
        "spark.sql.execution.arrow.pyspark.enabled": "true",
        "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",  # it would turn absent strings into the text "NaN"
        "spark.log.level": "ERROR",
    }


def _settings_here() -> dict[str, bool | float | int | str | None]:
    return {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.shuffle.partitions": 2 * (os.cpu_count() or 1),  # 200 by default: for a cluster
        "spark.sql.catalogImplementation": "in-memory",
    }


def _missing(what: str, extra: str) -> InputError:
    return InputError(f"The driver for {what} is not installed.", hint=f'Install it: pip install "pnc-workbench[{extra}]"')


def _first_line(place: Place, error: Exception) -> str:
    return place.clean(next(iter(str(error).strip().splitlines()), type(error).__name__)).rstrip(".") + "."


def _nothing() -> None:
    pass
