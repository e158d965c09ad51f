"""What the stand-ins remember: every post and upload, written through, so that a killed sandbox loses nothing."""

from __future__ import annotations

import json
import sqlite3
import threading
from pathlib import Path
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS things (
    number INTEGER PRIMARY KEY AUTOINCREMENT, network TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL,
    data TEXT NOT NULL, UNIQUE (network, kind, id));
CREATE TABLE IF NOT EXISTS pictures (id TEXT PRIMARY KEY, content BLOB NOT NULL);
"""


class State:
    """A small store of named things per network; safe to share between threads."""

    def __init__(self, path: Path | None) -> None:
        """None = memory only."""
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(str(path) if path else ":memory:", check_same_thread=False)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.executescript(_SCHEMA)
        self._connection.commit()

    def put(self, network: str, kind: str, identity: str, data: dict[str, Any]) -> None:
        """Writes one thing, new or changed."""
        with self._lock:
            self._connection.execute(
                "INSERT INTO things (network, kind, id, data) VALUES (?, ?, ?, ?) "
                "ON CONFLICT (network, kind, id) DO UPDATE SET data = excluded.data",
                (network, kind, identity, json.dumps(data, ensure_ascii=False)),
            )
            self._connection.commit()

    def get(self, network: str, kind: str, identity: str) -> dict[str, Any] | None:
        """The thing; None when there is none."""
        with self._lock:
            row = self._connection.execute(
                "SELECT data FROM things WHERE network = ? AND kind = ? AND id = ?", (network, kind, identity)
            ).fetchone()
        return json.loads(row[0]) if row else None

    def all(self, network: str, kind: str) -> list[dict[str, Any]]:
        """Every thing of that kind, oldest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT data FROM things WHERE network = ? AND kind = ? ORDER BY number", (network, kind)
            ).fetchall()
        return [json.loads(row[0]) for row in rows]

    def next_number(self, network: str, kind: str) -> int:
        """How many things of that kind there are, plus one."""
        with self._lock:
            row = self._connection.execute(
                "SELECT COUNT(*) FROM things WHERE network = ? AND kind = ?", (network, kind)
            ).fetchone()
        return int(row[0]) + 1

    def put_picture(self, identity: str, content: bytes) -> None:
        """Keeps an uploaded picture."""
        with self._lock:
            self._connection.execute("INSERT OR REPLACE INTO pictures (id, content) VALUES (?, ?)", (identity, content))
            self._connection.commit()

    def picture(self, identity: str) -> bytes | None:
        """An uploaded picture; None when there is none."""
        with self._lock:
            row = self._connection.execute("SELECT content FROM pictures WHERE id = ?", (identity,)).fetchone()
        return bytes(row[0]) if row else None

    def clear(self) -> None:
        """Forgets everything."""
        with self._lock:
            self._connection.execute("DELETE FROM things")
            self._connection.execute("DELETE FROM pictures")
            self._connection.commit()

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()
