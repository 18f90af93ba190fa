"""The questions that audits and factions ask, answered from the rows: each answer has rows and charts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Any, NamedTuple

from states.outcome import Role
from states.refusal import N_
from states.stage import ADOPTED, OPEN, State
from workflow.publish.paper import BAD, FAINT, GOOD, PLAIN, WARNING, Bar, Chart
from workflow.words import _

Row = dict[str, Any]
Ask = Callable[[str, Sequence[Any]], list[Row]]


class Asked(NamedTuple):
    """To what a question is narrowed; empty values narrow nothing. Days are ISO; both belong to the span."""

    organization: str = ""  #: key
    since: str = ""
    until: str = ""
    applicant: str = ""  #: part of a name, as names are compared
    outcome: str = ""
    kind: str = ""


class Source(NamedTuple):
    """The database as questions see it."""

    ask: Ask
    council: int
    public: str  #: condition on motions `m` that leaves out what is not public, or nothing
    today: date


class Answer(NamedTuple):
    """What came out. `columns` names the rows' keys with their headers, in order."""

    title: str
    columns: Sequence[tuple[str, str]]
    rows: list[Row]
    charts: Sequence[Chart] = ()
    notes: Sequence[str] = ()
    marks: Sequence[str] = ()


DECIDING = tuple(role.value for role in Role if role.decides)
_ADVISORY = ("hearing", "recommendation", "preparation")

_RESULTS = (
    "SELECT m.id, m.reference, m.title, m.kind, m.applicants AS applied, m.state, m.submitted_on, c.n,"
    " c.position, c.organization, o.name AS organization_name, c.role,"
    " coalesce(g.on_date, c.on_date) AS on_date, c.outcome, c.majority, c.vote, c.yes, c.no, c.abstain"
    " FROM consultation c"
    " JOIN motion m ON m.id = c.motion LEFT JOIN meeting g ON g.id = c.meeting"
    " LEFT JOIN organization o ON o.council = c.council AND o.key = c.organization"
    " WHERE m.council = ? AND c.outcome IS NOT NULL{public} ORDER BY on_date, m.id, c.position"
)
_MOTIONS = (
    "SELECT m.id, m.reference, m.title, m.kind, m.applicants AS applied, m.state, m.submitted_on,"
    " m.decided_on, m.ended_on, m.implemented_on, m.parent FROM motion m WHERE m.council = ?"
    " AND m.submitted_on <> ''{public} ORDER BY m.submitted_on, m.id"
)


def results(source: Source, asked: Asked) -> list[Row]:
    """Every result that passes, in the order of days."""
    found = source.ask(_RESULTS.format(public=source.public), (source.council,))
    kept = [row for row in map(_named, found) if _passes(row, asked, row["on_date"])]
    return [row for row in kept if not asked.organization or row["organization"] == asked.organization]


def motions(source: Source, asked: Asked) -> list[Row]:
    """Every filed motion that passes, by the day it was filed on."""
    found = map(_named, source.ask(_MOTIONS.format(public=source.public), (source.council,)))
    return [row for row in found if _passes(row, asked, row["submitted_on"])]


def _named(row: Row) -> Row:
    row["applicants"] = json.loads(row.pop("applied") or "[]")
    row["reference"] = row["reference"] or f"#{row['id']}"
    return row


def _passes(row: Row, asked: Asked, day: str | None) -> bool:
    from workflow.store.names import fold_name

    if (asked.since and (day or "") < asked.since) or (asked.until and (day or "9") > asked.until):
        return False
    other_kind = asked.kind and row["kind"] != asked.kind
    if other_kind or (asked.outcome and row.get("outcome") not in (None, asked.outcome)):
        return False
    part = fold_name(asked.applicant)
    return not part or any(part in fold_name(name) for name in row["applicants"])


# What was decided


