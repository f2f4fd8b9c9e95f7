"""A fleet of 100,000 stations read, resolved and asked who breaks, beside pandas, hand-written DuckDB SQL and Spark.

``python -m benchmarks.fleet [--rows 10_000_000] [--spark]``: the data are made at run time and gone after it. Each candidate runs
in a process of its own, whose peak memory is its alone. All are asked for the same: which stations have a root that is lost among
what they list now, or a chain below it; the hand-written ones give the stations and nothing else, ours verdict and reason too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from itertools import chain
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from workbench.display import Table

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

RUNS = 3
MANY = 2_000_000
"""Rows from which one run of each is enough."""
SEED = 7
ROOT = "V2G Root A"
HASHES = ["hash_algorithm", "issuer_name_hash", "issuer_key_hash", "serial_number"]


# --- what is asked about ---


def make(folder: Path, rows: int) -> None:
    """Parquet by table, the certificates at hand, and the first million rows as JSONL."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    from workbench.fleet.generate import example_files  # noqa: PLC0415
    from workbench.fleet.generate.many import many, pattern  # noqa: PLC0415

    stations = 100_000
    (folder / "tables").mkdir()
    at_hand = pattern(rows / stations, seed=SEED)
    (folder / "certificates.pem").write_bytes(example_files(at_hand)["certificates.pem"])
    (folder / "at").write_text(at_hand.at.isoformat())
    writers: dict[str, Any] = {}
    counts = dict.fromkeys(("sightings", "answers", "stations"), 0)
    lines = (folder / "answers.jsonl").open("w", encoding="utf-8")
    for part in many(stations, rows, seed=SEED, part=20_000):
        for name, frame in zip(counts, part, strict=True):
            table = pa.Table.from_pandas(frame, preserve_index=False)
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / "tables" / f"{name}.parquet", table.schema)
            writers[name].write_table(table.cast(writers[name].schema))
            counts[name] += len(frame)
        if counts["sightings"] <= 1_100_000:
            lines.writelines(_lines(part.answers, part.sightings))
    lines.close()
    for writer in writers.values():
        writer.close()
    (folder / "counts.json").write_text(json.dumps(counts))


def _lines(answers: pd.DataFrame, sightings: pd.DataFrame) -> list[str]:
    """Answers as their stations gave them, one a line."""
    chains: dict[int, dict[int, dict[str, Any]]] = {}
    columns = ["answer", "chain", "child", "certificate_type", *HASHES]
    for answer, place, child, kind, algorithm, name, key, serial in sightings[columns].itertuples(index=False, name=None):
        data = {"hashAlgorithm": algorithm, "issuerNameHash": name, "issuerKeyHash": key, "serialNumber": serial}
        if child == 0:
            chains.setdefault(answer, {})[place] = {"certificateType": kind, "certificateHashData": data}
        else:
            chains[answer][place].setdefault("childCertificateHashData", []).append(data)
    found = []
    told = answers[["answer", "station", "seen_at", "status"]].itertuples(index=False, name=None)
    for answer, station, seen_at, status in told:
        listed = list(chains.get(answer, {}).values())
        line = {"station": station, "seen_at": seen_at.isoformat().replace("+00:00", "Z"), "status": status}
        found.append(json.dumps(line | ({"certificateHashDataChain": listed} if listed else {})) + "\n")
    return found


# --- who is asked; each in a process of its own ---


