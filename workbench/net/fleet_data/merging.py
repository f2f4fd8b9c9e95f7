"""Answers that are there twice become one, and what they list again is folded; stations get a row each. All of it in SQL.

The rules are those of :mod:`workbench.fleet.ingest`: answers of one station, time, source and question are one. Of its chains each
stands as often as the answer that lists it most often; loose rows (of flat exports) stand once. Chains are numbered anew, in the
order read.
"""

from __future__ import annotations

from typing import Any

from workbench.fleet.schema import SIGHTINGS, STATIONS
from workbench.net.warehouse.sql import identifier

_SAME = "a.station = b.station AND a.seen_at = b.seen_at AND a.source = b.source AND a.asked IS NOT DISTINCT FROM b.asked"
_KEY = "station, seen_at, source, asked"
_COLUMNS = ", ".join(identifier(one.name) for one in SIGHTINGS)
_ANSWER_COLUMNS = "answer, station, seen_at, source, status, asked, origin"

_AGAIN = f"""
CREATE OR REPLACE TEMP TABLE pnc_affected AS
WITH b AS (SELECT {_KEY}, min(answer) AS kept FROM pnc_answers GROUP BY {_KEY} HAVING count(*) > 1)
SELECT a.answer, b.kept, a.kind FROM pnc_answers a JOIN b ON {_SAME}
UNION ALL
SELECT a.answer, a.answer, a.kind FROM pnc_answers a WHERE a.answer IN (SELECT answer FROM pnc_copies)
AND NOT EXISTS (FROM b WHERE {_SAME})
"""  # noqa: S608  # declared names
# an entry's digest says which child it is, so those of a chain may be mixed in any order; of loose rows each is a chain
_DIGEST = """
bit_xor(md5_number(concat_ws(chr(31), certificate_type, child, length(hash_algorithm), hash_algorithm,
length(issuer_name_hash), issuer_name_hash, length(issuer_key_hash), issuer_key_hash, serial_number)))
"""
_PLACED = f"""
CREATE OR REPLACE TEMP TABLE pnc_placed AS
WITH b AS (SELECT {_KEY}, file, min(answer) AS kept FROM pnc_answers WHERE kind = 2 GROUP BY ALL HAVING count(*) > 1)
SELECT a.answer, b.kept FROM pnc_answers a JOIN b ON {_SAME} AND a.file = b.file AND a.kind = 2
"""  # noqa: S608  # declared names
_TOGETHER = """
CREATE OR REPLACE TEMP TABLE pnc_together AS
SELECT DISTINCT ON (answer, chain, child, certificate_type, hash_algorithm, issuer_name_hash, issuer_key_hash, serial_number) *
FROM (SELECT s.* REPLACE (p.kept AS answer) FROM pnc_sightings s JOIN pnc_placed p USING (answer))
"""
_MOVED = f"""
CREATE OR REPLACE TEMP TABLE pnc_moved AS
WITH listed AS (
    SELECT f.kept, f.kind, s.answer, s.chain, {_DIGEST} AS digest
    FROM pnc_sightings s JOIN pnc_affected f USING (answer) GROUP BY ALL
), counted AS (
    SELECT *, CASE WHEN kind = 1 THEN 1 ELSE row_number() OVER (PARTITION BY answer, digest ORDER BY chain) END AS nth FROM listed
), once AS (
    SELECT * FROM counted QUALIFY row_number() OVER (PARTITION BY kept, digest, nth ORDER BY answer, chain) = 1
)
SELECT kept, answer, chain, (row_number() OVER (PARTITION BY kept ORDER BY answer, chain) - 1)::INTEGER AS place FROM once
"""  # noqa: S608  # as above
_ENTRIES = """
CREATE OR REPLACE TEMP TABLE pnc_entries AS
SELECT s.* REPLACE (m.kept AS answer, m.place AS chain)
FROM pnc_sightings s JOIN pnc_moved m ON s.answer = m.answer AND s.chain = m.chain
"""
_STATUS = """
UPDATE pnc_answers SET status = told.status FROM (
    SELECT f.kept, coalesce(min(nullif(a.status, '')), '') AS status
    FROM pnc_affected f JOIN pnc_answers a USING (answer) GROUP BY f.kept
) AS told WHERE pnc_answers.answer = told.kept
"""


_EMPTY = """
SELECT count(*) FROM (SELECT DISTINCT {} AS answer FROM {}) a WHERE NOT EXISTS (FROM pnc_sightings s WHERE s.answer = a.answer)
"""


def merge(connection: Any) -> int:
    """Make answers with one key one, and fold what they list again; gives how many records were folded."""
    run = connection.execute
    folded = _join_placed(connection)
    run(_AGAIN)
    if not one(connection, "SELECT count(*) FROM pnc_affected"):
        return folded
    run(_MOVED)
    run(_ENTRIES)
    before = one(connection, "SELECT count(*) FROM pnc_sightings") + one(connection, _EMPTY.format("answer", "pnc_affected"))
    run("DELETE FROM pnc_sightings WHERE answer IN (SELECT answer FROM pnc_affected)")
    run(f"INSERT INTO pnc_sightings ({_COLUMNS}) SELECT {_COLUMNS} FROM pnc_entries")  # noqa: S608  # declared names
    run(_STATUS)
    run("DELETE FROM pnc_answers WHERE answer IN (SELECT answer FROM pnc_affected WHERE answer <> kept)")
    for name in ("pnc_moved", "pnc_entries"):
        run(f"DROP TABLE {name}")
    return (
        folded
        + before
        - one(connection, "SELECT count(*) FROM pnc_sightings")
        - one(connection, _EMPTY.format("kept", "pnc_affected"))
    )