def decisions(source: Source, asked: Asked) -> Answer:
    """The results of deciding bodies, by organization, period, applicant and outcome."""
    rows = [
        {
            "on": row["on_date"],
            "organization": row["organization_name"] or row["organization"],
            "reference": row["reference"],
            "title": row["title"],
            "applicants": row["applicants"],
            "outcome": row["outcome"],
            "majority": row["majority"],
            "votes": f"{row['yes']}:{row['no']}:{row['abstain']}" if row["yes"] is not None else None,
        }
        for row in results(source, asked)
        if row["role"] in DECIDING
    ]
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        counted[row["organization"]][_colour(row["outcome"])] += 1
    bars = [
        Bar(name, [(parts[mark], mark) for mark in (GOOD, BAD, FAINT)], str(sum(parts.values())))
        for name, parts in sorted(counted.items(), key=lambda each: -sum(each[1].values()))
    ]
    columns = [("on", _("Day")), ("organization", _("Organization")), ("reference", _("Reference")),
               ("title", _("Title")), ("applicants", _("Applicants")), ("outcome", _("Result")),
               ("majority", _("Majority")), ("votes", _("Votes"))]  # fmt: skip
    legend = [(GOOD, _("adopted")), (BAD, _("rejected")), (FAINT, _("otherwise"))]
    chart = Chart(_("Decisions by organization"), bars, legend)
    return Answer(_("Decisions"), columns, rows, [chart] if bars else [])


def _colour(outcome: str) -> str:
    if outcome in ("adopted", "adopted_amended", "adopted_partly", "examined"):
        return GOOD
    return BAD if outcome == "rejected" else FAINT


# Committee against plenary


def divergence(source: Source, asked: Asked) -> Answer:
    """How often the last decision went against what a body had recommended, per organization.

    Each body counts with its last vote before the decision; bodies that did not vote do not count.
    """
    everything = results(source, asked._replace(organization="", outcome=""))
    ways: dict[int, list[Row]] = defaultdict(list)
    for row in everything:
        ways[row["id"]].append(row)
    rows: list[Row] = []
    counted: dict[str, dict[str, int]] = defaultdict(lambda: {"agreed": 0, "differed": 0})
    for way in ways.values():
        ordered = sorted(way, key=lambda row: row["position"])
        final = next(
            (r for r in reversed(ordered) if r["role"] in DECIDING and r["vote"] in ("+", "-")), None
        )
        if final is None:
            continue
        advice = {r["organization"]: r for r in ordered
                  if r["role"] in _ADVISORY and r["vote"] in ("+", "-") and r["position"] < final["position"]
                  and asked.organization in ("", r["organization"])}  # fmt: skip
        for advised in advice.values():
            name = advised["organization_name"] or advised["organization"]
            agreed = advised["vote"] == final["vote"]
            counted[name]["agreed" if agreed else "differed"] += 1
            if not agreed:
                rows.append(_differing(advised, final, name))
    bars = [
        Bar(name, [(c["agreed"], GOOD), (c["differed"], BAD)],
            f"{c['differed']} / {c['agreed'] + c['differed']} ({_percent(c['differed'], sum(c.values()))})")
        for name, c in sorted(counted.items(), key=lambda each: -each[1]["differed"])
    ]  # fmt: skip
    columns = [("reference", _("Reference")), ("title", _("Title")), ("organization", _("Committee")),
               ("advised_on", _("Advised on")), ("advised", _("Advice")), ("decided_by", _("Decided by")),
               ("decided_on", _("Decided on")), ("decided", _("Decision"))]  # fmt: skip
    legend = [(GOOD, _("decided as advised")), (BAD, _("decided otherwise"))]
    chart = Chart(_("Decided otherwise than advised"), bars, legend)
    return Answer(_("Committee against plenary"), columns, rows, [chart] if bars else [])


def _differing(advised: Row, final: Row, name: str) -> Row:
    return {
        "reference": advised["reference"],
        "title": advised["title"],
        "organization": name,
        "advised_on": advised["on_date"],
        "advised": advised["outcome"],
        "decided_by": final["organization_name"] or final["organization"],
        "decided_on": final["on_date"],
        "decided": final["outcome"],
    }


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %"


# How long it takes


