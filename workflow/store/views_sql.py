"""The questions that read commands ask, each a named statement with its description.

`?` stands for a value. {public} takes the place of the condition that leaves non-public motions out.
Everything here reads the same on SQLite and on PostgreSQL.
"""

from __future__ import annotations

#: What a list shows of a motion, under the names it is given to formats by.
MOTION = (
    "m.id, m.reference, m.title, m.kind, m.state, m.applicants, m.submitted_on, m.decided_on, m.ended_on,"
    " m.public, m.urgency, m.parent, m.root, m.station_organization, o.name AS station_name,"
    " o.short AS station_short, m.station_role, m.station_meeting, g.on_date AS meeting_on,"
    " g.begins AS meeting_begins, g.status AS meeting_status, m.station_date, m.station_status,"
    " m.hold_until, m.choice, m.owed, m.report_due, m.implemented_on, m.version"
)

_FROM = (
    " FROM motion m LEFT JOIN organization o ON o.council = m.council AND o.key = m.station_organization"
    " LEFT JOIN meeting g ON g.id = m.station_meeting"
)

#: Motions by any filters; {where} and {order} are put together from FILTERS and ORDERS. {council} is the
#: column, or for SQLite UNINDEXED where a filter finds so few that the council's index is the longer way.
LIST = f"SELECT {MOTION}{_FROM} WHERE {{council}} = ? {{where}}{{public}} ORDER BY {{order}} LIMIT ? OFFSET ?"
COUNT = "SELECT count(*) FROM motion m WHERE {council} = ? {where}{public}"
INDEXED, UNINDEXED = "m.council", "+m.council"

PUBLIC = " AND m.public = 1"

FILTERS = {
    "state": "m.state IN ({marks})",
    "kind": "m.kind IN ({marks})",
    #: any consultation there that took place or may take place
    "organization": "m.id IN (SELECT motion FROM consultation WHERE council = ? AND status <> 'void'"
    " AND organization IN ({marks}))",
    "at": "m.station_organization IN ({marks})",
    "applicant": "m.id IN (SELECT motion FROM motion_applicant WHERE council = ?"
    " AND applicant_folded IN ({marks}))",
    "since": "m.submitted_on >= ?",
    "until": "m.submitted_on <> '' AND m.submitted_on <= ?",
    "held": "m.station_status = 'held'",
    "meeting": "m.id IN (SELECT motion FROM consultation WHERE meeting = ? AND status <> 'void')",
    "parent": "m.root = ?",
}

#: Ways to sort; the number makes each of them complete. With a bare "m.id" SQLite would follow the index of
#: numbers past everything that a filter leaves out.
ORDERS = {
    "filed": "m.submitted_on DESC, m.id DESC",
    "reference": "m.reference_folded, m.id",
    "title": "m.title, m.id",
    "state": "m.state, m.submitted_on DESC, m.id DESC",
    "meeting": "coalesce(g.on_date, m.station_date, '9999'), m.id",
    "number": "+m.id",
}

#: The same where a filter leaves few: they are sorted, not met in the order of the council's index.
ORDERS_OF_FEW = ORDERS | {"filed": "m.submitted_on || '' DESC, m.id DESC"}

#: Whole words by their stem, and parts of words, per database.
TEXT_SQLITE = "m.id IN (SELECT rowid FROM search WHERE search MATCH ?)"
TEXT_SQLITE_PARTS = (
    "m.id IN (SELECT rowid FROM search WHERE search MATCH ?"
    " UNION ALL SELECT rowid FROM search_parts WHERE search_parts MATCH ?)"
)
TEXT_POSTGRES = "m.id IN (SELECT motion FROM search WHERE stems @> ARRAY[?])"
TEXT_POSTGRES_PARTS = (
    "m.id IN (SELECT motion FROM search WHERE stems @> ARRAY[?]"
    " UNION ALL SELECT motion FROM search WHERE grams @> ?::text[] AND position(? IN plain) > 0)"
)

#: One motion with its snapshot.
ONE = f"SELECT {MOTION}, m.format, m.snapshot{_FROM} WHERE m.id = ?{{public}}"

#: The amendments to a motion and to its amendments.
AMENDMENTS = f"SELECT {MOTION}{_FROM} WHERE m.root = ?{{public}} ORDER BY m.id"

#: A motion's route, in its order.
ROUTE = (
    "SELECT c.n, c.position, c.organization, o.name AS organization_name, o.short AS organization_short,"
    " c.role, c.status, c.meeting, coalesce(g.on_date, c.on_date) AS on_date, g.begins, g.place,"
    " g.status AS meeting_status, c.next_meeting, c.agenda_item, c.origin, c.until, c.outcome, c.majority,"
    " c.vote, c.yes, c.no, c.abstain, c.phrase, c.event FROM consultation c"
    " LEFT JOIN organization o ON o.council = c.council AND o.key = c.organization"
    " LEFT JOIN meeting g ON g.id = c.meeting WHERE c.motion = ? ORDER BY c.position"
)

#: A stream's entries, verbatim.
HISTORY = "SELECT id, text FROM event WHERE council = ? AND stream = ? ORDER BY n"

