"""What happens beside and after the votes: urgency, withdrawal, objection, reports, the end of a term."""

from __future__ import annotations

from collections.abc import Callable

from states.consultation_json import consultation_from, day
from states.event import Recorded
from states.fold_way import links_from
from states.motion import Choice, Consultation, Motion, Report, Status, Urgency
from states.stage import State


def _urgency_voted(motion: Motion, event: Recorded) -> Motion:
    return motion._replace(urgency=Urgency(event.data["urgency"]))


def _withdrawn(motion: Motion, event: Recorded) -> Motion:
    """Ended outside a meeting: withdrawn by letter, settled by the administration, merged."""
    d = event.data
    route = tuple(c._replace(status=Status.VOID) if c.result is None else c for c in motion.consultations)
    return motion._replace(
        state=State(d["state"]),
        consultations=route,
        ended_on=day(d["on"]),
        links=motion.links + links_from(d),
    )


def _objected(motion: Motion, event: Recorded) -> Motion:
    """An objection suspends the decision; the same organization votes again on the same text."""
    again = consultation_from(event.data["repeat"])._replace(status=Status.OPEN)
    route = list(motion.consultations)
    done = max((i for i, c in enumerate(route, 1) if c.result is not None), default=len(route))
    route.insert(done, again)  # what has happened stays ahead of it, what is still to come behind
    had_final = motion.final is not None
    return motion._replace(
        state=State.SUSPENDED,
        suspended_on=day(event.data["on"]),
        ended_on=None,
        consultations=tuple(route),
        proposed=motion.final if had_final else motion.proposed,
        choice=Choice.ADOPT if had_final else motion.choice,
        final=None,
    )


def _objection_lifted(motion: Motion, event: Recorded) -> Motion:
    """The objection is withdrawn or dismissed: the decision stands as it was."""
    state = State(event.data["state"])
    stands = state is not State.REJECTED
    route = tuple(c._replace(status=Status.VOID) if c.current else c for c in motion.consultations)
    return motion._replace(
        state=state,
        suspended_on=None,
        ended_on=motion.decided_on,
        consultations=route,
        final=motion.text if stands and "text" not in motion.owed else None,
    )


def _report_expected(motion: Motion, event: Recorded) -> Motion:
    due = Report(day(event.data["due"]), event.data.get("to", ""))
    return motion._replace(reports=(*motion.reports, due))


def _report_given(motion: Motion, event: Recorded) -> Motion:
    """A report meets the oldest one owed; one that nobody owed is kept as well."""
    d = event.data
    reports = list(motion.reports)
    owed = next((i for i, r in enumerate(reports) if r.given_on is None), None)
    if owed is None:
        reports.append(Report(None, d.get("to", ""), day(d["on"]), d.get("text", "")))
    else:
        reports[owed] = reports[owed]._replace(given_on=day(d["on"]), text=d.get("text", ""))
    return motion._replace(reports=tuple(reports))


def _implemented(motion: Motion, event: Recorded) -> Motion:
    return motion._replace(state=State.IMPLEMENTED, implemented_on=day(event.data["on"]))


def _term_ended(motion: Motion, event: Recorded) -> Motion:
    """At the end of a term a motion lapses, sleeps until it is taken up again, or goes on."""
    state = State(event.data["state"])
    if state not in (State.LAPSED, State.DORMANT):
        return motion

    def ended(c: Consultation) -> Consultation:
        if state is State.LAPSED:
            return c._replace(status=Status.VOID) if c.result is None else c
        return c._replace(status=Status.PLANNED) if c.current else c

    return motion._replace(
        state=state,
        consultations=tuple(ended(c) for c in motion.consultations),
        ended_on=day(event.data["on"]) if state is State.LAPSED else motion.ended_on,
    )


def _outside_rules(motion: Motion, _event: Recorded) -> Motion:
    """Reality that no rule foresaw: kept as a fact, it moves nothing."""
    return motion._replace(outside=motion.outside + 1)


def _unchanged(motion: Motion, _event: Recorded) -> Motion:
    return motion


STEPS: dict[str, Callable[[Motion, Recorded], Motion]] = {
    "urgency_voted": _urgency_voted,
    "withdrawn": _withdrawn,
    "objected": _objected,
    "objection_lifted": _objection_lifted,
    "report_expected": _report_expected,
    "report_given": _report_given,
    "implemented": _implemented,
    "term_ended": _term_ended,
    "outside_rules": _outside_rules,
    "corrected": _unchanged,
    "refused": _unchanged,
}
