"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_WORDS = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

#: What Alembic has no words for: the log refuses changes, search has its own index.
_SQLITE = (
    """CREATE TRIGGER event_no_update BEFORE UPDATE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END""",
    """CREATE TRIGGER event_no_delete BEFORE DELETE ON event
    BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END""",
    """CREATE VIRTUAL TABLE search USING fts5
    (title, points, reasoning, reference, applicants, tokenize = 'unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE search_parts USING fts5 (text, tokenize = 'trigram', detail = full)",
)
_POSTGRES = (
    "ALTER TABLE event ALTER COLUMN xact SET DEFAULT (pg_current_xact_id()::text::bigint)",
    "CREATE INDEX ix_event_council_xact ON event (council, xact, id)",
    """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the log is never changed'; END $$""",
    """CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON event
    FOR EACH ROW EXECUTE FUNCTION refuse_change()""",
    """CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()""",
    # Whoever adds to the log wakes the workers, if one sleeps: a sleeping worker shares this lock (see
    # workflow.store.waking). One expression, so that no interruption can leave the lock behind.
    """CREATE FUNCTION wake_workers() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF (CASE WHEN pg_try_advisory_lock(1281455425) THEN NOT pg_advisory_unlock(1281455425) ELSE true END)
        THEN PERFORM pg_notify('laufzettel_due', ''); END IF;
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER event_wakes_workers AFTER INSERT ON event
    FOR EACH STATEMENT EXECUTE FUNCTION wake_workers()""",
    "CREATE SEQUENCE motion_number",
    "CREATE SEQUENCE meeting_number",
    "CREATE SEQUENCE person_number",
    """CREATE TABLE search (motion bigint PRIMARY KEY, council bigint NOT NULL,
    stems text[] NOT NULL, grams text[] NOT NULL, plain text NOT NULL)""",
    "CREATE INDEX ix_search_stems ON search USING gin (stems)",
    "CREATE INDEX ix_search_grams ON search USING gin (grams)",
)


def upgrade() -> None:
    _command()
    _council()
    _counter()
    _meta()
    _bucket()
    _checkpoint()
    _event()
    _ledger()
    _meeting()
    _motion()
    _node()
    _notice()
    _organization()
    _organization_alias()
    _person()
    _personal()
    _rules()
    _consultation()
    _leaf()
    _motion_applicant()
    _published()
    _listing()
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def _command() -> None:
    op.create_table(
        "command",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("council", _ID, nullable=True),
        sa.Column("answer", _WORDS, nullable=False),
        sa.Column("recorded", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_command"),
        sqlite_with_rowid=False,
    )


def _council() -> None:
    op.create_table(
        "council",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", _WORDS, nullable=False),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("land", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("zone", _WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_council"),
        sa.UniqueConstraint("key", name="uq_council_key"),
    )


