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

#: Compared byte by byte on every database, whatever language the server sorts in.
Words = Text().with_variant(Text(collation="C"), "postgresql")


def _council(*, primary_key: bool = False) -> Column[int]:
    return Column("council", Id, ForeignKey("council.id"), primary_key=primary_key, nullable=False)


def _index(name: str, *columns: str, where: str) -> Index:
    """A partial index on both databases."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


meta = Table(
    "meta", metadata, Column("key", Words, primary_key=True), Column("value", Words, nullable=False)
)  #: schema, rehearsal, program (the version that wrote last)

counter = Table(
    "counter", metadata, Column("name", Words, primary_key=True), Column("value", Id, nullable=False)
)  #: the last number given to a motion, a meeting, a person (SQLite; PostgreSQL has sequences)

council = Table(
    "council",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Words, nullable=False, unique=True),
    Column("name", Words, nullable=False),
    Column("land", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("zone", Words, nullable=False),
    Column("version", Integer, nullable=False),
)

rules = Table(
    "rules",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("in_force_from", Words, nullable=False),
    Column("text", Words, nullable=False),  #: canonical JSON of the council file
    Column("hash", Words, nullable=False),  #: SHA-256 of the text, as every entry of the log names it
    Column("recorded", Words, nullable=False),
    Index(None, "council", "in_force_from"),
)

organization = Table(
    "organization",
    metadata,
    _council(primary_key=True),
    Column("key", Words, primary_key=True),
    Column("name", Words, nullable=False),
    Column("short", Words, nullable=False),
    Column("type", Words, nullable=False),
    Column("decides", SmallInteger, nullable=False),
    Column("public", SmallInteger, nullable=False),
    Column("since", Words),
    Column("until", Words),
    Column("sort", Integer, nullable=False),
    Column("added", Words),  #: JSON of an organization that came later than the council's file
)

organization_alias = Table(
    "organization_alias",
    metadata,
    _council(primary_key=True),
    Column("alias_folded", Words, primary_key=True),
    Column("key", Words, primary_key=True),
)

person = Table(
    "person",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    _council(),
    Column("login", Words, nullable=False),  #: commitment to the name at the operating system
    Column("roles", Words, nullable=False),  #: JSON list
    Column("active", SmallInteger, nullable=False),
    Column("data", Words, nullable=False),  #: JSON: all that its events say, personal fields as commitments
    Column("version", Integer, nullable=False),
    Index(None, "council", "login"),
)

meeting = Table(
    "meeting",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    _council(),
    Column("organization", Words, nullable=False),
    Column("on_date", Words, nullable=False),
    Column("begins", Words),
    Column("ends", Words),
    Column("place", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("origin", Words, nullable=False),
    Column("uid", Words, nullable=False),
    Column("minutes_on", Words),
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
    Column("reference", Words, nullable=False),
    Column("reference_folded", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("state", Words, nullable=False),
    Column("applicants", Words, nullable=False),  #: JSON list
    Column("submitted_on", Words, nullable=False),  #: '' for a draft
    Column("parent", Id),
    Column("root", Id),
    Column("public", SmallInteger, nullable=False),
    Column("urgency", Words, nullable=False),
    Column("decided_on", Words),
    Column("ended_on", Words),
    Column("implemented_on", Words),
    Column("station_organization", Words),  #: whose turn it is, or will be first once it is filed
    Column("station_role", Words),
    Column("station_meeting", Id),
    Column("station_date", Words),
    Column("station_status", Words),
    Column("hold_until", Words),
    Column("choice", Words, nullable=False),
    Column("owed", Words, nullable=False),  #: JSON list of facts a result should have had, '' for none
    Column("report_due", Words),  #: the earliest report that is owed and not given
    Column("wake_at", Words),  #: the next instant at which something is due
    Column("format", Integer, nullable=False),
    Column("snapshot", Words, nullable=False),
    Column("version", Integer, nullable=False),
    Column("head", LargeBinary, nullable=False),  #: hash of its last entry
    Index(None, "council", "reference_folded"),
    Index(None, "council", "state", "submitted_on"),
    Index(None, "council", "submitted_on"),
    Index(None, "council", "ended_on"),
    Index(None, "council", "id"),  #: page by page, whatever else there is
    _index("ix_motion_root", "root", where="root IS NOT NULL"),
    _index("ix_motion_station", "council", "station_organization", "station_meeting",
           where="station_organization IS NOT NULL"),
    _index("ix_motion_hold", "council", "hold_until", where="station_status = 'held'"),
    _index("ix_motion_owed", "council", "id", where="owed <> '' OR choice = 'pending'"),
    _index("ix_motion_report", "council", "report_due", where="report_due IS NOT NULL"),
    _index("ix_motion_decided", "council", "decided_on",
           where="state IN ('adopted', 'adopted_partly', 'suspended', 'rejected')"),
    _index("ix_motion_rejected", "council", "title", where="state = 'rejected'"),
    _index("ix_motion_wake_at", "wake_at", where="wake_at IS NOT NULL"),
)  # fmt: skip

motion_applicant = Table(
    "motion_applicant",
    metadata,
    _council(primary_key=True),
    Column("applicant_folded", Words, primary_key=True),
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
    Column("organization", Words, nullable=False),
    Column("role", Words, nullable=False),
    Column("status", Words, nullable=False),
    Column("meeting", Id),
    Column("on_date", Words),
    Column("next_meeting", SmallInteger, nullable=False),
    Column("agenda_item", Words, nullable=False),
    Column("origin", Words, nullable=False),
    Column("until", Words),
    Column("outcome", Words),
    Column("majority", Words),
    Column("vote", Words),
    Column("yes", Integer),
    Column("no", Integer),
    Column("abstain", Integer),
    Column("phrase", Words),
    Column("event", Integer),  #: number of the entry of the motion's history that recorded the result
    _index("ix_consultation_meeting", "meeting", where="meeting IS NOT NULL"),
    _index("ix_consultation_waiting", "council", "organization",
           where="meeting IS NULL AND outcome IS NULL AND status <> 'void'"),
    Index(None, "council", "organization", "on_date"),
    sqlite_with_rowid=False,
)  # fmt: skip

event = Table(
    "event",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("stream", Words, nullable=False),
    Column("n", Integer, nullable=False),
    Column("kind", Words, nullable=False),
    Column("effective", Words, nullable=False),
    Column("recorded", Words, nullable=False),
    Column("text", Words, nullable=False),  #: canonical JSON, verbatim as hashed
    Column("hash", LargeBinary, nullable=False),
    #: PostgreSQL: the transaction that wrote it, since numbers there do not commit in their order
    Column("xact", BigInteger),
    UniqueConstraint("council", "stream", "n"),
)

command = Table(
    "command",
    metadata,
    Column("id", Words, primary_key=True),
    Column("council", Id),
    Column("answer", Words, nullable=False),  #: JSON
    Column("recorded", Words, nullable=False),
    sqlite_with_rowid=False,
)

personal = Table(
    "personal",
    metadata,
    _council(),
    Column("commitment", Words, primary_key=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", Words, nullable=False),
    Index(None, "council", "value"),
)

notice = Table(
    "notice",
    metadata,
    Column("id", Id, primary_key=True),
    _council(),
    Column("motion", Id),
    Column("rule", Words, nullable=False),
    Column("anchor", Words, nullable=False),
    Column("recipient", Words, nullable=False),
    Column("channel", Words, nullable=False),
    Column("message_id", Words, nullable=False, unique=True),
    Column("subject", Words, nullable=False),
    Column("payload", Words, nullable=False),  #: JSON: body, attachments, language
    Column("state", Words, nullable=False),  #: pending | waiting | joined | sent | dead | dropped
    Column("attempts", Integer, nullable=False),
    Column("next_try", Words),
    Column("lease_until", Words),
    Column("leased_by", Words),
    Column("created", Words, nullable=False),
    Column("sent", Words),
    Column("error", Words),
    _index("ix_notice_next_try", "next_try", where="state = 'pending'"),
    _index("ix_notice_waiting", "next_try", where="state = 'waiting'"),
    _index("ix_notice_dead", "council", "id", where="state = 'dead'"),
    _index("ix_notice_motion", "motion", where="motion IS NOT NULL"),
)

ledger = Table(
    "ledger",
    metadata,
    _council(primary_key=True),
    Column("motion", Id, primary_key=True),  #: 0 where a reminder belongs to no motion
    Column("rule", Words, primary_key=True),
    Column("anchor", Words, primary_key=True),
    Column("recipient", Words, primary_key=True),
    Column("what", Words, nullable=False),  #: queued, or why it was dropped
    Column("recorded", Words, nullable=False),
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

#: The heads tree by its 4096 parts, so that a checkpoint costs what has moved (see workflow.audit.crown).
bucket = Table(
    "bucket",
    metadata,
    _council(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("branch", LargeBinary, nullable=False),
    Column("heads", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)

checkpoint = Table(
    "checkpoint",
    metadata,
    _council(primary_key=True),
    Column("size", Id, primary_key=True),
    Column("root", LargeBinary, nullable=False),
    Column("note", Words, nullable=False),  #: the signed checkpoint, verbatim
    Column("recorded", Words, primary_key=True),
)

#: What the council has published by OParl, as it was last read. What it changes afterwards is logged.
published = Table(
    "published",
    metadata,
    # The identity comes first in the key: SQLite would walk one that begins with the council for everything.
    Column("id", Words, primary_key=True),  #: the address of the object
    _council(primary_key=True),
    Column("type", Words, nullable=False),
    Column("paper", Words),  #: of a consultation
    Column("meeting", Words),  #: of a consultation, an agenda item
    Column("consultation", Words),  #: of an agenda item
    Column("facts", Words, nullable=False),  #: JSON
    Column("deleted", SmallInteger, nullable=False),
    Column("ours", Words),  #: what it is here: motion:17, meeting:4, the key of an organization
    Column("taken", Words),  #: JSON: what was last taken over of it
    Column("fresh", SmallInteger, nullable=False),  #: 1: not compared with our own yet
    Index(None, "council", "paper"),
    Index(None, "council", "meeting"),
    Index(None, "council", "consultation"),
    Index(None, "council", "ours"),
    Index(None, "council", "fresh", "type", "id"),
    sqlite_with_rowid=False,
)

#: How far each list of an OParl service has been read.
listing = Table(
    "listing",
    metadata,
    _council(primary_key=True),
    Column("url", Words, primary_key=True),
    Column("source", Words, nullable=False),  #: the address that was given
    Column("page", Words),  #: the next page of a reading that is under way
    Column("begun", Words),  #: when that reading began
    Column("since", Words),  #: what changed after this is asked for next time
    Column("etag", Words),
    sqlite_with_rowid=False,
)
