"""A motion as programs read it, from rows alone: stable keys, the same as where it is filed and advanced."""

from __future__ import annotations

from typing import Any

from workflow.commands.reading import Reading

Row = dict[str, Any]

_ENDED_BY_VOTE = frozenset({"adopted", "adopted_partly", "implemented", "rejected", "suspended"})
_STATION = ("n", "role", "status", "meeting", "origin", "until")


def motion_object(reading: Reading, reference: str) -> Row:
    """Everything that rows know of a motion. Raises UnknownReference with the nearest ones."""
    reader = reading.reader
    row = reader.motion_row(reading.id, reference)
    facts = row["facts"]
    route = [_station(found) for found in reader.route(row["id"])]
    current = next((c for c in route if c["status"] in ("open", "held")), None)
    ahead = [c for c in route if c["status"] == "planned"]
    if current is None and ahead and row["state"] in ("draft", "submitted", "dormant"):
        current = ahead.pop(0)
    return {
        "reference": row["reference"],
        "id": row["id"],
        "title": row["title"],
        "kind": row["kind"],
        "state": row["state"],
        "applicants": row["applicants"],
        "submitted_on": row["submitted_on"],
        "public": row["public"],
        "urgency": row["urgency"],
        "agenda_item": facts["agenda_item"] or None,
        "addressee": facts["addressee"] or None,
        "amends": _reference(reading, row["parent"]),
        "station": current,
        "next": ahead if row["ended_on"] is None else [],
        "route": route,
        "points": _points(facts["points"]),
        "text": _points(_text(facts)),
        "recommended_by": _name(reading, facts["proposed_by"]) if facts["choice"] == "pending" else None,
        "choice": facts["choice"],
        "changes": [dict(zip(("operation", "number", "text"), c, strict=True)) for c in facts["changes"]],
        "reasoning": facts["reasoning"] or None,
        "amendments": _amendments(reading, row, facts),
        "decided_on": row["decided_on"],
        "ended_on": row["ended_on"],
        **_aftermath(reading, row, route),
        "reports": [
            dict(
                zip(("due", "to", "given_on", "text"), (r[0], r[1] or None, r[2], r[3] or None), strict=True)
            )
            for r in facts["reports"]
        ],
        "implemented_on": facts["implemented_on"],
        "costs": facts["costs"],
        "links": [{"relation": relation, "reference": other} for relation, other in facts["links"]],
        "owed": row["owed"],
        "acknowledged_on": facts["acknowledged_on"],
        "channel": facts["channel"] or None,
        "outside_rules": facts["outside"],
        "version": row["version"],
    }


def _text(facts: Row) -> Any:
    """As `states.motion.Motion.text`: the decided text, else the one before the next vote."""
    if facts["final"] is not None:
        return facts["final"]
    if facts["proposed"] is not None and facts["choice"] != "maintain":
        return facts["proposed"]
    return facts["points"]


def _points(points: Any) -> list[Row]:
    return [{"number": number or None, "text": text} for number, text in points]


def _station(found: Row) -> Row:
    votes = None if found["yes"] is None else {name: found[name] for name in ("yes", "no", "abstain")}
    return {
        **{name: found[name] for name in _STATION},
        "organization": found["organization"],
        "name": found["organization_name"] or found["organization"],
        "date": found["on_date"],
        "time": found["begins"][:5] if found["begins"] else None,
        "place": found["place"] or None,
        "meeting_status": found["meeting_status"],
        "next_meeting": bool(found["next_meeting"]),
        "agenda_item": found["agenda_item"] or None,
        "outcome": found["outcome"],
        "majority": found["majority"],
        "votes": votes,
        "vote": found["vote"] or None,
        "phrase": found["phrase"] or None,
        "event": found["event"],
    }


def _reference(reading: Reading, number: int | None) -> str | None:
    """The reference of another motion by its number, else `#17`."""
    if number is None:
        return None
    found = reading.rows("SELECT reference FROM motion WHERE id = ?", (number,))
    return (found[0]["reference"] if found else "") or f"#{number}"


def _name(reading: Reading, key: str) -> str | None:
    found = [o["name"] for o in reading.reader.organizations(reading.id) if o["key"] == key]
    return found[0] if found else key or None


def _amendments(reading: Reading, row: Row, facts: Row) -> list[Row]:
    """Amendments below this paper in the order of voting: those to an amendment before it, the
    furthest-reaching first, or as the chair has set it."""
    below = reading.reader.amendments(row["root"] or row["id"])
    if not below:
        return []
    full = {found["id"]: reading.reader.motion_row(reading.id, f"#{found['id']}") for found in below}
    ordered = _in_voting_order(full, row["id"])
    return [
        {
            "reference": found["reference"],
            "id": found["id"],
            "title": found["title"],
            "state": found["state"],
            "applicants": found["applicants"],
            "amends": _reference(reading, found["parent"])
            if found["parent"] != row["id"]
            else row["reference"],
            "order": place,
            "changes": [
                dict(zip(("operation", "number", "text"), c, strict=True)) for c in found["facts"]["changes"]
            ],
        }
        for place, found in enumerate(ordered, 1)
    ]


_REACH = {"whole": 4, "delete": 3, "replace": 2, "add": 1}


def _in_voting_order(full: dict[int, Row], parent: int) -> list[Row]:
    """As `states.text.reach` ranks them, without loading it; a rank set by the chair goes first."""

    def place(row: Row) -> tuple[Any, ...]:
        changes = row["facts"]["changes"]
        furthest = max((_REACH[c[0]] for c in changes), default=0)
        rank = row["facts"]["rank"]
        return (rank is None, rank or 0, -furthest, -len(changes), row["submitted_on"] or "9999", row["id"])

    ordered: list[Row] = []
    for row in sorted((r for r in full.values() if r["parent"] == parent), key=place):
        ordered += [*_in_voting_order(full, row["id"]), row]
    return ordered


def _aftermath(reading: Reading, row: Row, route: list[Row]) -> Row:
    """What runs after a decision; only then are the council's rules loaded."""
    none = dict.fromkeys(("objection_until", "executable_from", "locked_until", "repeat_vote"))
    if row["decided_on"] is None or row["parent"] is not None or row["state"] not in _ENDED_BY_VOTE:
        return none
    from workflow.rules.aftermath import (
        decided,
        executable_from,
        lock_until,
        objection_end,
        repeat_vote_window,
    )

    roles = [station["role"] for station in route if station["outcome"]]
    motion = decided(row["state"], row["decided_on"], row["facts"]["suspended_on"], roles)
    assert motion.decided_on is not None
    rules = reading.rules_after(motion.decided_on)
    end, free, until = objection_end(motion, rules), executable_from(motion, rules), lock_until(motion, rules)
    window = repeat_vote_window(motion, rules)
    return {
        "objection_until": end.deadline.isoformat() if end else None,
        "executable_from": free.isoformat() if free else None,
        "locked_until": until.isoformat() if until else None,
        "repeat_vote": None
        if window is None
        else {
            "from": window.opens.isoformat() if window.opens else None,
            "until": window.closes.isoformat() if window.closes else None,
        },
    }
