"""What must be so for a reminder to have a point: the conditions of the council's files."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from states.motion import Choice, Motion, Status
from states.outcome import Vote
from states.stage import ADOPTED, OPEN, State
from workflow.rules.reminder_anchor import Anchored


def _not_filed(motion: Motion, _at: Anchored) -> bool:
    return motion.state is State.DRAFT


def _filed(motion: Motion, _at: Anchored) -> bool:
    return motion.submitted_on is not None


def _acknowledgement_missing(motion: Motion, _at: Anchored) -> bool:
    """A result shows better than any letter that the paper has arrived."""
    open_ = motion.state in OPEN and motion.state is not State.DRAFT
    return open_ and motion.acknowledged_on is None and not motion.closed()


def _not_on_agenda(motion: Motion, at: Anchored) -> bool:
    station = at.consultation
    return station is not None and station.result is None and not (station.agenda_item or motion.agenda_item)


def _result_missing(_motion: Motion, at: Anchored) -> bool:
    station = at.consultation
    return station is not None and station.result is None and station.status is not Status.VOID


def _text_changed(motion: Motion, at: Anchored) -> bool:
    """The committee recommends another text, about which nothing is settled yet, or voted against it."""
    station = at.consultation
    if motion.state not in OPEN or station is None or station.result is None:
        return False
    return motion.choice is Choice.PENDING or station.result.vote is Vote.AGAINST


def _minutes_unpublished(_motion: Motion, at: Anchored) -> bool:
    return at.meeting is not None and at.meeting.id != 0 and at.meeting.minutes_on is None


def _report_missing(motion: Motion, at: Anchored) -> bool:
    return any(r.due == at.on and r.given_on is None for r in motion.reports)


def _not_implemented(motion: Motion, _at: Anchored) -> bool:
    return motion.state in ADOPTED and motion.state is not State.IMPLEMENTED


def _no_report_date(motion: Motion, at: Anchored) -> bool:
    dated = any(r.due is not None and r.given_on is None for r in motion.reports)
    return _not_implemented(motion, at) and not dated


def _still_open(motion: Motion, _at: Anchored) -> bool:
    return motion.state in OPEN


def _still_held(motion: Motion, _at: Anchored) -> bool:
    current = motion.current
    return current is not None and current.status is Status.HELD and current.until is None


def _always(_motion: Motion, _at: Anchored) -> bool:
    return True


CONDITIONS: Mapping[str, Callable[[Motion, Anchored], bool]] = {
    "always": _always,
    "not_filed": _not_filed,
    "filed": _filed,
    "acknowledgement_missing": _acknowledgement_missing,
    "not_on_agenda": _not_on_agenda,
    "result_missing": _result_missing,
    "text_changed": _text_changed,
    "minutes_unpublished": _minutes_unpublished,
    "report_missing": _report_missing,
    "no_report_date": _no_report_date,
    "not_implemented": _not_implemented,
    "still_open": _still_open,
    "still_held": _still_held,
}

#: Those that look at the motion as a whole, so that they can be asked before any anchor is known.
OF_THE_MOTION = frozenset(
    {
        "not_filed",
        "filed",
        "acknowledgement_missing",
        "no_report_date",
        "not_implemented",
        "still_open",
        "still_held",
    }
)
