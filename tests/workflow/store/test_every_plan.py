"""No statement of the program reads more than it is asked about, whatever there is: all have a plan here.

SQLite plans without statistics, so what it plans for an empty file it does for a million motions as well.
PostgreSQL plans by what there is: it gets a council with an archive of some thousand motions, and every
other large table filled, and is asked for the plan it has for any values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks import multiply
from tests import databases
from tests.workflow.store.every_statement import statements, unnamed
from workflow.store.book import open_book

LARGE = {
    *("motion", "consultation", "event", "meeting", "motion_applicant", "personal", "notice", "ledger"),
    *("leaf", "node", "command", "search", "published"),
}
#: Indexes of what waits for something: whoever reads one from end to end is asked about all that is in it.
WAITING = {
    *("ix_motion_owed", "ix_motion_hold", "ix_motion_station", "ix_motion_wake_at", "ix_notice_dead"),
    *("ix_notice_next_try", "ix_notice_waiting"),
}

ALL = "it is asked about all of them: a check, a copy, a report, a count"
LIST = "a list that nothing narrows to a few, or sorted by what has no index"
EDGE = "one look at an end of the index, or one for each name"
STOPS = "in the order of an index, passing over nothing, and stops at its limit"
CLOCK = "only once, after a clock that was ahead has been put right"
RULES = "only when a council adopts rules"
OWNER = "only for histories that are asked for without their council: corrections"

READS_MUCH = {
    "commands.check_faults._COUNT": ALL,
    "commands.check_faults._NEWEST": STOPS,
    "commands.check_faults._SPREAD": ALL,
    "commands.check_faults._NOT_CLOSED": ALL,
    "commands.eventlog._MEETINGS": ALL,
    "office.blotting._BY_VALUE": ALL,
    "office.blotting._ENDED": ALL,
    "office.blotting._LEFT": ALL,
    "office.blotting._NOTICES": ALL,
    "office.reporting._MOTIONS": ALL,
    "office.reporting._RESULTS": ALL,
    "store.backup._TORN_CHECKPOINT": ALL,
    "store.backup._TORN_LOG": ALL,
    "store.backup._TORN_MOTION": ALL,
    "store.log_sql.ENTRIES": ALL,
    "store.log_sql.REST[postgresql]": ALL,
    "store.node_check._LEVELS": ALL,
    "store.log_sql.DONE": EDGE,
    "store.log_sql.NEWEST_PLACED": EDGE,
    "store.log_sql.WAITING_SQLITE": EDGE,
    "store.statements.HEADS": STOPS,
    "store.statements.LOG_SIZE": EDGE,
    "store.statements.REFERENCES_LATEST": STOPS,
    "store.statements.ROWS_WITHOUT_EVENTS[meeting]": ALL,
    "store.statements.ROWS_WITHOUT_EVENTS[motion]": ALL,
    "store.statements.STREAM_COUNCIL": OWNER,
    "store.outbox_sql.BACK_LATE": CLOCK,
    "store.outbox_sql.BACK_LOOK": CLOCK,
    "store.outbox_sql.BACK_NOTES": CLOCK,
    "store.outbox_sql.BACK_REVIVED": CLOCK,
    "store.outbox_sql.BACK_TRIES": CLOCK,
    "store.outbox_sql.LOOK_AT_ALL": RULES,
    "store.verifying_more._STRAY_SEARCH[postgresql]": ALL,
    "store.views_sql.APPLICANTS": EDGE,
    "store.views_sql.COUNT[applicant]": LIST,
    "store.views_sql.COUNT[kind]": LIST,
    "store.views_sql.COUNT[organization]": LIST,
    "store.views_sql.COUNT[since]": LIST,
    "store.views_sql.COUNT[until]": LIST,
    "store.views_sql.LIST[applicant]": LIST,
    "store.views_sql.LIST[by filed]": STOPS,
    "store.views_sql.LIST[by meeting]": LIST,
    "store.views_sql.LIST[by number]": STOPS,
    "store.views_sql.LIST[by reference]": STOPS,
    "store.views_sql.LIST[by state]": STOPS,
    "store.views_sql.LIST[by title]": LIST,
    "store.views_sql.LIST[kind]": LIST,
    "store.views_sql.LIST[organization]": LIST,
    "store.views_sql.STATES": ALL,
}
#: Statements whose plan depends on the values; they are asked for with these.
VALUES = {
    "store.log_sql.WAITING_POSTGRES": (1, 10**15, 10**15),
    "store.gauges._DUE": ("'0001-02-03'",),
}

#: Functions that hold a statement themselves, and why that needs no plan here.
ADMINISTERS = "makes, copies, backs up or checks a whole database, or grants roles"
ONE_ROW = "one row by its key"
UNNAMED = {
    "commands.audit_verify._names": ONE_ROW,
    "commands.history_words.meeting_day": ONE_ROW,
    "commands.motion_object._reference": ONE_ROW,
    "commands.reading._rules_text": ONE_ROW,
    "office.auditing._check_personal": ADMINISTERS,
    "office.blotting.drop_notices": ADMINISTERS,
    "office.oparl_out._agenda": "motions of one meeting, by the index of its consultations",
    "office.oparl_out._numbers": "page by page, by the index of a council's numbers",
    "office.upkeep._count": ADMINISTERS,
    "office.upkeep._restore_server": ADMINISTERS,
    "office.upkeep._search": ADMINISTERS,
    "store.log_sql._rest": "what REST and REST_NEW are made of",
    "store.sqlite.numbered": ONE_ROW,
    "store.waking.get_up": "a lock, no table",
    "store.waking.lie_down": "a lock, no table",
    "store.postgres.migrating": ADMINISTERS,
    "store.postgres_batch.combined": "puts together statements that have plans of their own",
    "store.verifying._applicants": ONE_ROW,
    "store.verifying.without_events": ADMINISTERS,
    "store.verifying_more._counters": ADMINISTERS,
    "store.verifying_more.of_counters": ADMINISTERS,
    "store.verifying_more.of_no_council": ADMINISTERS,
}
_WHOLE_MODULES = ("store.backup.", "store.copying.", "store.dumping.", "store.granting.", "store.opening.")

_NAMED = re.compile(
    r"(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)"
    r"(?:\s+(?:AS\s+)?(?!(?:WHERE|ON|SET|LEFT|JOIN|ORDER|NOT|GROUP|CROSS|LIMIT|UNION|VALUES)\b)(\w+))?"
)
_STEP = re.compile(r"(SCAN|SEARCH) (\w+)(?: USING (?:COVERING )?INDEX (\w+))?(.*)")
_ONLY_COUNCIL = re.compile(r"\(+(?:\w+\.)?council = [^()]*\)+")


def test_statements_are_found_at_all() -> None:
    """What finds them finds hundreds, on both databases."""
    assert len(statements("sqlite")) > 200
    assert len(statements("postgresql")) > 200


def test_whatever_reads_much_is_known_by_a_name_that_exists() -> None:
    assert set(READS_MUCH) <= {*statements("sqlite"), *statements("postgresql")}


def test_no_statement_hides_in_a_function() -> None:
    """One that has no name would have no plan: name it, or say here why it needs none."""
    hidden = {name for name in unnamed() if not name.startswith((*_WHOLE_MODULES, "store.published."))}
    assert hidden == UNNAMED.keys()


# SQLite


def on_sqlite(steps: list[str], sql: str) -> set[str]:
    """The large tables of which a plan reads everything, or everything of a council."""
    tables = {alias or table: table for table, alias in _NAMED.findall(sql)}
    found = set()
    for step in steps:
        parts = _STEP.match(step)
        table = tables.get(parts[2], parts[2]) if parts else ""
        if parts is None or table not in LARGE or parts[3] in WAITING or "VIRTUAL TABLE" in step:
            continue
        if parts[1] == "SCAN" or "(council=?)" in step:
            found.add(table)
    return found


@pytest.fixture(scope="module")
def sqlite_plans(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, list[str]]]:
    """Each statement with its steps."""
    found = {}
    with open_book(databases.sqlite_address(tmp_path_factory.mktemp("plans"))) as book:
        assert not book.database.rows("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'")
        for name, sql in statements("sqlite").items():
            numbered = {int(n) for n in re.findall(r"\?(\d+)", sql)}
            values = (None,) * (max(numbered) if numbered else sql.count("?"))
            found[name] = sql, [row[3] for row in book.database.rows(f"EXPLAIN QUERY PLAN {sql}", values)]
    return found


@pytest.mark.parametrize("name", statements("sqlite"))
def test_on_sqlite(sqlite_plans: dict[str, tuple[str, list[str]]], name: str) -> None:
    sql, steps = sqlite_plans[name]
    assert not any("CORRELATED LIST" in step for step in steps), "a list is made anew for each row"
    if name not in READS_MUCH:
        assert on_sqlite(steps, sql) == set(), steps


# PostgreSQL

_MANY = "generate_series(1, 30000) g"
#: Tables that the archive leaves small, as a council's years fill them.
_FILLED = f"""
UPDATE motion SET root = id - 1, parent = id - 1 WHERE id % 10 = 0;
INSERT INTO notice (council, motion, rule, anchor, recipient, channel, message_id, subject, payload, state,
    attempts, next_try, created)
    SELECT 1, g, 'meeting', g, '1', '', g, '', '', CASE WHEN g % 500 = 0 THEN 'pending'
        WHEN g % 700 = 3 THEN 'waiting' WHEN g % 1000 = 1 THEN 'dead' ELSE 'sent' END,
    0, CASE WHEN g % 500 = 0 OR g % 700 = 3 THEN '2026' END, '2026' FROM {_MANY};
