"""The tables, as SQLAlchemy Core describes them: for migrations and administrative statements only.

Days are ISO dates and moments are the log's stamps (UTC, microseconds, "Z"), both as text: they sort as
text and read the same on every database. Every table that holds anything of a council names it, so that
rows can be kept apart by council. What search needs differs by database and stands in the migrations.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = MetaData(naming_convention=NAMES)

#: SQLite only numbers rows by itself where the type is exactly INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")


def _council(*, primary_key: bool = False) -> Column[int]:
    return Column("council", Id, ForeignKey("council.id"), primary_key=primary_key, nullable=False)


def _index(name: str, *columns: str, where: str) -> Index:
    """A partial index on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


meta = Table(
    "meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False)
)  #: schema, rehearsal, program (the version that wrote last)

counter = Table(
    "counter", metadata, Column("name", Text, primary_key=True), Column("value", Id, nullable=False)
)  #: the last number given to a motion, a meeting, a person (SQLite; PostgreSQL has sequences)

council = Table(
    "council",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("land", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("zone", Text, nullable=False),
    Column("version", Integer, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("in_force_from", Text, nullable=False),
    Column("text", Text, nullable=False),  #: canonical JSON of the council file
    Column("hash", Text, nullable=False),  #: SHA-256 of the text, as every entry of the log names it
    Column("recorded", Text, nullable=False),
    Index(None, "council", "in_force_from"),
)

organization = Table(
    "organization",
    metadata,
    _council(primary_key=True),
    Column("key", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("short", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("decides", SmallInteger, nullable=False),
    Column("public", SmallInteger, nullable=False),
    Column("since", Text),
    Column("until", Text),
    Column("sort", Integer, nullable=False),
    Column("added", Text),  #: JSON of an organization that came later than the council's file
)

organization_alias = Table(
    "organization_alias",
    metadata,
    _council(primary_key=True),
    Column("alias_folded", Text, primary_key=True),
    Column("key", Text, primary_key=True),
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    _council(),
    Column("login", Text, nullable=False),  #: commitment to the name at the operating system
    Column("roles", Text, nullable=False),  #: JSON list
    Column("active", SmallInteger, nullable=False),
    Column("data", Text, nullable=False),  #: JSON: all that its events say, personal fields as commitments
    Column("version", Integer, nullable=False),
    Index(None, "council", "login"),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    _council(),
    Column("organization", Text, nullable=False),
    Column("on_date", Text, nullable=False),
    Column("begins", Text),
    Column("ends", Text),
    Column("place", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("uid", Text, nullable=False),
    Column("minutes_on", Text),
    Column("version", Integer, nullable=False),
    Index(None, "council", "organization", "on_date"),
    Index(None, "council", "on_date"),
    _index("ix_meeting_uid", "council", "uid", where="uid <> ''"),
)

motion = Table(
    "motion",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    _council(),
    Column("reference", Text, nullable=False),
    Column("reference_folded", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("applicants", Text, nullable=False),  #: JSON list
    Column("submitted_on", Text),
    Column("parent", Id),
    Column("root", Id),
    Column("public", SmallInteger, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("decided_on", Text),
    Column("ended_on", Text),
    Column("implemented_on", Text),
    Column("station_organization", Text),  #: whose turn it is, or will be first once it is filed
    Column("station_role", Text),
    Column("station_meeting", Id),
    Column("station_date", Text),
    Column("station_status", Text),
    Column("hold_until", Text),
    Column("choice", Text, nullable=False),
    Column("owed", Text, nullable=False),  #: JSON list of facts a result should have had, '' for none
    Column("report_due", Text),  #: the earliest report that is owed and not given
    Column("wake_at", Text),  #: the next instant at which something is due
    Column("format", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),  #: hash of its last entry
    Index(None, "council", "reference_folded"),
    Index(None, "council", "state", "submitted_on"),
    Index(None, "council", "submitted_on"),
    _index("ix_motion_root", "root", where="root IS NOT NULL"),
    _index("ix_motion_station", "council", "station_organization", "station_meeting",
           where="station_organization IS NOT NULL"),
    _index("ix_motion_hold", "council", "hold_until", where="station_status = 'held'"),
    _index("ix_motion_owed", "council", "id", where="owed <> '' OR choice = 'pending'"),
    _index("ix_motion_report", "council", "report_due", where="report_due IS NOT NULL"),
    _index("ix_motion_wake_at", "wake_at", where="wake_at IS NOT NULL"),
)  # fmt: skip

motion_applicant = Table(
    "motion_applicant",
    metadata,
    _council(primary_key=True),
    Column("applicant_folded", Text, primary_key=True),
    Column("motion", Id, ForeignKey("motion.id"), primary_key=True),
    Index(None, "motion"),
    sqlite_with_rowid=False,
)

consultation = Table(
    "consultation",
    metadata,
    Column("motion", Id, ForeignKey("motion.id"), primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("council", Id, nullable=False),
    Column("position", Integer, nullable=False),
    Column("organization", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("meeting", Id),
    Column("on_date", Text),
    Column("next_meeting", SmallInteger, nullable=False),
    Column("agenda_item", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("until", Text),
    Column("outcome", Text),
    Column("majority", Text),
    Column("vote", Text),
    Column("yes", Integer),
    Column("no", Integer),
    Column("abstain", Integer),
    Column("phrase", Text),
    Column("event", Integer),  #: number of the entry of the motion's history that recorded the result
    _index("ix_consultation_meeting", "meeting", where="meeting IS NOT NULL"),
    _index("ix_consultation_waiting", "council", "organization",
           where="meeting IS NULL AND outcome IS NULL AND status <> 'void'"),
    _index("ix_consultation_decided", "council", "organization", "on_date", where="outcome IS NOT NULL"),
    sqlite_with_rowid=False,
)  # fmt: skip

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("stream", Text, nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("effective", Text, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("text", Text, nullable=False),  #: canonical JSON, verbatim as hashed
    Column("hash", LargeBinary, nullable=False),
    #: PostgreSQL: the transaction that wrote it, since numbers there do not commit in their order
    Column("xact", BigInteger),
    UniqueConstraint("council", "stream", "n"),
)

command = Table(
    "command",
    metadata,
    Column("id", Text, primary_key=True),
    Column("council", Id),
    Column("answer", Text, nullable=False),  #: JSON
    Column("recorded", Text, nullable=False),
    sqlite_with_rowid=False,
)

personal = Table(
    "personal",
    metadata,
    _council(),
    Column("commitment", Text, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Text, nullable=False),
    Index(None, "council", "value"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("motion", Id),
    Column("rule", Text, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("payload", Text, nullable=False),  #: JSON: body, attachments, language
    Column("state", Text, nullable=False),  #: pending | sent | dead | dropped
    Column("attempts", Integer, nullable=False),
    Column("next_try", Text),
    Column("lease_until", Text),
    Column("leased_by", Text),
    Column("created", Text, nullable=False),
    Column("sent", Text),
    Column("error", Text),
    _index("ix_notice_next_try", "next_try", where="state = 'pending'"),
    _index("ix_notice_dead", "council", "id", where="state = 'dead'"),
    _index("ix_notice_motion", "motion", where="motion IS NOT NULL"),
)

ledger = Table(
    "ledger",
    metadata,
    _council(primary_key=True),
    Column("motion", Id, primary_key=True),  #: 0 where a reminder belongs to no motion
    Column("rule", Text, primary_key=True),
    Column("anchor", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("what", Text, nullable=False),  #: queued, or why it was dropped
    Column("recorded", Text, nullable=False),
    sqlite_with_rowid=False,
)

leaf = Table(
    "leaf",
    metadata,
    _council(primary_key=True),
    Column("idx", Id, primary_key=True),
    Column("event", Id, ForeignKey("event.id"), nullable=False, unique=True),
    sqlite_with_rowid=False,
)

node = Table(
    "node",
    metadata,
    _council(primary_key=True),
    Column("level", Integer, primary_key=True),
    Column("idx", Id, primary_key=True),
    Column("hash", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    _council(primary_key=True),
    Column("size", Id, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),  #: the signed checkpoint, verbatim
    Column("recorded", Text, primary_key=True),
)
