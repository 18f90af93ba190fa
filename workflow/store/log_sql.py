"""The statements about the log beside those that `statements_sqlite` shares with the rest."""

from __future__ import annotations

#: one look into the index for each of the keys
NODES = (
    "SELECT n.level, n.idx, n.hash FROM (VALUES {keys}) k CROSS JOIN node n"
    " WHERE n.council = {council} AND n.level = k.column1 AND n.idx = k.column2"
)

BRANCHES = "SELECT number, branch FROM bucket WHERE council = ?"
BUCKET = "SELECT heads FROM bucket WHERE council = ? AND number = ?"
BUCKET_PUT = (
    "INSERT INTO bucket (council, number, branch, heads) VALUES (?, ?, ?, ?) ON CONFLICT (council, number)"
    " DO UPDATE SET branch = excluded.branch, heads = excluded.heads"
)

#: One writes at a time, so numbers are in the order of commits. "Not indexed" means: by the number itself.
WAITING_SQLITE = (
    "SELECT id, stream, n, hash FROM event NOT INDEXED WHERE council = ? AND id > coalesce("
    "(SELECT event FROM leaf WHERE council = ? ORDER BY idx DESC LIMIT 1), 0) ORDER BY id LIMIT ?"
)

LOCK = "SELECT pg_advisory_xact_lock(1281452411, ?::int)"
SNAPSHOT = (
    "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint"
    " FROM (SELECT pg_current_snapshot() AS s) x"
)
#: A number that no transaction of this server has had when the statement itself begins: what has a higher one
#: comes from a copy. Asked beforehand, it would be below those that come in between.
_UNGIVEN = "(SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint)"
#: the newest transaction of which everything is in the log
DONE = (
    "SELECT e.xact FROM event e WHERE e.council = ? AND EXISTS (SELECT 1 FROM leaf l WHERE l.event = e.id)"
    " ORDER BY e.xact DESC LIMIT 1"
)
#: the oldest transaction with an entry that follows, in its stream, one that has to wait
HELD_BACK = (
    "SELECT min(e.xact) FROM event p JOIN event e ON e.council = p.council AND e.stream = p.stream"
    " AND e.n > p.n AND e.xact < ? WHERE p.council = ? AND p.xact >= ?"
    f" AND p.xact < {_UNGIVEN} AND e.xact >= ?"
)
WAITING_POSTGRES = (
    "SELECT e.id, e.stream, e.n, e.hash FROM event e WHERE e.council = ? AND e.xact >= ?"
    f" AND (e.xact < ? OR e.xact >= {_UNGIVEN}) AND NOT EXISTS (SELECT 1 FROM leaf l WHERE l.event = e.id)"
    " ORDER BY e.id"
)

#: Texts as bytes: a tampered one may not be UTF-8.
TEXT = {"sqlite": "CAST(e.text AS BLOB)", "postgresql": "convert_to(e.text, 'UTF8')"}
ROWS = (
    "SELECT l.idx, e.stream, e.n, e.hash, {text} FROM leaf l JOIN event e ON e.id = l.event"
    " AND e.council = l.council WHERE l.council = ? AND l.idx > ? ORDER BY l.idx LIMIT ?"
)


def _rest(events: str, since: str = "") -> str:
    return (
        f"SELECT e.id, e.stream, e.n, e.hash, {{text}} FROM {events} WHERE e.council = ?{since} AND e.id > ?"
        " AND NOT EXISTS (SELECT 1 FROM leaf l WHERE l.council = e.council AND l.event = e.id)"
        " ORDER BY e.id LIMIT ?"
    )


#: page by page by their numbers, so that no page sorts all there are
REST = {"sqlite": _rest("event e NOT INDEXED"), "postgresql": _rest("event e")}
#: the same, beginning behind what is in the log: costs what is new
REST_NEW = {"sqlite": REST["sqlite"], "postgresql": _rest("event e", " AND e.xact >= {start}")}
NEWEST_PLACED = "SELECT event FROM leaf WHERE council = ? ORDER BY idx DESC LIMIT 1"
ENTRIES = "SELECT count(*) FROM event WHERE council = ?"