def _join_placed(connection: Any) -> int:
    """Make the rows of one file that tell their place one answer; gives how many of them are there again."""
    run = connection.execute
    run(_PLACED)
    if not one(connection, "SELECT count(*) FROM pnc_placed"):
        return 0
    run(_TOGETHER)
    before = one(connection, "SELECT count(*) FROM pnc_sightings") + one(connection, _EMPTY.format("answer", "pnc_placed"))
    run("DELETE FROM pnc_sightings WHERE answer IN (SELECT answer FROM pnc_placed)")
    run(f"INSERT INTO pnc_sightings ({_COLUMNS}) SELECT {_COLUMNS} FROM pnc_together")  # noqa: S608  # declared names
    run(_STATUS.replace("pnc_affected", "pnc_placed"))
    run("DELETE FROM pnc_answers WHERE answer IN (SELECT answer FROM pnc_placed WHERE answer <> kept)")
    run("INSERT INTO pnc_copies SELECT DISTINCT kept FROM pnc_placed")
    run("DROP TABLE pnc_together")
    return before - one(connection, "SELECT count(*) FROM pnc_sightings") - one(connection, _EMPTY.format("kept", "pnc_placed"))


def one(connection: Any, query: str) -> int:
    """The one number that a query gives."""
    return int(connection.execute(query).fetchall()[0][0])


def recall(connection: Any) -> None:
    """Fetch the answers of ``answers`` that landed again back to those that landed, so that they are merged with them."""
    run = connection.execute
    run(f"""CREATE OR REPLACE TEMP TABLE pnc_recalled AS
        SELECT a.answer FROM answers a WHERE EXISTS (FROM pnc_answers b WHERE {_SAME})""")  # noqa: S608  # declared names
    if one(connection, "SELECT count(*) FROM pnc_recalled"):
        chosen = "answer IN (SELECT answer FROM pnc_recalled)"
        run(f"INSERT INTO pnc_sightings ({_COLUMNS}) SELECT {_COLUMNS} FROM sightings WHERE {chosen}")  # noqa: S608  # declared names
        run(f"INSERT INTO pnc_answers SELECT {_ANSWER_COLUMNS}, 0, -1 FROM answers WHERE {chosen}")  # noqa: S608  # declared names
        run(f"DELETE FROM sightings WHERE {chosen}")  # noqa: S608  # declared names
        run(f"DELETE FROM answers WHERE {chosen}")  # noqa: S608  # declared names
    told = ", ".join(identifier(column.name) for column in STATIONS)
    run(f"INSERT INTO pnc_told ({told}, place) SELECT {told}, -1 FROM stations")  # noqa: S608  # declared names


def settle(connection: Any, *, added: bool) -> None:
    """Make ``sightings``, ``answers`` and ``stations`` of what landed; ``added``: they are there already and are added to."""
    run = connection.execute
    run("ALTER TABLE pnc_answers DROP COLUMN kind; ALTER TABLE pnc_answers DROP COLUMN file")
    if added:
        run(f"INSERT INTO sightings ({_COLUMNS}) SELECT {_COLUMNS} FROM pnc_sightings")  # noqa: S608  # declared names
        run(f"INSERT INTO answers ({_ANSWER_COLUMNS}) SELECT {_ANSWER_COLUMNS} FROM pnc_answers")  # noqa: S608  # declared names
        run("DROP TABLE stations; DROP TABLE pnc_sightings; DROP TABLE pnc_answers")
    else:
        run("ALTER TABLE pnc_sightings RENAME TO sightings; ALTER TABLE pnc_answers RENAME TO answers")
    last = ", ".join(
        f"arg_max({identifier(column.name)}, place) FILTER ({identifier(column.name)} IS NOT NULL) AS {identifier(column.name)}"
        for column in STATIONS[1:]
    )
    names = ", ".join(f"t.{identifier(column.name)}" for column in STATIONS[1:])
    run(f"""CREATE TABLE stations AS
        WITH ordered AS (SELECT * REPLACE (row_number() OVER (ORDER BY told_at NULLS FIRST, place) AS place) FROM pnc_told),
        t AS (SELECT station, {last} FROM ordered GROUP BY station),
        s AS (SELECT station FROM answers UNION SELECT station FROM t)
        SELECT s.station, {names} FROM s LEFT JOIN t ON s.station = t.station""")  # noqa: S608  # declared names
    run("ALTER TABLE stations ALTER COLUMN station SET NOT NULL")
    drop(connection)


def drop(connection: Any) -> None:
    """Remove what landed and was not settled."""
    for name in ("sightings", "answers", "told", "copies", "placed", "affected", "recalled"):
        connection.execute(f"DROP TABLE IF EXISTS pnc_{name}")
