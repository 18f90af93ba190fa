"""Whatever is recorded, in whatever portions: rows are what the events make, and every stream is a chain."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from states.event import DoesNotFollow, Event, Fact
from tests import databases
from tests.workflow.store.shelf import a_council, edited, filed, meeting, opened, stamp
from workflow.audit.fault import Fault
from workflow.audit.walk import Heads, verify_chain
from workflow.store.book import Book, open_book
from workflow.store.verifying import differences

MOTIONS, MEETINGS = 3, 2

_word = st.text(alphabet="aäß‑ \"'\\%_[]\x00Ω😀", max_size=8)


def _motion_events() -> st.SearchStrategy[Event]:
    """Facts that may follow any others."""
    return st.one_of(
        st.builds(lambda t: edited(title=t), _word),
        st.builds(lambda a: edited(applicants=a), st.lists(_word, max_size=3)),
        st.builds(
            lambda p: edited(points=[[str(i), t] for i, t in enumerate(p)]), st.lists(_word, max_size=3)
        ),
        st.builds(lambda p: edited(public=p), st.booleans()),
        st.builds(_scheduled, st.integers(1, 3), st.none() | st.integers(1, MEETINGS)),
        st.builds(lambda n: Event("corrected", {"event": n, "reason": "x"}), st.integers(2, 6)),
        st.just(Event("refused", {"why": "not_filed"})),
    )


def _scheduled(n: int, session: int | None) -> Event:
    on = None if session is None else f"2026-02-{session:02}"
    return Event("scheduled", {"consultation": n, "meeting": session, "on": on})


_meeting_events = st.one_of(
    st.builds(lambda d: Event("meeting_moved", {"on": f"2026-03-{d:02}"}), st.integers(1, 28)),
    st.just(Event("meeting_cancelled", {})),
    st.just(Event("meeting_held", {"ends": "21:00"})),
    st.just(Event("corrected", {"event": 2, "reason": "x"})),
)
_facts = st.one_of(
    st.builds(lambda n, e: Fact(f"motion:{n}", e), st.integers(1, MOTIONS), _motion_events()),
    st.builds(lambda n, e: Fact(f"meeting:{n}", e), st.integers(1, MEETINGS), _meeting_events),
)


def _filled(book: Book) -> int:
    town = a_council(book)
    with book.writing():
        facts = [Fact(f"meeting:{book.next_meeting_id()}", meeting()) for _ in range(MEETINGS)]
        for n in range(1, MOTIONS + 1):
            stream = f"motion:{book.next_motion_id()}"
            facts += [Fact(stream, filed(reference=f"{n}/1")), Fact(stream, opened())]
        book.append(town, facts, stamp(book, town))
    return town


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.lists(_facts, min_size=1, max_size=5), st.booleans()), max_size=6))
def test_rows_always_equal_the_refolded_events(commands: list[tuple[list[Fact], bool]]) -> None:
    """Also where some of the commands were taken back, by themselves or as not following."""
    with tempfile.TemporaryDirectory() as folder, open_book(databases.sqlite_address(Path(folder))) as book:
        town, kept = _filled(book), 0
        for facts, keep in commands:
            kept += _carried_out(book, town, facts, keep)
        assert not list(differences(book, town))
        rows: list[Any] = book.database.rows(
            "SELECT NULL, stream, n, hash, text FROM event ORDER BY stream, n"
        )
        faults: list[Fault] = []
        assert len(list(verify_chain(rows, "town", faults.append, Heads(), grouped=True))) == len(rows)
        assert not faults
        assert len(rows) == 1 + MEETINGS + 2 * MOTIONS + kept


class _TakenBackError(Exception):
    pass


def _carried_out(book: Book, town: int, facts: list[Fact], keep: bool) -> int:
    try:
        with book.writing():
            book.append(town, facts, stamp(book, town))
            if not keep:
                raise _TakenBackError
    except (_TakenBackError, DoesNotFollow):
        return 0
    return len(facts)
