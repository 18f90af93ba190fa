"""Every question finds its rows by an index: its cost follows what it shows, not what there is."""

from __future__ import annotations

import pytest

from tests.workflow.store.shelf import a_council, file_motion
from workflow.store import views_sql
from workflow.store.book import Book, open_book
from workflow.store.statements_sqlite import Statements

#: Tables that grow with the years.
LARGE = ("motion", "consultation", "event", "meeting", "motion_applicant", "personal", "notice", "ledger")


def plan(book: Book, sql: str) -> list[str]:
    """The steps of SQLite's plan."""
    sql = sql.format(public="") if "{public}" in sql else sql
    rows = book.database.rows(f"EXPLAIN QUERY PLAN {sql}", (None,) * sql.count("?"))
    return [row[3] for row in rows]


def reads_all(book: Book, sql: str) -> list[str]:
    """The steps that read a whole large table."""
    aliases = {"m", "c", "g", "t", "e", *LARGE}
    found = []
    for step in plan(book, sql):
        words = step.split()
        if words[0] == "SCAN" and words[1] in aliases:
            found.append(step)
    return found


@pytest.fixture
def filled(file: str) -> Book:
    """A book with statistics of none: plans have to be good without them."""
    book = open_book(file)
    file_motion(book, a_council(book))
    return book


LISTED = views_sql.LIST.replace("{public}", "").replace("{council}", "m.council")

HOT = [
    "MOTION",
    "MOTION_NAMED",
    "MOTIONS_NAMED",
    "FAMILY",
    "BELOW",
    "MOTIONS_AT",
    "WAITING",
    "REFERENCES_LIKE",
    "REFERENCES_LATEST",
    "MOTION_CHANGE",
    "WAKE",
    "DUE",
    "MEETING",
    "MEETINGS",
    "MEETINGS_OF",
    "MEETING_UID",
    "HEAD",
    "HISTORY",
    "STREAMS",
    "COMMAND",
    "COMMITMENT",
    "PERSONAL",
    "APPLICANTS_DROP",
]


@pytest.mark.parametrize("name", HOT)
def test_statements_of_the_book_use_an_index(filled: Book, name: str) -> None:
    with filled:
        assert reads_all(filled, getattr(Statements, name)) == []


@pytest.mark.parametrize("task", views_sql.NEXT)
def test_what_is_to_be_done_is_found_by_an_index(filled: Book, task: str) -> None:
    """Not by going through the motions of all years."""
    with filled:
        steps = plan(filled, views_sql.NEXT[task])
        assert reads_all(filled, views_sql.NEXT[task]) == []
        first = next(step for step in steps if " m " in f"{step} " and "USING" in step)
        assert "ix_motion" in first
        assert "(council=?)" not in first or task in ("choice_pending", "facts_owed"), first


@pytest.mark.parametrize(
    "name", ["ONE", "AMENDMENTS", "ROUTE", "HISTORY", "APPLICANTS", "STATES", "REFERENCES"]
)
def test_views_use_an_index(filled: Book, name: str) -> None:
    with filled:
        assert reads_all(filled, getattr(views_sql, name)) == []


@pytest.mark.parametrize("name", ["state", "organization", "at", "applicant", "meeting", "parent"])
def test_filters_use_an_index(filled: Book, name: str) -> None:
    where = " AND " + views_sql.FILTERS[name].format(marks="?")
    with filled:
        sql = views_sql.COUNT.format(council="m.council", where=where, public="")
        assert reads_all(filled, sql) == []


def test_the_newest_come_first_without_sorting(filled: Book) -> None:
    """A page of the usual list is read off an index."""
    with filled:
        steps = plan(filled, LISTED.format(where="", order=views_sql.ORDERS["filed"]))
        assert not any("TEMP B-TREE" in step for step in steps), steps