def _counter() -> None:
    op.create_table(
        "counter",
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("value", _ID, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counter"),
    )


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("key", _WORDS, nullable=False),
        sa.Column("value", _WORDS, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )


def _bucket() -> None:
    op.create_table(
        "bucket",
        sa.Column("council", _ID, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("branch", sa.LargeBinary(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_bucket_council_council"),
        sa.PrimaryKeyConstraint("council", "number", name="pk_bucket"),
        sqlite_with_rowid=False,
    )


def _checkpoint() -> None:
    op.create_table(
        "checkpoint",
        sa.Column("council", _ID, nullable=False),
        sa.Column("size", _ID, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("note", _WORDS, nullable=False),
        sa.Column("recorded", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_checkpoint_council_council"),
        sa.PrimaryKeyConstraint("council", "size", "recorded", name="pk_checkpoint"),
    )


def _event() -> None:
    op.create_table(
        "event",
        sa.Column("id", _ID, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("stream", _WORDS, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("effective", _WORDS, nullable=False),
        sa.Column("recorded", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("xact", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_event_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("council", "stream", "n", name="uq_event_council_stream_n"),
    )


def _ledger() -> None:
    op.create_table(
        "ledger",
        sa.Column("council", _ID, nullable=False),
        sa.Column("motion", _ID, nullable=False),
        sa.Column("rule", _WORDS, nullable=False),
        sa.Column("anchor", _WORDS, nullable=False),
        sa.Column("recipient", _WORDS, nullable=False),
        sa.Column("what", _WORDS, nullable=False),
        sa.Column("recorded", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_ledger_council_council"),
        sa.PrimaryKeyConstraint("council", "motion", "rule", "anchor", "recipient", name="pk_ledger"),
        sqlite_with_rowid=False,
    )


def _meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("organization", _WORDS, nullable=False),
        sa.Column("on_date", _WORDS, nullable=False),
        sa.Column("begins", _WORDS, nullable=True),
        sa.Column("ends", _WORDS, nullable=True),
        sa.Column("place", _WORDS, nullable=False),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("status", _WORDS, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("origin", _WORDS, nullable=False),
        sa.Column("uid", _WORDS, nullable=False),
        sa.Column("minutes_on", _WORDS, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_meeting_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
    )
    op.create_index("ix_meeting_council_on_date", "meeting", ["council", "on_date"], unique=False)
    op.create_index(
        "ix_meeting_council_organization_on_date",
        "meeting",
        ["council", "organization", "on_date"],
        unique=False,
    )
    op.create_index(
        "ix_meeting_uid",
        "meeting",
        ["council", "uid"],
        unique=False,
        sqlite_where=sa.text("uid <> ''"),
        postgresql_where=sa.text("uid <> ''"),
    )


def _motion() -> None:
    op.create_table(
        "motion",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("reference", _WORDS, nullable=False),
        sa.Column("reference_folded", _WORDS, nullable=False),
        sa.Column("title", _WORDS, nullable=False),
        sa.Column("kind", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("applicants", _WORDS, nullable=False),
        sa.Column("submitted_on", _WORDS, nullable=False),
        sa.Column("parent", _ID, nullable=True),
        sa.Column("root", _ID, nullable=True),
        sa.Column("public", sa.SmallInteger(), nullable=False),
        sa.Column("urgency", _WORDS, nullable=False),
        sa.Column("decided_on", _WORDS, nullable=True),
        sa.Column("ended_on", _WORDS, nullable=True),
        sa.Column("implemented_on", _WORDS, nullable=True),
        sa.Column("station_organization", _WORDS, nullable=True),
        sa.Column("station_role", _WORDS, nullable=True),
        sa.Column("station_meeting", _ID, nullable=True),
        sa.Column("station_date", _WORDS, nullable=True),
        sa.Column("station_status", _WORDS, nullable=True),
        sa.Column("hold_until", _WORDS, nullable=True),
        sa.Column("choice", _WORDS, nullable=False),
        sa.Column("owed", _WORDS, nullable=False),
        sa.Column("report_due", _WORDS, nullable=True),
        sa.Column("wake_at", _WORDS, nullable=True),
        sa.Column("format", sa.Integer(), nullable=False),
        sa.Column("snapshot", _WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_motion_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_motion"),
    )
    op.create_index(
        "ix_motion_council_reference_folded", "motion", ["council", "reference_folded"], unique=False
    )
    op.create_index(
        "ix_motion_council_state_submitted_on", "motion", ["council", "state", "submitted_on"], unique=False
    )
    op.create_index("ix_motion_council_submitted_on", "motion", ["council", "submitted_on"], unique=False)
    op.create_index("ix_motion_council_ended_on", "motion", ["council", "ended_on"], unique=False)
    op.create_index("ix_motion_council_id", "motion", ["council", "id"], unique=False)
    op.create_index(
        "ix_motion_rejected",
        "motion",
        ["council", "title"],
        unique=False,
        sqlite_where=sa.text("state = 'rejected'"),
        postgresql_where=sa.text("state = 'rejected'"),
    )
    op.create_index(
        "ix_motion_decided",
        "motion",
        ["council", "decided_on"],
        unique=False,
        sqlite_where=sa.text("state IN ('adopted', 'adopted_partly', 'suspended', 'rejected')"),
        postgresql_where=sa.text("state IN ('adopted', 'adopted_partly', 'suspended', 'rejected')"),
    )
    op.create_index(
        "ix_motion_hold",
        "motion",
        ["council", "hold_until"],
        unique=False,
        sqlite_where=sa.text("station_status = 'held'"),
        postgresql_where=sa.text("station_status = 'held'"),
    )
    op.create_index(
        "ix_motion_owed",
        "motion",
        ["council", "id"],
        unique=False,
        sqlite_where=sa.text("owed <> '' OR choice = 'pending'"),
        postgresql_where=sa.text("owed <> '' OR choice = 'pending'"),
    )
    op.create_index(
        "ix_motion_report",
        "motion",
        ["council", "report_due"],
        unique=False,
        sqlite_where=sa.text("report_due IS NOT NULL"),
        postgresql_where=sa.text("report_due IS NOT NULL"),
    )
    op.create_index(
        "ix_motion_root",
        "motion",
        ["root"],
        unique=False,
        sqlite_where=sa.text("root IS NOT NULL"),
        postgresql_where=sa.text("root IS NOT NULL"),
    )
    op.create_index(
        "ix_motion_station",
        "motion",
        ["council", "station_organization", "station_meeting"],
        unique=False,
        sqlite_where=sa.text("station_organization IS NOT NULL"),
        postgresql_where=sa.text("station_organization IS NOT NULL"),
    )
    op.create_index(
        "ix_motion_wake_at",
        "motion",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("wake_at IS NOT NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )


def _node() -> None:
    op.create_table(
        "node",
        sa.Column("council", _ID, nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("idx", _ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_node_council_council"),
        sa.PrimaryKeyConstraint("council", "level", "idx", name="pk_node"),
        sqlite_with_rowid=False,
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", _ID, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("motion", _ID, nullable=True),
        sa.Column("rule", _WORDS, nullable=False),
        sa.Column("anchor", _WORDS, nullable=False),
        sa.Column("recipient", _WORDS, nullable=False),
        sa.Column("channel", _WORDS, nullable=False),
        sa.Column("message_id", _WORDS, nullable=False),
        sa.Column("subject", _WORDS, nullable=False),
        sa.Column("payload", _WORDS, nullable=False),
        sa.Column("state", _WORDS, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", _WORDS, nullable=True),
        sa.Column("lease_until", _WORDS, nullable=True),
        sa.Column("leased_by", _WORDS, nullable=True),
        sa.Column("created", _WORDS, nullable=False),
        sa.Column("sent", _WORDS, nullable=True),
        sa.Column("error", _WORDS, nullable=True),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_notice_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("message_id", name="uq_notice_message_id"),
    )
    op.create_index(
        "ix_notice_dead",
        "notice",
        ["council", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "ix_notice_motion",
        "notice",
        ["motion"],
        unique=False,
        sqlite_where=sa.text("motion IS NOT NULL"),
        postgresql_where=sa.text("motion IS NOT NULL"),
    )
    op.create_index(
        "ix_notice_next_try",
        "notice",
        ["next_try"],
        unique=False,
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_notice_waiting",
        "notice",
        ["next_try"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )


def _organization() -> None:
    op.create_table(
        "organization",
        sa.Column("council", _ID, nullable=False),
        sa.Column("key", _WORDS, nullable=False),
        sa.Column("name", _WORDS, nullable=False),
        sa.Column("short", _WORDS, nullable=False),
        sa.Column("type", _WORDS, nullable=False),
        sa.Column("decides", sa.SmallInteger(), nullable=False),
        sa.Column("public", sa.SmallInteger(), nullable=False),
        sa.Column("since", _WORDS, nullable=True),
        sa.Column("until", _WORDS, nullable=True),
        sa.Column("sort", sa.Integer(), nullable=False),
        sa.Column("added", _WORDS, nullable=True),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_organization_council_council"),
        sa.PrimaryKeyConstraint("council", "key", name="pk_organization"),
    )


def _organization_alias() -> None:
    op.create_table(
        "organization_alias",
        sa.Column("council", _ID, nullable=False),
        sa.Column("alias_folded", _WORDS, nullable=False),
        sa.Column("key", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_organization_alias_council_council"),
        sa.PrimaryKeyConstraint("council", "alias_folded", "key", name="pk_organization_alias"),
    )


def _person() -> None:
    op.create_table(
        "person",
        sa.Column("id", _ID, autoincrement=False, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("login", _WORDS, nullable=False),
        sa.Column("roles", _WORDS, nullable=False),
        sa.Column("active", sa.SmallInteger(), nullable=False),
        sa.Column("data", _WORDS, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_person_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
    )
    op.create_index("ix_person_council_login", "person", ["council", "login"], unique=False)


def _personal() -> None:
    op.create_table(
        "personal",
        sa.Column("council", _ID, nullable=False),
        sa.Column("commitment", _WORDS, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("value", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_personal_council_council"),
        sa.PrimaryKeyConstraint("commitment", name="pk_personal"),
    )
    op.create_index("ix_personal_council_value", "personal", ["council", "value"], unique=False)


def _rules() -> None:
    op.create_table(
        "rules",
        sa.Column("id", _ID, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("in_force_from", _WORDS, nullable=False),
        sa.Column("text", _WORDS, nullable=False),
        sa.Column("hash", _WORDS, nullable=False),
        sa.Column("recorded", _WORDS, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_rules_council_council"),
        sa.PrimaryKeyConstraint("id", name="pk_rules"),
    )
    op.create_index("ix_rules_council_in_force_from", "rules", ["council", "in_force_from"], unique=False)


def _consultation() -> None:
    op.create_table(
        "consultation",
        sa.Column("motion", _ID, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("organization", _WORDS, nullable=False),
        sa.Column("role", _WORDS, nullable=False),
        sa.Column("status", _WORDS, nullable=False),
        sa.Column("meeting", _ID, nullable=True),
        sa.Column("on_date", _WORDS, nullable=True),
        sa.Column("next_meeting", sa.SmallInteger(), nullable=False),
        sa.Column("agenda_item", _WORDS, nullable=False),
        sa.Column("origin", _WORDS, nullable=False),
        sa.Column("until", _WORDS, nullable=True),
        sa.Column("outcome", _WORDS, nullable=True),
        sa.Column("majority", _WORDS, nullable=True),
        sa.Column("vote", _WORDS, nullable=True),
        sa.Column("yes", sa.Integer(), nullable=True),
        sa.Column("no", sa.Integer(), nullable=True),
        sa.Column("abstain", sa.Integer(), nullable=True),
        sa.Column("phrase", _WORDS, nullable=True),
        sa.Column("event", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["motion"], ["motion.id"], name="fk_consultation_motion_motion"),
        sa.PrimaryKeyConstraint("motion", "n", name="pk_consultation"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_consultation_council_organization_on_date",
        "consultation",
        ["council", "organization", "on_date"],
        unique=False,
    )
    op.create_index(
        "ix_consultation_meeting",
        "consultation",
        ["meeting"],
        unique=False,
        sqlite_where=sa.text("meeting IS NOT NULL"),
        postgresql_where=sa.text("meeting IS NOT NULL"),
    )
    op.create_index(
        "ix_consultation_waiting",
        "consultation",
        ["council", "organization"],
        unique=False,
        sqlite_where=sa.text("meeting IS NULL AND outcome IS NULL AND status <> 'void'"),
        postgresql_where=sa.text("meeting IS NULL AND outcome IS NULL AND status <> 'void'"),
    )


def _leaf() -> None:
    op.create_table(
        "leaf",
        sa.Column("council", _ID, nullable=False),
        sa.Column("idx", _ID, nullable=False),
        sa.Column("event", _ID, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_leaf_council_council"),
        sa.ForeignKeyConstraint(["event"], ["event.id"], name="fk_leaf_event_event"),
        sa.PrimaryKeyConstraint("council", "idx", name="pk_leaf"),
        sa.UniqueConstraint("event", name="uq_leaf_event"),
        sqlite_with_rowid=False,
    )


def _motion_applicant() -> None:
    op.create_table(
        "motion_applicant",
        sa.Column("council", _ID, nullable=False),
        sa.Column("applicant_folded", _WORDS, nullable=False),
        sa.Column("motion", _ID, nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_motion_applicant_council_council"),
        sa.ForeignKeyConstraint(["motion"], ["motion.id"], name="fk_motion_applicant_motion_motion"),
        sa.PrimaryKeyConstraint("council", "applicant_folded", "motion", name="pk_motion_applicant"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_motion_applicant_motion", "motion_applicant", ["motion"], unique=False)


def _published() -> None:
    op.create_table(
        "published",
        sa.Column("id", _WORDS, nullable=False),
        sa.Column("council", _ID, nullable=False),
        sa.Column("type", _WORDS, nullable=False),
        sa.Column("paper", _WORDS, nullable=True),
        sa.Column("meeting", _WORDS, nullable=True),
        sa.Column("consultation", _WORDS, nullable=True),
        sa.Column("facts", _WORDS, nullable=False),
        sa.Column("deleted", sa.SmallInteger(), nullable=False),
        sa.Column("ours", _WORDS, nullable=True),
        sa.Column("taken", _WORDS, nullable=True),
        sa.Column("fresh", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_published_council_council"),
        sa.PrimaryKeyConstraint("id", "council", name="pk_published"),
        sqlite_with_rowid=False,
    )
    for columns in (["paper"], ["meeting"], ["consultation"], ["ours"], ["fresh", "type", "id"]):
        name = f"ix_published_{'_'.join(['council', *columns])}"
        op.create_index(name, "published", ["council", *columns], unique=False)


def _listing() -> None:
    op.create_table(
        "listing",
        sa.Column("council", _ID, nullable=False),
        sa.Column("url", _WORDS, nullable=False),
        sa.Column("source", _WORDS, nullable=False),
        sa.Column("page", _WORDS, nullable=True),
        sa.Column("begun", _WORDS, nullable=True),
        sa.Column("since", _WORDS, nullable=True),
        sa.Column("etag", _WORDS, nullable=True),
        sa.ForeignKeyConstraint(["council"], ["council.id"], name="fk_listing_council_council"),
        sa.PrimaryKeyConstraint("council", "url", name="pk_listing"),
        sqlite_with_rowid=False,
    )