class Job:
    """One candidate in its process: the steps that it names are timed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seconds: dict[str, float] = {}
        self.found = 0

    def timed(self, step: str, work: Callable[[], Any]) -> Any:
        start = time.perf_counter()
        given = work()
        self.seconds[step] = time.perf_counter() - start
        return given

    def nothing(self) -> None:
        """What Python and the libraries take."""
        import duckdb  # noqa: F401, PLC0415
        import ibis  # noqa: F401, PLC0415
        import pandas as pd  # noqa: F401, PLC0415

    def workbench(self) -> None:
        """The tables into DuckDB's own file, and asked there."""
        from workbench.net.warehouse import connect  # noqa: PLC0415

        with connect(self.folder / "tables") as there, connect() as warehouse:
            tables = self.timed("read", lambda: warehouse.store(there.tables()))
            self._answer(self._inventory(tables))

    def by_day(self) -> None:
        """A folder of Parquet by day, asked where it lies."""
        from workbench.net.fleet_data import write_by_day  # noqa: PLC0415
        from workbench.net.warehouse import connect  # noqa: PLC0415

        if not (self.folder / "by-day").exists():  # the first of several runs writes it; that is not timed
            with connect(self.folder / "tables") as there:
                write_by_day(there.tables(), self.folder / "by-day")
        with connect(self.folder / "by-day") as warehouse:
            self._answer(self._inventory(warehouse.tables()))

    def spark(self) -> None:
        from workbench.fleet.tables import Tables  # noqa: PLC0415
        from workbench.net.warehouse import connect  # noqa: PLC0415

        start = time.perf_counter()
        with connect("spark://local[2]") as warehouse:
            self.seconds["start of the engine"] = time.perf_counter() - start
            names = ("sightings", "answers", "stations")
            made = {name: warehouse.backend.read_parquet(str(self.folder / "tables" / f"{name}.parquet")) for name in names}
            self._answer(self._inventory(Tables(**made)))

    def pandas(self) -> None:
        """Merge and group, as one writes it down."""
        import pandas as pd  # noqa: PLC0415

        known = self._known()
        start = time.perf_counter()
        sightings, answers = (pd.read_parquet(self.folder / "tables" / f"{name}.parquet") for name in ("sightings", "answers"))
        types = sorted(sightings["certificate_type"].unique())
        last = self.timed("latest answers", lambda: _latest(answers, types))
        current = sightings.merge(last, on=["answer", "certificate_type"])
        folded = current.assign(**{name: current[name].str.lower() for name in HASHES[1:]})
        named = folded.merge(known["hashes"], on=HASHES, how="left")
        below = named.merge(known["below"], on=HASHES[:3], how="left")
        hit = (named["certificate"] == known["lost"]) | below["lost"].fillna(value=False).to_numpy(dtype=bool)
        self.found = named[hit].groupby(["station", "certificate_type"]).size().index.get_level_values(0).nunique()
        self.seconds["read and asked"] = time.perf_counter() - start

    def sql(self) -> None:
        """The same by hand, in DuckDB's own SQL over the same files."""
        import duckdb  # noqa: PLC0415

        known = self._known()
        start = time.perf_counter()
        connection = duckdb.connect()
        connection.execute("SET memory_limit = '800MB'")
        connection.register("known", known["hashes"])
        connection.register("below", known["below"])
        self.found = len(connection.execute(_SQL.format(folder=self.folder, lost=known["lost"])).fetchdf()["station"].unique())
        self.seconds["read and asked"] = time.perf_counter() - start

    def jsonl_workbench(self) -> None:
        from workbench.net.fleet_data import read  # noqa: PLC0415
        from workbench.net.warehouse import connect  # noqa: PLC0415

        with connect() as warehouse:
            tables, report = self.timed("read", lambda: read(self.folder / "answers.jsonl", warehouse=warehouse))
            self.found = int(tables.sightings.count().execute())
            if report.refused_rows:
                raise SystemExit(f"{report.refused_rows} rows refused")

    def jsonl_plain(self) -> None:
        """``json`` and ``pandas`` used plainly: nothing is checked."""
        import pandas as pd  # noqa: PLC0415

        def plainly() -> pd.DataFrame:
            rows = []
            with (self.folder / "answers.jsonl").open(encoding="utf-8") as lines:
                for number, line in enumerate(lines):
                    one = json.loads(line)
                    for place, listed in enumerate(one.get("certificateHashDataChain", ())):
                        entries = chain([listed["certificateHashData"]], listed.get("childCertificateHashData", ()))
                        for child, data in enumerate(entries):
                            head = {"station": one["station"], "seen_at": one["seen_at"], "answer": number}
                            rows.append(
                                head | {"certificate_type": listed["certificateType"], "chain": place, "child": child} | data
                            )
            frame = pd.DataFrame(rows)
            frame["seen_at"] = pd.to_datetime(frame["seen_at"], utc=True)
            return frame

        self.found = len(self.timed("read", plainly))

    def _inventory(self, tables: Any) -> Any:
        from datetime import datetime  # noqa: PLC0415

        from workbench.fleet import Inventory  # noqa: PLC0415
        from workbench.fleet.known import Known  # noqa: PLC0415
        from workbench.net.given import items_of  # noqa: PLC0415

        known = Known.of(items_of(self.folder / "certificates.pem"))
        return Inventory(tables, known, datetime.fromisoformat((self.folder / "at").read_text()))

    def _answer(self, inventory: Any) -> None:
        self.timed("hash solver, on distinct entries that fit nothing", lambda: inventory.solved)
        answer = self.timed("who breaks", lambda: inventory.who_breaks(ROOT, how="revoked"))
        self.found = answer.frame[answer.frame["verdict"] != "not checked"]["station"].nunique()

    def _known(self) -> dict[str, Any]:
        """The small relations that the hand-written ones join with; making them is not counted."""
        import pandas as pd  # noqa: PLC0415

        from workbench.fleet.known import Known  # noqa: PLC0415
        from workbench.net.given import items_of  # noqa: PLC0415

        known = Known.of(items_of(self.folder / "certificates.pem"))
        certificates = known.certificates
        lost = str(certificates[certificates["name"] == ROOT]["certificate"].iloc[0])
        reached = {str(certificates[certificates["certificate"] == lost]["authority"].iloc[0])}
        while True:  # whoever stands below
            more = set(certificates[certificates["issuer"].isin(reached)]["authority"].dropna()) | reached
            if more == reached:
                break
            reached = more
        names = {"name_hash": "issuer_name_hash", "key_hash": "issuer_key_hash"}
        below = known.authorities[known.authorities["authority"].isin(reached)].rename(columns=names)
        return {"hashes": known.hashes, "below": pd.DataFrame(below[HASHES[:3]].drop_duplicates()).assign(lost=True), "lost": lost}