def durations(source: Source, asked: Asked) -> Answer:
    """Days from filing to the first result, from one result to the next, and from filing to the decision.

    Median and 90th percentile (nearest rank), by kind of paper; stations by organization.
    """
    ways: dict[int, list[Row]] = defaultdict(list)
    for row in results(source, asked._replace(organization="", outcome="")):
        ways[row["id"]].append(row)
    spans: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for way in ways.values():
        for what, where, kind, days in _spans(sorted(way, key=lambda r: (r["on_date"] or "", r["position"]))):
            if asked.organization in ("", where) or not where:
                spans[what, where, kind].append(days)
    names = {r["organization"]: r["organization_name"] or r["organization"] for w in ways.values() for r in w}
    rows: list[Row] = [
        {
            "span": what,
            "organization": names.get(where, where) or None,
            "kind": kind,
            "motions": len(found),
            "median": int(median(found)) if float(median(found)).is_integer() else median(found),
            "p90": _percentile(found, 90),
            "longest": max(found),
        }
        for (what, where, kind), found in sorted(spans.items(), key=_span_order)
    ]
    bars = [
        Bar(f"{row['organization'] or _(SPANS[row['span']])} ({row['motions']})",
            [(row["median"], PLAIN), (max(row["p90"] - row["median"], 0), FAINT)],
            _("{median} / {p90} days").format(median=row["median"], p90=row["p90"]))
        for row in rows if row["kind"] == "motion" or len({r["kind"] for r in rows}) == 1
    ]  # fmt: skip
    columns = [("span", _("Span")), ("organization", _("Organization")), ("kind", _("Kind")),
               ("motions", _("Motions")), ("median", _("Median")), ("p90", _("90 %")),
               ("longest", _("Longest"))]  # fmt: skip
    chart = Chart(_("Days: median and 90 %"), bars, [(PLAIN, _("median")), (FAINT, _("up to 90 %"))])
    return Answer(_("How long it takes, in days"), columns, rows, [chart] if bars else [])


SPANS = {
    "filed_to_first": N_("from filing to the first result"),
    "between_stations": N_("since the station before"),
    "filed_to_decision": N_("from filing to the decision"),
}


def _span_order(each: tuple[tuple[str, str, str], list[int]]) -> tuple[int, str, str]:
    (what, where, kind), _found = each
    return list(SPANS).index(what), where, kind


def _spans(way: list[Row]) -> Iterator[tuple[str, str, str, int]]:
    dated = [row for row in way if row["on_date"]]
    if not dated:
        return
    kind, filed = dated[0]["kind"], dated[0]["submitted_on"]
    if filed:
        yield "filed_to_first", "", kind, _days(filed, dated[0]["on_date"])
    for before, after in pairwise(dated):
        yield "between_stations", after["organization"], kind, _days(before["on_date"], after["on_date"])
    decided = [row for row in dated if row["role"] in DECIDING and row["vote"] in ("+", "-")]
    if filed and decided and State(decided[-1]["state"]) not in OPEN:
        yield "filed_to_decision", "", kind, _days(filed, decided[-1]["on_date"])


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end[:10]) - date.fromisoformat(start[:10])).days


