"""The statements of reminders and of the outbox, written by hand like those of `statements_sqlite`."""

from __future__ import annotations

from workflow.store.statements_postgres import marked
from workflow.store.statements_sqlite import Statements

#: What `wake_at` holds while something about a motion has changed since it was last looked at: earlier than
#: any clock, so that every tick looks at it, and no notice about it is sent before one has.
LOOK = "0001-01-01T00:00:00.000000Z"

NOTICE_COLUMNS = (
    "id", "council", "motion", "rule", "anchor", "recipient", "channel", "message_id", "subject", "payload",
    "state", "attempts", "next_try", "lease_until", "leased_by", "created", "sent", "error",
)  # fmt: skip
_NOTICE = ", ".join(NOTICE_COLUMNS)
_NEW = (*NOTICE_COLUMNS[1:11], "attempts", "next_try", "created", "sent", "error")
_MEETING = Statements.MEETING.partition("WHERE")[0]
_SETTLED = f"NOT EXISTS (SELECT 1 FROM motion m WHERE m.id = notice.motion AND m.wake_at = '{LOOK}')"


class OutboxStatements:
    """Each statement by its name. `?` stands for a value; `IN ?` for a list of values."""

    #: is there anything to do at all: one look, three indexes
    ANYTHING = (
        "SELECT (SELECT value FROM meta WHERE key = 'ticked'),"
        " (SELECT min(wake_at) FROM motion WHERE wake_at <= ?),"
        " (SELECT min(next_try) FROM notice WHERE state = 'waiting' AND next_try <= ?),"
        " (SELECT min(next_try) FROM notice WHERE state = 'pending' AND next_try <= ?)"
    )
    #: when there will be
    SOONEST = (
        "SELECT (SELECT min(wake_at) FROM motion WHERE wake_at IS NOT NULL),"
        " (SELECT min(next_try) FROM notice WHERE state = 'waiting'),"
        " (SELECT min(next_try) FROM notice WHERE state = 'pending')"
    )
    TAKE_DUE = (
        "SELECT id, council, format, snapshot, version, head FROM motion WHERE wake_at <= ?"
        " ORDER BY wake_at, id LIMIT ?"
    )
    DUE_UNTIL = (
        "SELECT id, format, snapshot, version, head FROM motion WHERE council = ? AND wake_at <= ? AND id > ?"
        " ORDER BY id LIMIT ?"
    )
    WAKES = (
        "SELECT id, format, snapshot, version, head, wake_at FROM motion WHERE council = ? AND id > ?"
        " ORDER BY id LIMIT ?"
    )

    LOOK_AT = f"UPDATE motion SET wake_at = '{LOOK}' WHERE id = ?"
    LOOK_AT_MEETING = (
        f"UPDATE motion SET wake_at = '{LOOK}'"
        " WHERE id IN (SELECT motion FROM consultation WHERE meeting = ?)"
    )
    LOOK_AT_AMENDMENTS = f"UPDATE motion SET wake_at = '{LOOK}' WHERE root IN ?"
    GLIMPSE = "SELECT id, format, snapshot FROM motion WHERE id IN ?"
    LOOK_AT_DRAFTS = f"UPDATE motion SET wake_at = '{LOOK}' WHERE council = ? AND state = 'draft'"
    #: whatever a rule may still concern; what has ended otherwise waits for nothing new
    LOOK_AT_ALL = (
        f"UPDATE motion SET wake_at = '{LOOK}' WHERE council = ? AND (wake_at IS NOT NULL"
        " OR state IN ('draft', 'submitted', 'committee_recommendation', 'committee_decision',"
        " 'plenary_decision', 'suspended', 'dormant', 'adopted', 'adopted_partly', 'rejected'))"
    )

    MEETINGS_IN = _MEETING + "WHERE id IN ?"
    FIRST_ENTRIES = "SELECT stream, recorded, hash FROM event WHERE council = ? AND stream IN ? AND n = 1"
    LEDGER_OF = "SELECT motion, rule, anchor FROM ledger WHERE council = ? AND motion IN ?"
    LEDGER_ADD = (
        "INSERT INTO ledger (council, motion, rule, anchor, recipient, what, recorded)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    )

    NOTICE_ADD = (
        f"INSERT INTO notice ({', '.join(_NEW)}) VALUES ({', '.join('?' * len(_NEW))})"
        " ON CONFLICT (message_id) DO NOTHING"
    )
    UNSENT_OF = (
        "SELECT id, motion, rule, anchor, state, lease_until FROM notice WHERE motion IN ?"
        " AND (state IN ('pending', 'waiting') OR state = 'dropped' AND error = 'overtaken')"
    )
    OVERTAKEN = (
        "UPDATE notice SET state = 'dropped', error = 'overtaken', sent = ?, next_try = NULL,"
        " lease_until = NULL, leased_by = NULL WHERE id = ? AND state IN ('pending', 'waiting')"
    )
    REVIVED = (
        "UPDATE notice SET state = 'pending', error = NULL, sent = NULL, next_try = ?"
        " WHERE id = ? AND state = 'dropped' AND error = 'overtaken'"
    )

    CLAIM = (
        "UPDATE notice SET lease_until = ?, leased_by = ?, next_try = ? WHERE id IN"
        " (SELECT id FROM notice WHERE state = 'pending' AND next_try <= ?"
        f" AND {_SETTLED} ORDER BY next_try, id LIMIT ?) RETURNING {_NOTICE}"
    )
    SENT = (
        "UPDATE notice SET state = 'sent', sent = ?, error = ?, next_try = NULL, lease_until = NULL,"
        " leased_by = NULL WHERE id = ? AND state IN ('pending', 'dropped')"
    )
    FAILED = (
        "UPDATE notice SET state = ?, attempts = attempts + 1, next_try = ?, error = ?, lease_until = NULL,"
        " leased_by = NULL WHERE id = ? AND state = 'pending' AND leased_by = ?"
    )
    DROPPED = (
        "UPDATE notice SET state = 'dropped', error = ?, sent = ?, next_try = NULL, lease_until = NULL,"
        " leased_by = NULL WHERE id = ? AND state = 'pending'"
    )
    RELEASE = (
        "UPDATE notice SET next_try = ?, lease_until = NULL, leased_by = NULL"
        " WHERE id = ? AND state = 'pending' AND leased_by = ?"
    )
    RETRY = (
        "UPDATE notice SET state = 'pending', attempts = 0, next_try = ?, error = NULL"
        " WHERE council = ? AND state = 'dead'"
    )
    RETRY_ONE = RETRY + " AND id = ?"

    DIGESTS_DUE = (
        "SELECT DISTINCT council, recipient FROM notice WHERE state = 'waiting' AND next_try <= ?"
        f" AND {_SETTLED} ORDER BY council, recipient LIMIT ?"
    )
    WAITING_OF = (
        f"SELECT {_NOTICE} FROM notice WHERE state = 'waiting' AND council = ? AND recipient = ?"
        f" AND next_try <= ? AND {_SETTLED} ORDER BY next_try, id"
    )
    JOINED = (
        "UPDATE notice SET state = 'joined', next_try = NULL, sent = ? WHERE id = ? AND state = 'waiting'"
    )
    WAITS = "UPDATE notice SET state = ?, next_try = ? WHERE id = ? AND state = 'waiting'"

    RECIPIENT = "SELECT active FROM person WHERE id = ?"
    NAMED = "SELECT id FROM notice WHERE message_id = ?"
    SEED = "SELECT hash FROM event WHERE council = ? AND stream = 'council' AND n = 1"
    NOTICES_IN = f"SELECT {_NOTICE} FROM notice WHERE id IN ? ORDER BY id"
    NOTICES = f"SELECT {_NOTICE} FROM notice WHERE council = ? AND id < ? ORDER BY id DESC LIMIT ?"
    NOTICES_OF = (
        f"SELECT {_NOTICE} FROM notice WHERE council = ? AND motion = ? AND id < ? ORDER BY id DESC LIMIT ?"
    )
    NOTICES_IN_STATE = (
        f"SELECT {_NOTICE} FROM notice WHERE council = ? AND state = ? AND id < ? ORDER BY id DESC LIMIT ?"
    )
    #: partial indexes answer these whatever has been sent before
    QUEUE = (
        "SELECT (SELECT count(*) FROM notice WHERE state = 'pending'),"
        " (SELECT count(*) FROM notice WHERE state = 'waiting'),"
        " (SELECT count(*) FROM notice WHERE state = 'dead' AND council = ?),"
        " (SELECT min(next_try) FROM notice WHERE state = 'pending')"
    )

    # What a clock did that was ahead and was put right

    BACK_LOOK = (
        f"UPDATE motion SET wake_at = '{LOOK}' WHERE id IN (SELECT motion FROM ledger WHERE recorded > ?)"
    )
    BACK_LATE = "DELETE FROM ledger WHERE recorded > ? AND what = 'late'"
    BACK_NOTES = (
        "DELETE FROM notice WHERE state = 'dropped' AND error = 'late' AND recipient = '' AND sent > ?"
    )
    BACK_REVIVED = (
        "UPDATE notice SET state = 'pending', error = NULL, sent = NULL, next_try = ?"
        " WHERE state = 'dropped' AND error = 'late' AND sent > ?"
    )
    BACK_LEASES = (
        "UPDATE notice SET lease_until = ?, next_try = ? WHERE state = 'pending' AND lease_until > ?"
    )
    BACK_TRIES = (
        "UPDATE notice SET next_try = ? WHERE state IN ('pending', 'waiting') AND lease_until IS NULL"
        " AND (created > ? OR next_try > ?)"
    )
    CLOCK = ""  #: the database's own clock, where it has one that all workers share


class PostgresOutboxStatements(OutboxStatements):
    """The same for PostgreSQL: several workers at once pass over what another one holds."""

    TAKE_DUE = OutboxStatements.TAKE_DUE + " FOR NO KEY UPDATE SKIP LOCKED"
    CLAIM = OutboxStatements.CLAIM.replace("LIMIT ?)", "LIMIT ? FOR UPDATE SKIP LOCKED)")
    WAITING_OF = OutboxStatements.WAITING_OF + " FOR UPDATE SKIP LOCKED"
    CLOCK = "SELECT clock_timestamp()"


for _kind in (PostgresOutboxStatements, OutboxStatements):
    for _name in dir(_kind):
        if _name.isupper():
            _sql = getattr(_kind, _name)
            if _kind is OutboxStatements:
                _sql = _sql.replace("IN ?", "IN (SELECT value FROM json_each(?))")
            else:
                _sql = marked(_sql.replace("IN ?", "= ANY(?)"))
            setattr(_kind, _name, _sql)


def statements(dialect: str) -> type[OutboxStatements]:
    """Those of a database."""
    return PostgresOutboxStatements if dialect == "postgresql" else OutboxStatements