def _latest(answers: pd.DataFrame, types: list[str]) -> pd.DataFrame:
    """The last answer of each station that covers a type."""
    import pandas as pd  # noqa: PLC0415

    parts = []
    ordered = answers.sort_values(["seen_at", "answer"])
    asked = ordered["asked"].fillna("")
    for kind in types:
        covering = ordered[(asked == "") | ("," + asked + ",").str.contains(f",{kind},", regex=False)]
        parts.append(covering.groupby("station").tail(1)[["answer"]].assign(certificate_type=kind))
    return pd.concat(parts)


_SQL = """
WITH types AS (SELECT DISTINCT certificate_type FROM '{folder}/tables/sightings.parquet'),
covered AS (
    SELECT station, certificate_type, answer, seen_at FROM '{folder}/tables/answers.parquet', types
    WHERE coalesce(asked, '') = '' OR contains(',' || asked || ',', ',' || certificate_type || ',')
),
latest AS (SELECT certificate_type, arg_max(answer, (seen_at, answer)) AS answer FROM covered GROUP BY station, certificate_type),
listed AS (SELECT s.* FROM '{folder}/tables/sightings.parquet' s SEMI JOIN latest USING (answer, certificate_type))
SELECT s.station, s.certificate_type, count(*) AS entries FROM listed s
LEFT JOIN known k ON s.hash_algorithm = k.hash_algorithm AND lower(s.issuer_name_hash) = k.issuer_name_hash
    AND lower(s.issuer_key_hash) = k.issuer_key_hash AND lower(s.serial_number) = k.serial_number
LEFT JOIN below b ON s.hash_algorithm = b.hash_algorithm AND lower(s.issuer_name_hash) = b.issuer_name_hash
    AND lower(s.issuer_key_hash) = b.issuer_key_hash
WHERE k.certificate = '{lost}' OR b.lost GROUP BY s.station, s.certificate_type
"""