INSERT INTO ledger SELECT 1, g, 'meeting', g, '1', 'queued', '2026' FROM {_MANY};
INSERT INTO leaf (council, idx, event)
    SELECT council, row_number() OVER (PARTITION BY council ORDER BY id) - 1, id
    FROM event WHERE id % 20 <> 0;
INSERT INTO node SELECT 1, 0, g, '' FROM {_MANY};
INSERT INTO personal SELECT 1, g, '', g FROM {_MANY};
INSERT INTO command SELECT g, 1, '', '' FROM {_MANY};
INSERT INTO published (id, council, type, paper, meeting, consultation, facts, deleted, ours, fresh)
    SELECT g, 1, 'Paper', g, g, g, '', 0, 'motion:' || g, 0 FROM {_MANY};
ANALYZE
"""


def on_postgres(plan: dict[str, Any]) -> Iterator[str]:
    """The same of PostgreSQL's plan."""
    table, kind = plan.get("Relation Name"), plan["Node Type"]
    condition = plan.get("Index Cond", "")
    if table in LARGE and kind == "Seq Scan":
        yield f"all of {table}"
    elif kind in ("Index Scan", "Index Only Scan", "Bitmap Index Scan"):
        unbound = not condition or _ONLY_COUNCIL.fullmatch(condition)
        if unbound and plan["Index Name"] not in WAITING and (table in LARGE or kind.startswith("Bitmap")):
            yield f"all of {plan['Index Name']}"
    for part in plan.get("Plans", ()):
        yield from on_postgres(part)


