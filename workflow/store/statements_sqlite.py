"""The statements of the store, written by hand: a durable step costs what its rows cost.

Those that read the same everywhere serve PostgreSQL as well (`statements_postgres` replaces the rest).
"""

from __future__ import annotations

from workflow.store.columns import CONSULTATION_COLUMNS, MEETING_COLUMNS, MOTION_COLUMNS


def _add(table: str, *columns: str) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"


def _set(*columns: str) -> str:
    return ", ".join(f"{column} = ?" for column in columns)


def _put(table: str, keys: tuple[str, ...], columns: tuple[str, ...]) -> str:
    news = ", ".join(f"{column} = excluded.{column}" for column in columns)
    return f"{_add(table, *keys, *columns)} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {news}"


_NEXT = (
    "INSERT INTO counter (name, value) VALUES ('{0}', 1)"
    " ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value"
)
_MOTION = "SELECT id, format, snapshot, version, head FROM motion "
_MEETING = (
    "SELECT id, organization, on_date, begins, ends, place, name, status, sequence, origin, minutes_on, uid,"
    " version FROM meeting "
)


class Statements:
    """Each statement by its name. `?` stands for a value."""

    META = "SELECT key, value FROM meta"
    META_PUT = (
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    )

    COUNCILS = "SELECT id, key, name, land, kind, zone, version FROM council ORDER BY key"
    COUNCIL_ADD = _add("council", "key", "name", "land", "kind", "zone", "version") + " RETURNING id"
    COUNCIL_CHANGE = "UPDATE council SET name = ?, land = ?, kind = ?, zone = ? WHERE id = ?"
    COUNCIL_VERSION = "UPDATE council SET version = ? WHERE id = ? AND version = ?"

    #: the newest rules in force on a day, else the oldest known ones
    RULES_ON = (
        "SELECT r.id, r.hash, c.version FROM rules r JOIN council c ON c.id = r.council WHERE r.council = ?"
        " ORDER BY r.in_force_from <= ? DESC,"
        " CASE WHEN r.in_force_from <= ? THEN r.in_force_from END DESC, r.in_force_from, r.id DESC LIMIT 1"
    )
    RULES_TEXT = "SELECT text FROM rules WHERE id = ?"
    RULES_ADD = _add("rules", "council", "in_force_from", "text", "hash", "recorded")

    ORGANIZATIONS_ADDED = (
        "SELECT added FROM organization WHERE council = ? AND added IS NOT NULL ORDER BY sort"
    )
    ORGANIZATION_PUT = _put(
        "organization",
        ("council", "key"),
        ("name", "short", "type", "decides", "public", "since", "until", "sort", "added"),
    )
    ALIASES_DROP = "DELETE FROM organization_alias WHERE council = ? AND key = ?"
    ALIAS_ADD = _add("organization_alias", "council", "alias_folded", "key") + " ON CONFLICT DO NOTHING"
    ALIAS = "SELECT key FROM organization_alias WHERE council = ? AND alias_folded = ? ORDER BY key"

    NEXT_MOTION = _NEXT.format("motion")
    NEXT_MEETING = _NEXT.format("meeting")
    NEXT_PERSON = _NEXT.format("person")

    MOTION = _MOTION + "WHERE id = ?"
    MOTION_LOCKED = MOTION
    MOTION_COUNCIL = "SELECT council FROM motion WHERE id = ?"
    #: two rows are one too many: the reference does not tell them apart
    MOTION_NAMED = _MOTION + "WHERE council = ? AND reference_folded = ? ORDER BY id LIMIT 2"
    MOTION_NAMED_LOCKED = MOTION_NAMED
    MOTIONS_NAMED = "SELECT id FROM motion WHERE council = ? AND reference_folded = ? ORDER BY id LIMIT 9"
    FAMILY = f"{_MOTION}WHERE id = ? UNION ALL {_MOTION}WHERE root = ? AND id <> ? ORDER BY 1"
    FAMILY_LOCKED = FAMILY
    #: where the motion at the head is known already
    BELOW = f"{_MOTION}WHERE root = ? AND id <> ? ORDER BY id"
    BELOW_LOCKED = BELOW
    #: the rest of a family by the reference of one of it, for whoever writes
    BELOW_NAMED = (
        f"{_MOTION}WHERE root IN (SELECT coalesce(root, id) FROM motion"
        " WHERE council = ? AND reference_folded = ?)"
        f" UNION {_MOTION}WHERE id IN (SELECT root FROM motion WHERE council = ? AND reference_folded = ?)"
        " ORDER BY 1"
    )
    #: many at once, for whoever writes; a list goes in as JSON here
    NAMED_AMONG = (
        "SELECT id, format, snapshot, version, head, reference_folded, root FROM motion"
        " WHERE council = ? AND reference_folded IN (SELECT value FROM json_each(?)) ORDER BY +id"
    )
    FAMILIES = (
        f"{_MOTION}WHERE id IN (SELECT value FROM json_each(?))"
        f" UNION ALL {_MOTION}WHERE root IN (SELECT value FROM json_each(?)) ORDER BY 1"
    )
    FAMILIES_LOCKED = FAMILIES
    MOTIONS_AT = (
        _MOTION + "WHERE id IN (SELECT motion FROM consultation WHERE meeting = ? AND status IN"
        " ('planned', 'open', 'held')) ORDER BY id"
    )
    MOTIONS_AT_LOCKED = MOTIONS_AT
    WAITING = (
        _MOTION + "WHERE council = ? AND station_organization = ? AND station_meeting IS NULL ORDER BY id"
    )
    WAITING_LOCKED = WAITING
    REJECTED_TITLED = _MOTION + "WHERE council = ? AND state = 'rejected' AND title = ? ORDER BY id"
    REJECTED_TITLED_LOCKED = REJECTED_TITLED
    #: sorted by what no index offers, else SQLite would go through all there ever were
    OPEN_MOTIONS = (
        "SELECT id FROM motion WHERE council = ? AND state IN ('submitted', 'committee_recommendation',"
        " 'committee_decision', 'plenary_decision', 'suspended', 'dormant') ORDER BY +id"
    )
    REPORTS_DUE = "SELECT id FROM motion WHERE council = ? AND report_due BETWEEN ? AND ?"
    HELD_UNTIL = (
        "SELECT id FROM motion WHERE council = ? AND station_status = 'held' AND hold_until BETWEEN ? AND ?"
    )
    DECIDED_SINCE = (
        "SELECT id FROM motion WHERE council = ? AND decided_on >= ?"
        " AND state IN ('adopted', 'adopted_partly', 'suspended', 'rejected')"
    )
    HAS_RESULTS = (
        "SELECT 1 FROM consultation WHERE meeting = ? AND outcome IS NOT NULL"
        " AND outcome NOT IN ('not_reached', 'not_admitted') LIMIT 1"
    )
    REFERENCES_LIKE = (
        "SELECT reference FROM motion WHERE council = ? AND reference_folded >= ? AND reference_folded < ?"
        " ORDER BY reference_folded LIMIT 400"
    )
    REFERENCES_LATEST = "SELECT reference FROM motion WHERE council = ? ORDER BY submitted_on DESC LIMIT 400"
    MOTION_ADD = _add("motion", *MOTION_COLUMNS, "version", "head", "wake_at", "id", "council")
    MOTION_CHANGE = (
        f"UPDATE motion SET {_set(*MOTION_COLUMNS, 'version', 'head', 'wake_at')}"
        " WHERE id = ? AND version = ?"
    )

    CONSULTATION_PUT = _put("consultation", ("motion", "n"), ("council", *CONSULTATION_COLUMNS))
    CONSULTATION_DROP = "DELETE FROM consultation WHERE motion = ? AND n = ?"
    APPLICANTS_DROP = "DELETE FROM motion_applicant WHERE motion = ?"
    APPLICANT_ADD = _add("motion_applicant", "council", "applicant_folded", "motion")

    WAKE = "UPDATE motion SET wake_at = ? WHERE id = ?"
    DUE = "SELECT id, council, wake_at FROM motion WHERE wake_at <= ? ORDER BY wake_at LIMIT ?"

    MEETING = _MEETING + "WHERE id = ?"
    MEETING_NAMED = _MEETING + (
        "WHERE id IN (SELECT station_meeting FROM motion WHERE council = ? AND reference_folded = ?)"
    )
    MEETINGS = _MEETING + "WHERE council = ? AND on_date >= ? AND on_date < ? ORDER BY on_date, begins, id"
    MEETINGS_OF = (
        _MEETING + "WHERE council = ? AND organization = ? AND on_date >= ? AND on_date < ?"
        " ORDER BY on_date, begins, id"
    )
    MEETING_UID = _MEETING + "WHERE council = ? AND uid = ? AND uid <> '' ORDER BY id"
    MEETING_COUNCIL = "SELECT council FROM meeting WHERE id = ?"
    MEETING_ADD = _add("meeting", *MEETING_COLUMNS, "version", "id", "council")
    MEETING_CHANGE = f"UPDATE meeting SET {_set(*MEETING_COLUMNS, 'version')} WHERE id = ? AND version = ?"

    PERSON = "SELECT id, council, login, roles, active, data, version FROM person WHERE id = ?"
    PERSONS = (
        "SELECT id, council, login, roles, active, data, version FROM person WHERE council = ? ORDER BY id"
    )
    PERSON_BY_LOGIN = (
        "SELECT id, council, login, roles, active, data, version FROM person"
        " WHERE council = ? AND login = ? AND active = 1 ORDER BY id LIMIT 1"
    )
    PERSON_ADD = _add("person", "login", "roles", "active", "data", "version", "id", "council")
    PERSON_CHANGE = (
        "UPDATE person SET login = ?, roles = ?, active = ?, data = ?, version = ?"
        " WHERE id = ? AND version = ?"
    )

    HEAD = "SELECT n, hash FROM event WHERE council = ? AND stream = ? ORDER BY n DESC LIMIT 1"
    HISTORY = "SELECT id, n, text, hash FROM event WHERE council = ? AND stream = ? ORDER BY n"
    EVENT_ADD = _add("event", "council", "stream", "n", "kind", "effective", "recorded", "text", "hash")
    STREAM_COUNCIL = "SELECT council FROM event WHERE stream = ? AND n = 1"

    STREAMS = "SELECT DISTINCT stream FROM event WHERE council = ? AND stream > ? ORDER BY stream LIMIT ?"
    ROW_OF = "SELECT {columns} FROM {table} WHERE id = ?"
    CONSULTATIONS_OF = "SELECT n, {columns} FROM consultation WHERE motion = ? ORDER BY n"
    ROWS_WITHOUT_EVENTS = (
        "SELECT id FROM {table} t WHERE t.council = ? AND NOT EXISTS (SELECT 1 FROM event e"
        " WHERE e.council = t.council AND e.stream = ? || t.id AND e.n = 1)"
    )

    LOG_SIZE = "SELECT coalesce(max(idx) + 1, 0) FROM leaf WHERE council = ?"
    LEAF_ADD = _add("leaf", "council", "idx", "event")
    LEAF_OF = "SELECT idx FROM leaf WHERE event = ?"
    NODE_ADD = _add("node", "council", "level", "idx", "hash")
    HEADS = (
        "SELECT e.stream, e.n, e.hash FROM (SELECT stream, max(n) AS n FROM event"
        " WHERE council = ?1 AND stream > ?2 GROUP BY stream ORDER BY stream LIMIT ?3) h"
        " JOIN event e ON e.council = ?1 AND e.stream = h.stream AND e.n = h.n ORDER BY e.stream"
    )
    CHECKPOINT_ADD = _add("checkpoint", "council", "size", "root", "note", "recorded")
    CHECKPOINTS = (
        "SELECT size, root, note, recorded FROM checkpoint WHERE council = ? ORDER BY recorded, size"
    )

    COMMAND = "SELECT answer FROM command WHERE id = ?"
    COMMAND_ADD = _add("command", "id", "council", "answer", "recorded")

    COMMAND_TRY = COMMAND_ADD + " ON CONFLICT (id) DO NOTHING"

    COMMITMENT = "SELECT commitment FROM personal WHERE council = ? AND value = ? ORDER BY commitment LIMIT 1"
    PERSONAL_ADD = _add("personal", "council", "commitment", "salt", "value")
    PERSONAL = "SELECT council, salt, value FROM personal WHERE commitment = ?"
    PERSONAL_DROP = "DELETE FROM personal WHERE commitment = ?"

    SEARCH_DROP = "DELETE FROM search WHERE rowid = ?"
    SEARCH_ADD = _add("search", "rowid", "title", "points", "reasoning", "reference", "applicants")
    PARTS_DROP = "DELETE FROM search_parts WHERE rowid = ?"
    PARTS_ADD = _add("search_parts", "rowid", "text")