# --- the report ---

ASKED = {
    "pandas": "pandas, read and merged",
    "sql": "DuckDB, SQL by hand",
    "workbench": "workbench, files into DuckDB",
    "by_day": "workbench, Parquet by day in place",
    "spark": "workbench, the same text on Spark local[2]",
}


def measured(folder: Path, candidate: str) -> dict[str, Any]:
    """Run one candidate: its steps, its peak in MB, and what it found."""
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.fleet", "--candidate", candidate, "--folder", str(folder)]
    found: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    return found


def tell(folder: Path, *, spark: bool) -> None:
    counts = json.loads((folder / "counts.json").read_text())
    base = measured(folder, "nothing")["peak"]
    names = [name for name in ASKED if spark or name != "spark"]
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in names}
    for _ in range(RUNS if counts["sightings"] < MANY else 1):
        for name in names:
            runs[name].append(measured(folder, name))
    rows = []
    for name, said in runs.items():
        total = [sum(seconds for step, seconds in one["seconds"].items() if step != "start of the engine") for one in said]
        against = [
            f"{median(mine / sum(other['seconds'].values()) for mine, other in zip(total, runs[peer], strict=True)):.2f} x"
            for peer in ("pandas", "sql")
        ]
        steps = "; ".join(f"{step} {median(one['seconds'][step] for one in said):.2f}" for step in said[0]["seconds"])
        seconds = f"{median(total):.2f} s [{min(total):.2f} to {max(total):.2f}]"
        rows.append((ASKED[name], seconds, *against, f"{max(one['peak'] for one in said):,.0f} MB", f"{said[0]['found']:,}", steps))
    title = (
        f"{counts['sightings']:,} hash entries of {counts['stations']:,} stations: read, resolved, who breaks if {ROOT} is revoked "
        f"(Python and its libraries alone: {base:,.0f} MB; Spark's own process not counted)"
    )
    columns = ("", "median [min to max]", "of pandas", "of SQL", "peak", "stations", "seconds by step")
    print(Table(columns, rows, caption=title).to_text(190), end="\n\n")


def tell_jsonl(folder: Path) -> None:
    runs: dict[str, list[dict[str, Any]]] = {"jsonl_plain": [], "jsonl_workbench": []}
    for _ in range(RUNS):
        for name, said in runs.items():
            said.append(measured(folder, name))
    plain, ours = ([one["seconds"]["read"] for one in said] for said in runs.values())
    size = (folder / "answers.jsonl").stat().st_size / 1e6
    rows = [
        (name, f"{median(seconds):.2f} s [{min(seconds):.2f} to {max(seconds):.2f}]", f"{max(one['peak'] for one in said):,.0f} MB")
        for name, seconds, said in zip(("json and pandas, plainly", "workbench"), (plain, ours), runs.values(), strict=True)
    ]
    ratio = median(a / b for a, b in zip(plain, ours, strict=True))
    title = f"JSONL, {size:,.0f} MB, {runs['jsonl_plain'][0]['found']:,} hash entries: the workbench has {ratio:.1f} times the rate"
    print(Table(("", "median [min to max]", "peak"), rows, caption=title).to_text(150), end="\n\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--spark", action="store_true", help="on Spark local[2] too (make engines sets it up)")
    parser.add_argument("--candidate")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if given.candidate == "make":
        make(given.folder, given.rows)
    elif given.candidate:
        job = Job(given.folder)
        getattr(job, given.candidate)()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        print(json.dumps({"seconds": job.seconds, "peak": peak, "found": job.found}))
    else:
        with tempfile.TemporaryDirectory() as folder:
            made = [sys.executable, "-W", "ignore", "-m", "benchmarks.fleet", "--candidate", "make", "--folder", folder]
            subprocess.run(
                [*made, "--rows", str(given.rows)], check=True
            )  # in a process of its own: its memory is not the candidates'
            tell(Path(folder), spark=given.spark)
            tell_jsonl(Path(folder))


if __name__ == "__main__":
    main()
