"""What the events of a history make, corrected ones among them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from states.event import DoesNotFollow, Recorded
from states.fold import STEPS, apply, effective_events, fold
from states.fold_text import amended_changes
from states.motion import Choice, Consultation, Motion, Status, invariants
from states.outcome import Outcome, Role
from states.stage import State
from states.text import Change, Operation, Point

FILED: dict[str, Any] = {
    "title": "Radweg",
    "on": "2026-01-05",
    "points": [["1", "Bauen."]],
    "consultations": [
        {"n": 1, "organization": "social", "role": "recommendation"},
        {"n": 2, "organization": "council", "role": "plenary_decision"},
    ],
}
OPENED = {"consultation": 1, "state": "committee_recommendation"}


def result(n: int, on: str, **more: Any) -> dict[str, Any]:
    """A result at a station that leads to the next, or adopts."""
    way: dict[str, Any] = (
        {"effect": "next", "vote": "+", "state": "plenary_decision", "opens": 2}
        if n == 1
        else {"effect": "adopt", "vote": "+", "state": "adopted"}
    )
    where = {"organization": "social" if n == 1 else "council", "consultation": n}
    return {"outcome": "adopted", "on": on, **where, **way, **more}


def correction(event: int, **replacement: Any) -> dict[str, Any]:
    data: dict[str, Any] = {"event": event, "reason": "vertippt"}
    return data | ({"replacement": replacement} if replacement else {})


def history(*events: tuple[str, dict[str, Any]]) -> list[Recorded]:
    whole = (("submitted", FILED), ("opened", OPENED), *events)
    return [Recorded(n, kind, data) for n, (kind, data) in enumerate(whole, 1)]


def test_a_motion_is_what_its_events_make() -> None:
    motion = fold(7, history(("recorded", result(1, "2026-02-03")), ("recorded", result(2, "2026-02-17"))))
    assert (motion.id, motion.state, motion.version) == (7, State.ADOPTED, 4)
    assert (motion.decided_on, motion.ended_on) == (date(2026, 2, 17), date(2026, 2, 17))
    assert motion.final == (Point("1", "Bauen."),)
    assert [c.status for c in motion.consultations] == [Status.CLOSED, Status.CLOSED]


def test_an_event_nobody_knows_is_not_passed_over() -> None:
    with pytest.raises(DoesNotFollow, match="event 3: unknown event painted") as stuck:
        fold(1, history(("painted", {})))
    assert stuck.value.n == 3


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("opened", {"consultation": 9, "state": "plenary_decision"}),
        ("scheduled", {"consultation": 9, "meeting": 1}),
        ("routed", {"opens": 9}),
        ("recorded", result(2, "2026-02-17")),
        ("recorded", {**result(1, "2026-02-03"), "organization": "main"}),
        ("recorded", {**result(1, "2026-02-03"), "consultation": 9}),
    ],
)
def test_an_event_that_does_not_follow_is_named(kind: str, data: dict[str, Any]) -> None:
    with pytest.raises(DoesNotFollow) as stuck:
        fold(1, history((kind, data)))
    assert stuck.value.n == 3


def test_a_corrected_event_is_replaced_where_it_stood() -> None:
    right = result(1, "2026-02-04", phrase="einstimmig")
    events = history(
        ("recorded", result(1, "2026-02-03")),
        ("corrected", correction(3, kind="recorded", data=right)),
    )
    motion = fold(1, events)
    done = motion.closed()[0].result
    assert done is not None
    assert (done.on, done.phrase, done.event, motion.version) == (date(2026, 2, 4), "einstimmig", 3, 4)


def test_an_event_taken_back_never_happened() -> None:
    motion = fold(1, history(("recorded", result(1, "2026-02-03")), ("corrected", correction(3))))
    assert (motion.state, motion.closed()) == (State.COMMITTEE_RECOMMENDATION, ())


def test_what_rests_on_an_event_taken_back_does_not_follow() -> None:
    events = history(
        ("recorded", result(1, "2026-02-03")),
        ("recorded", result(2, "2026-02-17")),
        ("corrected", correction(3)),
    )
    with pytest.raises(DoesNotFollow) as stuck:
        fold(1, events)
    assert stuck.value.n == 4


def test_the_newest_correction_of_an_event_holds() -> None:
    events = history(
        ("recorded", result(1, "2026-02-03")),
        ("corrected", correction(3, kind="recorded", data=result(1, "2026-02-04"))),
        ("corrected", correction(3, kind="recorded", data=result(1, "2026-02-05"))),
    )
    assert [e.data["on"] for e in effective_events(events) if e.kind == "recorded"] == ["2026-02-05"]


def test_a_correction_taken_back_corrects_nothing() -> None:
    first = ("corrected", correction(3))
    events = history(("recorded", result(1, "2026-02-03")), first, ("corrected", correction(4)))
    assert fold(1, events).state is State.PLENARY_DECISION
    again = history(
        ("recorded", result(1, "2026-02-03")),
        first,
        ("corrected", correction(4)),
        ("corrected", correction(5)),
    )
    assert fold(1, again).state is State.COMMITTEE_RECOMMENDATION


def test_the_first_event_can_be_put_right() -> None:
    right = {**FILED, "title": "Gehweg", "on": "2026-01-04"}
    motion = fold(1, history(("corrected", correction(1, kind="submitted", data=right))))
    assert (motion.title, motion.submitted_on) == ("Gehweg", date(2026, 1, 4))


def test_a_draft_keeps_its_facts_when_it_is_filed() -> None:
    events = [
        Recorded(1, "drafted", {**FILED, "channel": "mail", "applicants": ["A"]}),
        Recorded(2, "submitted", {"on": "2026-01-06", "reference": "1/26"}),
    ]
    motion = fold(1, events)
    assert (motion.title, motion.reference, motion.channel) == ("Radweg", "1/26", "mail")
    assert (motion.applicants, motion.submitted_on) == (("A",), date(2026, 1, 6))


def test_a_text_that_is_owed_leaves_no_final_text_until_it_comes() -> None:
    changed = result(2, "2026-02-17", outcome="adopted_amended", owed=["text"])
    before = history(("recorded", result(1, "2026-02-03")), ("recorded", changed))
    assert fold(1, before).final is None
    after = [*before, Recorded(5, "text_supplied", {"text": [["1", "Planen."]]})]
    assert (fold(1, after).final, fold(1, after).owed) == ((Point("1", "Planen."),), ())


def test_a_station_put_on_a_meeting_is_taken_up_from_its_hold() -> None:
    held = {
        **result(1, "2026-02-03"),
        "effect": "hold",
        "state": "committee_recommendation",
        "inserted": [{"n": 3, "organization": "social", "role": "recommendation", "until": "2026-09-01"}],
        "opens": 3,
        "opens_as": "held",
    }
    motion = fold(1, history(("recorded", held)))
    assert motion.current is not None
    assert (motion.current.status, motion.current.until) == (Status.HELD, date(2026, 9, 1))
    waits = apply(
        motion, Recorded(4, "scheduled", {"consultation": 3, "meeting": None, "next_meeting": True})
    )
    assert waits.current is not None
    assert waits.current.status is Status.HELD
    placed = apply(motion, Recorded(4, "scheduled", {"consultation": 3, "meeting": 9}))
    assert placed.current is not None
    assert (placed.current.status, placed.current.until) == (Status.OPEN, None)


def test_stations_added_stand_where_they_were_put() -> None:
    added = {"n": 3, "organization": "main", "role": "preparation"}
    middle = fold(1, history(("routed", {"added": [added], "before": 2})))
    assert [c.n for c in middle.consultations] == [1, 3, 2]
    end = fold(1, history(("routed", {"added": [added]})))
    assert [c.n for c in end.consultations] == [1, 2, 3]
    dropped = fold(1, history(("routed", {"dropped": [2]})))
    assert dropped.consultations[1].status is Status.VOID


def test_a_report_meets_the_oldest_that_is_owed() -> None:
    events = history(
        ("report_expected", {"due": "2026-06-01", "to": "social"}),
        ("report_expected", {"due": "2026-09-01"}),
        ("report_given", {"on": "2026-06-02", "text": "fertig"}),
        ("report_given", {"on": "2026-06-03"}),
        ("report_given", {"on": "2026-06-04", "to": "main"}),
    )
    reports = fold(1, events).reports
    assert [(r.due, r.given_on) for r in reports] == [
        (date(2026, 6, 1), date(2026, 6, 2)),
        (date(2026, 9, 1), date(2026, 6, 3)),
        (None, date(2026, 6, 4)),
    ]
    assert (reports[0].to, reports[0].text, reports[2].to) == ("social", "fertig", "main")


def test_what_moves_nothing_is_kept_as_a_fact() -> None:
    before = fold(1, history())
    for kind in ("refused", "outside_rules", "corrected"):
        data = correction(99) if kind == "corrected" else {}
        after = fold(1, history((kind, data)))
        assert after._replace(outside=0, version=0) == before._replace(version=0)
        assert after.outside == (1 if kind == "outside_rules" else 0)


def test_a_repeat_stands_right_behind_the_vote_it_repeats() -> None:
    notice = {"n": 3, "organization": "social", "role": "notice"}
    filed = {**FILED, "consultations": [*FILED["consultations"], notice]}
    events = [
        Recorded(1, "submitted", filed),
        Recorded(2, "opened", OPENED),
        Recorded(3, "recorded", result(1, "2026-02-03")),
        Recorded(4, "recorded", result(2, "2026-02-17")),
        Recorded(
            5,
            "objected",
            {
                "on": "2026-02-18",
                "repeat": {"n": 4, "organization": "council", "role": "plenary_decision", "of": 2},
            },
        ),
    ]
    motion = fold(1, events)
    assert [c.n for c in motion.consultations] == [1, 2, 4, 3]
    assert (motion.state, motion.final, motion.choice) == (State.SUSPENDED, None, Choice.ADOPT)
    assert (motion.ended_on, motion.suspended_on) == (None, date(2026, 2, 18))


def test_an_amendment_that_comes_back_to_a_station_has_it_once() -> None:
    amendment = Motion(
        2, parent=1, root=1, consultations=(Consultation(1, "social", Role.HEARING, Status.OPEN),)
    )
    for n, where in enumerate((5, 1), 1):
        opens = {"n": where, "organization": "social", "role": "hearing"}
        data = {"state": "committee_recommendation", "on": "2026-02-03", "opens": opens}
        amendment = apply(amendment, Recorded(n, "followed", data))
    assert [(c.n, c.status) for c in amendment.consultations] == [(5, Status.VOID), (1, Status.OPEN)]


REPLACE, ADD, DELETE, WHOLE = Operation.REPLACE, Operation.ADD, Operation.DELETE, Operation.WHOLE


@pytest.mark.parametrize(
    ("by", "changes"),
    [
        (Change(REPLACE, "1", "Neu."), (Change(REPLACE, "1", "Neu."), Change(DELETE, "2"))),
        (Change(DELETE, "2"), (Change(REPLACE, "1", "Alt."),)),
        (
            Change(ADD, "3", "Dazu."),
            (Change(REPLACE, "1", "Alt."), Change(DELETE, "2"), Change(ADD, "3", "Dazu.")),
        ),
        (Change(WHOLE, "1", "Ganz."), (Change(WHOLE, "1", "Ganz."),)),
    ],
)
def test_an_amendment_to_an_amendment_changes_its_changes(by: Change, changes: tuple[Change, ...]) -> None:
    before = (Change(REPLACE, "1", "Alt."), Change(DELETE, "2"))
    assert amended_changes(before, [by]) == changes


def a_route(*states: tuple[Role, Status, date | None]) -> tuple[Consultation, ...]:
    from states.motion import Result

    return tuple(
        Consultation(n, "x", role, status, result=Result(n, Outcome.ADOPTED, on) if on else None)
        for n, (role, status, on) in enumerate(states, 1)
    )


DAY = date(2026, 2, 3)
SOUND = Motion(
    1,
    state=State.PLENARY_DECISION,
    consultations=a_route(
        (Role.RECOMMENDATION, Status.CLOSED, DAY), (Role.PLENARY_DECISION, Status.OPEN, None)
    ),
)


def test_a_sound_motion_breaks_nothing() -> None:
    assert invariants(SOUND) == []


@pytest.mark.parametrize(
    ("broken", "word"),
    [
        (SOUND._replace(state=State.COMMITTEE_DECISION), "not the stage"),
        (SOUND._replace(state=State.WITHDRAWN), "has ended has an open consultation"),
        (SOUND._replace(consultations=SOUND.consultations[:1]), "no open consultation"),
        (SOUND._replace(consultations=SOUND.consultations * 2), "two consultations have their turn"),
        (SOUND._replace(consultations=SOUND.consultations * 2), "the same number"),
        (
            SOUND._replace(
                state=State.REJECTED, consultations=a_route((Role.PREPARATION, Status.CLOSED, DAY))
            ),
            "an advisory vote ended",
        ),
        (
            SOUND._replace(
                state=State.ADOPTED,
                consultations=a_route(
                    (Role.PREPARATION, Status.CLOSED, DAY),
                    (Role.PLENARY_DECISION, Status.CLOSED, date(2026, 2, 2)),
                ),
            ),
            "decided before the one ahead",
        ),
    ],
)
def test_each_invariant_is_seen_when_it_is_broken(broken: Motion, word: str) -> None:
    assert any(word in one for one in invariants(broken))


def test_every_event_has_its_step() -> None:
    assert len(STEPS) == len(set(STEPS)) == 22