def _percentile(values: Sequence[int], percent: int) -> int:
    """The nearest rank: the smallest value that at least so many percent do not exceed."""
    ordered = sorted(values)
    return ordered[max(-(-len(ordered) * percent // 100) - 1, 0)]


# Who succeeds

_ENDS = {
    State.ADOPTED: "adopted",
    State.IMPLEMENTED: "adopted",
    State.ADOPTED_PARTLY: "adopted_partly",
    State.REJECTED: "rejected",
    State.TO_BE_REFILED: "rejected",
    State.WITHDRAWN: "withdrawn",
}


def factions(source: Source, asked: Asked) -> Answer:
    """What became of the motions of each applicant; a joint one counts for each of them."""
    counted: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in motions(source, asked):
        if row["parent"] is not None and asked.kind != "amendment":
            continue
        state = State(row["state"])
        end = "open" if state in OPEN else _ENDS.get(state, "otherwise")
        for name in row["applicants"] or [_("(not named)")]:
            counted[name]["filed"] += 1
            counted[name][end] += 1
    rows = [_faction(name, c) for name, c in counted.items()]
    rows.sort(key=lambda row: (-row["filed"], row["applicant"]))
    bars = [
        Bar(row["applicant"],
            [(row["adopted"] + row["adopted_partly"], GOOD), (row["rejected"], BAD),
             (row["withdrawn"] + row["otherwise"], FAINT), (row["open"], WARNING)],
            f"{row['filed']}" + (f" ({row['success']} %)" if row["success"] is not None else ""))
        for row in rows
    ]  # fmt: skip
    columns = [("applicant", _("Applicant")), ("filed", _("Filed")), ("adopted", _("Adopted")),
               ("adopted_partly", _("In part")), ("rejected", _("Rejected")), ("withdrawn", _("Withdrawn")),
               ("otherwise", _("Otherwise ended")), ("open", _("On their way")),
               ("success", _("Success in %"))]  # fmt: skip
    legend = [(GOOD, _("adopted")), (BAD, _("rejected")), (FAINT, _("otherwise")), (WARNING, _("open"))]
    note = _("Success: adopted, also in part, among those that were voted on.")
    chart = Chart(_("Motions by applicant"), bars, legend)
    return Answer(_("Success by applicant"), columns, rows, [chart] if bars else [], [note])


def _faction(name: str, counted: dict[str, int]) -> Row:
    keys = ("filed", "adopted", "adopted_partly", "rejected", "withdrawn", "otherwise", "open")
    row: Row = {"applicant": name, **{key: counted[key] for key in keys}}
    won = row["adopted"] + row["adopted_partly"]
    voted = won + row["rejected"]
    row["success"] = round(100 * won / voted) if voted else None
    return row


# What was promised


def promises(source: Source, asked: Asked, facts: Callable[[int], Row], *, soon: int = 30) -> Answer:
    """What became of what was adopted: reports given or owed, carried out or not.

    `facts` gives a motion's snapshot by names. Red: something is overdue. Yellow: owed within `soon` days, or
    without a date. Green: carried out, or nothing is owed now.
    """
    rows, marks = [], []
    for row in motions(source, asked._replace(since="", until="")):
        if row["parent"] is not None and asked.kind != "amendment":
            continue  # what it changed is carried out with its motion
        day = row["decided_on"] or ""
        outside = (asked.since and day < asked.since) or (asked.until and day > asked.until)
        if State(row["state"]) not in ADOPTED or outside:
            continue
        found = _promise(row, facts(row["id"]), source.today, soon)
        rows.append(found)
        marks.append(_LIGHTS[found["light"]])
    order = sorted(range(len(rows)), key=lambda n: (_ORDER.index(rows[n]["light"]), rows[n]["due"] or "9"))
    rows, marks = [rows[n] for n in order], [marks[n] for n in order]
    count = {light: sum(row["light"] == light for row in rows) for light in _ORDER}
    bars = [
        Bar(_(_LIGHT_WORDS[light]), [(count[light], _LIGHTS[light])], str(count[light])) for light in _ORDER
    ]
    columns = [("light", _("Light")), ("reference", _("Reference")), ("title", _("Title")),
               ("decided_on", _("Decided on")), ("owed", _("Owed")), ("due", _("Due")),
               ("late", _("Days late")), ("reported_on", _("Last report")),
               ("implemented_on", _("Carried out"))]  # fmt: skip
    chart = Chart(_("Decisions and their execution"), bars)
    return Answer(_("What became of decisions"), columns, rows, [chart] if rows else [], (), marks)


_LIGHTS = {"red": BAD, "yellow": WARNING, "green": GOOD}
_ORDER = ("red", "yellow", "green")
_LIGHT_WORDS = {"red": N_("overdue"), "yellow": N_("owed"), "green": N_("carried out, or nothing owed")}


def _promise(row: Row, facts: Row, today: date, soon: int) -> Row:
    """One adopted motion. Reports are `[due, to, given_on, text]`."""
    reports: list[Any] = facts["reports"]
    open_ones = [r for r in reports if r[2] is None]
    due = min((r[0] for r in open_ones if r[0]), default=None)
    late = _days(due, today.isoformat()) if due else 0
    if row["implemented_on"]:
        light, owed = "green", None
    elif due and late > 0:
        light, owed = "red", _owed(open_ones)
    elif open_ones:
        light, owed = ("yellow" if not due or -late <= soon else "green"), _owed(open_ones)
    else:
        light, owed = ("green" if reports else "yellow"), None if reports else _("carrying it out")
    return {
        "light": light,
        "reference": row["reference"],
        "title": row["title"],
        "decided_on": row["decided_on"],
        "owed": owed,
        "due": due,
        "late": late if late > 0 and light == "red" else None,
        "reported_on": max((r[2] for r in reports if r[2]), default=None),
        "implemented_on": row["implemented_on"],
    }


def _owed(reports: Sequence[Sequence[Any]]) -> str:
    to = sorted({str(r[1]) for r in reports if r[1]})
    return _("report to {name}").format(name=", ".join(to)) if to else _("report")
