"""A motion on one calm page: what it is, where it stands, its way, what runs and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from states.labels import ROLE_LABELS, STATE_LABELS
from states.refusal import N_
from workflow.commands.layout import Ink, grid, paragraphs, wrapped
from workflow.words import _, day, listed

Row = dict[str, Any]

KINDS = {
    "motion": N_("motion"),
    "urgent_motion": N_("urgent motion"),
    "committee_motion": N_("motion to a committee"),
    "budget_motion": N_("budget motion"),
    "amendment": N_("amendment"),
    "resolution": N_("resolution"),
    "inquiry": N_("inquiry"),
    "suggestion": N_("suggestion or complaint"),
    "paper": N_("paper of the administration"),
}
MAJORITIES = {"unanimous": N_("unanimously"), "majority": N_("by a majority"), "tie": N_("tie")}
_URGENCY = {
    "claimed": N_("urgent (not voted on yet)"),
    "recognised": N_("urgent"),
    "refused": N_("urgency refused"),
}
OWED = {
    "resubmission_date": (
        N_("a date on which it is taken up again"),
        N_("laufzettel route {reference} --meeting ORGANIZATION@DATE"),
    ),
    "text": (N_("the text as voted"), N_("laufzettel advance {reference} text --text FILE")),
    "report_due": (
        N_("the date of the report"),
        N_("laufzettel advance {reference} report_due --report-by DATE"),
    ),
}


def iso_day(text: str, *, weekday: bool = False) -> str:
    """A day as rows hold it, as people write it."""
    return day(date.fromisoformat(text[:10]), weekday=weekday)


def kind_label(kind: str) -> str:
    """What kind of paper it is."""
    return _(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def named(row: Row) -> str:
    """Its reference, else its number."""
    return row["reference"] or f"#{row['id']}"


def votes_text(station: Row) -> str:
    """`9:4:1`, or the majority where nobody counted."""
    if station["votes"]:
        v = station["votes"]
        return f"{v['yes']}:{v['no']}:{v['abstain']}"
    return _(MAJORITIES[station["majority"]]) if station["majority"] else ""


def outcome_label(outcome: str) -> str:
    """What a result is called."""
    from states.outcome import TABLE, Outcome  # a motion on its way may have none yet

    return _(TABLE[Outcome(outcome)].label)


def station_text(station: Row) -> str:
    """`Rat, Di., 15.04.2008, 17:00 Uhr, TOP 7.1 (Beschluss im Plenum)`."""
    item = f", {_('item')} {station['agenda_item']}" if station["agenda_item"] else ""
    return f"{station['name']}, {when_text(station)}{item} ({_(ROLE_LABELS[station['role']])})"


def when_text(station: Row) -> str:
    """When a station meets, as far as anybody knows."""
    if station["status"] == "held":
        until = station["until"]
        return _("on hold until {until}").format(until=iso_day(until)) if until else _("on hold")
    if station["meeting_status"] == "cancelled" and not station["outcome"]:
        return _("meeting of {on} cancelled").format(on=iso_day(station["date"]))
    if station["date"]:
        clock = _(", {time}").format(time=_clock(station["time"])) if station["time"] else ""
        return iso_day(station["date"], weekday=True) + clock
    return _("next meeting, date not known yet")


def _clock(text: str) -> str:
    from datetime import time

    from workflow.words import clock_time

    return clock_time(time.fromisoformat(text))


def page(motion: Row, now: datetime, width: int, ink: Ink, *, with_text: bool = False) -> Iterator[str]:
    """The whole page, as it is now."""
    yield from _head(motion, width, ink)
    yield ""
    yield from _standing(motion, width, ink)
    yield from _route(motion, width, ink)
    yield from _amendments(motion, width, ink)
    yield from _text(motion, width, ink) if with_text else ()
    yield from _runs(motion, now, width, ink)
    yield from _missing(motion, width, ink)


def _head(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    label = named(motion)
    for number, line in enumerate(wrapped(motion["title"], width - len(label) - 2)):
        yield (
            f"{ink.bold(label)}  {ink.bold(line)}" if number == 0 else f"{'':{len(label)}}  {ink.bold(line)}"
        )
    parts = [kind_label(motion["kind"])]
    if motion["applicants"]:
        parts.append(listed(motion["applicants"]))
    if motion["submitted_on"]:
        parts.append(_("filed on {on}").format(on=iso_day(motion["submitted_on"])))
    if motion["urgency"] in _URGENCY:
        parts.append(_(_URGENCY[motion["urgency"]]))
    if not motion["public"]:
        parts.append(_("not public"))
    yield from wrapped(" · ".join(parts), width)
    if motion["amends"]:
        yield _("changes {reference}").format(reference=motion["amends"])
    if motion["agenda_item"]:
        yield from wrapped(_("on the agenda item {item}").format(item=motion["agenda_item"]), width)
    for link in motion["links"]:
        yield f"{_(_LINKS.get(link['relation'], link['relation']))}: {link['reference']}"


_LINKS = {
    "settled_by": N_("settled by"),
    "merged_into": N_("merged into"),
    "replaces": N_("replaces"),
    "replaced_by": N_("replaced by"),
    "refiled_as": N_("filed again as"),
}


def _standing(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    state = _(STATE_LABELS[motion["state"]])
    lead, later = _("Now:"), _("then:")
    pad = max(len(lead), len(later)) + 1
    since = motion["implemented_on"] or motion["ended_on"]
    if since:
        state = _("{state} since {on}").format(state=state, on=iso_day(since))
    yield f"{lead:<{pad}}{ink.bold(state)}"
    if motion["station"]:
        yield from wrapped(station_text(motion["station"]), width, " " * pad, " " * pad)
    for station in motion["next"]:
        yield from wrapped(station_text(station), width, f"{later:<{pad}}", " " * pad)


_MARKS = {"closed": "✓", "open": "▶", "held": "‖", "planned": "·", "void": "×"}


def _route(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    if not motion["route"]:
        return
    yield ""
    yield ink.bold(_("Route"))
    rows = [_route_cells(station, motion) for station in motion["route"]]
    for station, group in zip(motion["route"], grid(rows, width), strict=True):
        paint = ink.faint if station["status"] in ("void", "planned") else str
        yield from map(paint, group)
        if station["phrase"]:
            yield from wrapped(_("“{phrase}”").format(phrase=station["phrase"]), width, " " * 7, " " * 7)


def with_its_motion(station: Row, motion: Row) -> str:
    """An amendment that has no vote of its own at a station goes there with its motion; empty for others."""
    if motion["amends"] is None or station["status"] != "void":
        return ""
    adopted = motion["state"] in ("adopted", "adopted_partly")
    if adopted and station["n"] == max(c["n"] for c in motion["route"]):
        return _("adopted with its motion")
    return _("without a vote of its own")


def _route_cells(station: Row, motion: Row) -> list[str]:
    mark, together = _MARKS[station["status"]], with_its_motion(station, motion)
    if together:
        mark = "–"
    if station["outcome"]:
        result = outcome_label(station["outcome"])
    elif together:
        result = together
    elif station["status"] == "void":
        result = _("does not take place")
    elif station["status"] in ("open", "held"):
        result = _("on hold") if station["status"] == "held" else _("its turn now")
    else:
        result = _("ahead")
    on = iso_day(station["date"]) if station["date"] else "–"
    role = _(ROLE_LABELS[station["role"]])
    return [f"{mark}\N{NO-BREAK SPACE}{station['n']}", on, result, station["name"], role, votes_text(station)]


def _amendments(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    if not motion["amendments"]:
        return
    yield ""
    yield ink.bold(_("Amendments, in the order of voting"))
    rows = [
        [
            str(one["order"]),
            named(one),
            one["title"] or "–",
            _(STATE_LABELS[one["state"]]),
        ]
        for one in motion["amendments"]
    ]
    for group in grid(rows, width):
        yield from group


def _text(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    yield ""
    yield ink.bold(_("Text"))
    yield from points_lines(motion["text"], width)


def points_lines(points: list[Row], width: int) -> Iterator[str]:
    """The points of a text, each under its number."""
    if not points:
        yield f"  {_('The text is not known.')}"
    for point in points:
        first = f"  {point['number']}. " if point["number"] else "  "
        yield from paragraphs(point["text"], width, first, " " * len(first))


def _runs(motion: Row, now: datetime, width: int, ink: Ink) -> Iterator[str]:
    lines = list(_running(motion, now))
    if lines:
        yield ""
        yield ink.bold(_("What runs"))
        for line in lines:
            yield from wrapped(line, width, "  ", "    ")


def _running(motion: Row, now: datetime) -> Iterator[str]:
    decided = motion["state"] in ("adopted", "adopted_partly")
    until = motion["objection_until"]
    if until and decided:
        over = datetime.fromisoformat(until) < now
        text = _("Objections are possible until {when}; then the decision can be carried out.")
        if over:
            text = _("The objection period ended {when}; the decision can be carried out.")
        yield text.format(when=moment_text(until))
    elif motion["executable_from"] and decided:
        yield _("The decision can be carried out from {when}.").format(
            when=moment_text(motion["executable_from"])
        )
    again = motion["repeat_vote"]
    if again and again["until"]:
        yield _("The vote has to be repeated by {when}.").format(when=moment_text(again["until"]))
    elif again and again["from"]:
        yield _("The vote has to be repeated, not before {when}.").format(when=moment_text(again["from"]))
    if motion["locked_until"]:
        yield _("The same matter can be filed again from {when}.").format(
            when=iso_day(motion["locked_until"], weekday=True)
        )
    for report in motion["reports"]:
        yield _report(report)
    if motion["implemented_on"]:
        yield _("Carried out on {on}.").format(on=iso_day(motion["implemented_on"]))


def moment_text(iso: str) -> str:
    """A last moment: the end of a day is 24:00."""
    when = datetime.fromisoformat(iso)
    clock = "24:00" if (when.hour, when.minute) == (23, 59) else f"{when:%H:%M}"
    if (when.hour, when.minute) == (0, 0):
        return day(when.date(), weekday=True)
    return _("{day}, {time}").format(day=day(when.date(), weekday=True), time=clock)


def _report(report: Row) -> str:
    to = f" ({report['to']})" if report["to"] else ""
    if report["given_on"]:
        text = f": {report['text']}" if report["text"] else "."
        return _("Report given on {on}{to}").format(on=iso_day(report["given_on"]), to=to) + text
    due = iso_day(report["due"], weekday=True) if report["due"] else _("no date set")
    return _("Report due: {due}{to}").format(due=due, to=to)


def _missing(motion: Row, width: int, ink: Ink) -> Iterator[str]:
    lines = list(_owed(motion))
    if lines:
        yield ""
        yield ink.bold(_("What is missing"))
        for line in lines:
            yield from wrapped(line, width, "  ", "    ")


def _owed(motion: Row) -> Iterator[str]:
    name = named(motion)
    for owed in dict.fromkeys(motion["owed"]):
        what, line = OWED.get(owed, (owed.replace("_", " "), ""))
        yield f"{_(what)}: {_(line).format(reference=name)}" if line else _(what)
    if motion["choice"] == "pending" and motion["ended_on"] is None:
        yield _(
            "{organization} recommends another text; adopt it or maintain one’s own: "
            "laufzettel advance {reference} adopt_text, or maintain_text"
        ).format(organization=motion["recommended_by"], reference=name)
    if motion["outside_rules"]:
        yield _("Entries that no rule foresaw: see laufzettel history {reference}").format(reference=name)
