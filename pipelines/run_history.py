"""Dagster's own history in SQLite, with connections that are kept open.

Dagster's SQLite storage opens and closes its files for every event, and every closing writes the whole file to the disk
again: two thirds of a night with nothing new went there. The files and their tables are Dagster's own, unchanged.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dagster._core.storage.event_log.sqlite.sqlite_event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite_storage import DagsterSqliteStorage
from dagster._serdes import ConfigurableClassData
from sqlalchemy import Connection, Engine, create_engine, event

KEPT = 4
"""Files open at once: the index, and the runs of a night."""

BUSY_SECONDS = 30
"""How long to wait for another process that writes, as Dagster does."""


class KeptEventLog(SqliteEventLogStorage):
    """Dagster's event log, which keeps the files that it used last open."""

    def __init__(self, base_dir: str) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock, self._engine(shard).connect() as connection, connection.begin():
            yield connection

    def _engine(self, shard: str) -> Engine:
        """The engine of a file; made anew where somebody has deleted the file."""
        engine = self._engines.pop(shard, None)
        if engine is None or not Path(self.path_for_shard(shard)).exists():
            self._initialized_dbs.discard(shard)
            engine = _engine(self.conn_string_for_shard(shard))
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        self._engines[shard] = engine
        if len(self._engines) > KEPT:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def dispose(self) -> None:
        """Close every file."""
        super().dispose()
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()


class KeptHistory(DagsterSqliteStorage):
    """Dagster's SQLite storage with `KeptEventLog` in it. `dagster.yaml` names it."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        super().__init__(base_dir, inst_data)
        self._event_log_storage = KeptEventLog(str(Path(base_dir, "history", "runs")))

    @classmethod
    def from_config_value(cls, inst_data: ConfigurableClassData | None, config_value: Any) -> KeptHistory:
        """Made from what `dagster.yaml` says."""
        return cls.from_local(inst_data=inst_data, **config_value)


def _engine(address: str) -> Engine:
    engine = create_engine(address, pool_size=1, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})
    event.listen(engine, "connect", _as_safe_as_needed)
    return engine


def _as_safe_as_needed(connection: Any, _: object) -> None:
    """The file is never broken; after a power cut its last events may be missing. What is published rests on none."""
    connection.execute("PRAGMA synchronous=NORMAL")