@pytest.fixture(scope="module")
def postgres_plans() -> dict[str, dict[str, Any]]:
    """Each statement with the plan for any values."""
    address = databases.postgres_address()
    with open_book(address) as book:
        multiply.multiply(book, 6_000, multiply.template(200), shape="archive")
        for sql in _FILLED.split(";"):
            book.database.run(sql.replace("%", "%%"))
        return {name: _explained(book.database, name, sql) for name, sql in statements("postgresql").items()}


def _explained(database: Any, name: str, sql: str) -> dict[str, Any]:
    values = iter(VALUES.get(name, ()))
    numbers = iter(range(1, 100))
    fill = (lambda _: str(next(values))) if name in VALUES else (lambda _: f"${next(numbers)}")
    asked = re.sub(r"\?|%s", fill, sql.replace("%%", "%"))
    option = "" if name in VALUES else "GENERIC_PLAN, "
    found = database.raw.execute(f"EXPLAIN ({option}FORMAT JSON) {asked}", prepare=False).fetchone()[0]
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


@pytest.mark.slow
@pytest.mark.parametrize("name", statements("postgresql"))
def test_on_postgres(postgres_plans: dict[str, dict[str, Any]], name: str) -> None:
    if name not in READS_MUCH:
        assert list(on_postgres(postgres_plans[name])) == []


@pytest.mark.slow
def test_what_is_said_to_read_much_does(
    sqlite_plans: dict[str, tuple[str, list[str]]], postgres_plans: dict[str, dict[str, Any]]
) -> None:
    """The list of exceptions is no longer than it has to be."""
    spared = {
        name
        for name in READS_MUCH
        if not (name in sqlite_plans and on_sqlite(sqlite_plans[name][1], sqlite_plans[name][0]))
        and not (name in postgres_plans and list(on_postgres(postgres_plans[name])))
    }
    assert spared == set()