#: Meetings with the motions on their agenda and those of them that still have no result.
MEETINGS = (
    "SELECT g.id, g.organization, o.name AS organization_name, o.short AS organization_short, g.on_date,"
    " g.begins, g.ends, g.place, g.name, g.status, g.sequence, g.origin, g.uid, g.minutes_on,"
    " (SELECT count(*) FROM consultation c JOIN motion m ON m.id = c.motion WHERE c.meeting = g.id"
    " AND c.status <> 'void'{public}) AS motions,"
    " (SELECT count(*) FROM consultation c JOIN motion m ON m.id = c.motion WHERE c.meeting = g.id"
    " AND c.status IN ('planned', 'open', 'held'){public}) AS waiting"
    " FROM meeting g LEFT JOIN organization o ON o.council = g.council AND o.key = g.organization"
    " WHERE g.council = ? AND g.on_date >= ? AND g.on_date <= ?{where}"
    " ORDER BY g.on_date, g.begins, g.id LIMIT ?"
)

#: One council among many by its key.
COUNCIL = "SELECT id, key, name, land, kind, zone, version FROM council WHERE key = ?"

ORGANIZATIONS = (
    "SELECT key, name, short, type, decides, public, since, until FROM organization WHERE council = ?"
    " ORDER BY sort"
)

#: Every applicant once: jumps from one to the next in the index instead of reading all motions.
APPLICANTS = (
    "WITH RECURSIVE one (name) AS ("
    "SELECT (SELECT min(applicant_folded) FROM motion_applicant WHERE council = ?)"
    " UNION ALL SELECT (SELECT min(applicant_folded) FROM motion_applicant"
    " WHERE council = ? AND applicant_folded > one.name) FROM one WHERE one.name IS NOT NULL)"
    " SELECT name FROM one WHERE name IS NOT NULL"
)

#: How many motions stand where.
STATES = "SELECT m.state, count(*) AS motions FROM motion m WHERE m.council = ?{public} GROUP BY m.state"

#: References that begin alike, for completion in the shell.
REFERENCES = (
    "SELECT m.reference, m.title FROM motion m WHERE m.council = ? AND m.reference_folded >= ?"
    " AND m.reference_folded < ? AND m.reference <> ''{public} ORDER BY m.reference_folded LIMIT ?"
)

#: What is to be done, each kind of work by its name. Values: the council, then as `next_items` gives them.
#: They begin with the motions that wait, each with its own meeting: asked the other way round, SQLite went
#: through all meetings there ever were for each motion.
NEXT = {
    #: a meeting that is over, and no result of it
    "result_missing": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_status = 'open'"
    " AND m.station_organization IS NOT NULL AND g.on_date <= ? AND g.status <> 'cancelled'"
    " AND (g.on_date < ? OR coalesce(g.ends, g.begins, '24:00') <= ?){public}"
    " ORDER BY g.on_date, g.begins, m.id LIMIT ?",
    #: the printed date of a consultation without a meeting is over
    "date_passed": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_status = 'open'"
    " AND m.station_organization IS NOT NULL AND m.station_meeting IS NULL AND m.station_date < ?{public}"
    " ORDER BY m.station_date, m.id LIMIT ?",
    #: its meeting will not take place
    "meeting_cancelled": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_organization IS NOT NULL"
    " AND g.status = 'cancelled'{public} ORDER BY g.on_date, m.id LIMIT ?",
    #: its turn, or filed, and no meeting known; sorted by what no index offers, so that the right one is used
    "meeting_missing": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_organization > ''"
    " AND m.station_meeting IS NULL AND m.station_date IS NULL AND m.station_status <> 'held'"
    " AND m.parent IS NULL AND m.state <> 'draft'{public} ORDER BY m.submitted_on || '', m.id LIMIT ?",
    #: put off until a day that has come
    "hold_passed": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_status = 'held'"
    " AND m.hold_until <= ?{public} ORDER BY m.hold_until, m.id LIMIT ?",
    #: put off without a day
    "hold_open": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_status = 'held'"
    " AND m.hold_until IS NULL{public} ORDER BY m.id LIMIT ?",
    #: a committee recommends another text: adopt it, or maintain one's own?
    "choice_pending": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND (m.owed <> '' OR m.choice = 'pending')"
    " AND m.choice = 'pending'{public} ORDER BY m.id LIMIT ?",
    #: a result lacks what it should have said
    "facts_owed": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND (m.owed <> '' OR m.choice = 'pending')"
    " AND m.owed <> ''{public} ORDER BY m.id LIMIT ?",
    #: the administration owes a report
    "report_due": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.report_due <= ?{{public}}"
    " ORDER BY m.report_due, m.id LIMIT ?",
    #: written, not filed; sorted by what no index offers, so that the right one is used
    "draft": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.state = 'draft'{{public}}"
    " ORDER BY +m.id LIMIT ?",
    #: on the agenda of a meeting to come
    "meeting_ahead": f"SELECT {MOTION}{_FROM} WHERE m.council = ? AND m.station_status <> 'held'"
    " AND m.station_organization IS NOT NULL AND g.on_date >= ? AND g.on_date <= ?"
    " AND g.status <> 'cancelled'{public}"
    " ORDER BY g.on_date, g.begins, m.id LIMIT ?",
}

#: Notices that nobody will get: sending was given up.
DEAD_NOTICES = (
    "SELECT n.id, n.motion, m.reference, n.rule, n.recipient, p.data, n.channel, n.subject, n.attempts,"
    " n.error FROM notice n LEFT JOIN motion m ON m.id = n.motion"
    " LEFT JOIN person p ON p.council = n.council AND CAST(p.id AS text) = n.recipient"
    " WHERE n.council = ? AND n.state = 'dead' ORDER BY n.id LIMIT ?"
)
