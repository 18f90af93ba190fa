"""How signs make a meaning: clauses, what was voted on, and which act of several counts.

A phrase is cut into clauses, each with at most one resolution. In a clause a noun or infinitive is the
*content* of what was voted on and the participle the vote ("Vertagung beschlossen", "empfiehlt, den
Antrag abzulehnen"); a noun alone is the act itself ("Vertagung"). Clauses about an amendment, a
procedural motion that failed, the urgency or another object say nothing of the motion itself.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from workflow.intake.result_words import DONE, INF, NOUN, Sign

AGREE, REJECT = "AGREE", "REJECT"

#: names of signs that are acts
ACTS = frozenset(
    "AGREE REJECT DEFER SHIFT HOLD RESUBMIT REMOVE BACK REFER TAKE PASS UNVOTED NOVOTE TREAT NOTE EXAMINE"
    " WITHDRAW SETTLE MERGE BAR ADMIT SKIP MISS DEBATE".split()
)
#: acts on the procedure: refusing one leaves the motion where it was
PROCEDURAL = frozenset(
    "DEFER SHIFT HOLD RESUBMIT REMOVE BACK REFER PASS SKIP DEBATE NOTE SETTLE MERGE".split()
)
_SUBJECTS = frozenset("AMENDMENT PROCEDURE ADMIN STATEMENT URGENCY FOREIGN POINT PROPOSE ASK".split())
_MARKS = frozenset("AMENDED AS_IS PARTLY RESERVE HANDOVER QUORUM SEE".split())
_MANNER = frozenset("UNANIMOUS MAJORITY TIE".split())


class Clause(NamedTuple):
    """One resolution of a phrase. `act` is None where it says nothing of any matter."""

    act: str | None
    subjects: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    manner: str | None = None
    #: the act is a noun without a verb of its own ("Zustimmung")
    nominal: bool = False
    recommends: bool = False
    warnings: tuple[str, ...] = ()


class Meaning(NamedTuple):
    """What the clauses say together. `act` is None where that is nothing, or not one thing."""

    act: str | None
    clause: Clause = Clause(None)
    warnings: tuple[str, ...] = ()


_SEPARATOR = re.compile(
    r"(?P<strong>;|\||!|\s[-–—]\s|\.(?=\s+[A-ZÄÖÜ(\d]|\s*$)|\bsodann\b|\banschließend\b|\bdanach\b|\bdaraufhin\b)"
    r"|(?P<colon>:)|(?P<weak>,|/|\+|&|\b(?:und|sowie|aber|jedoch|bzw\.?|beziehungsweise|oder|dann)\b)",
    re.IGNORECASE,
)
_ABBREVIATED = re.compile(
    r"(?:\b(?:lt|gem|ggf|bzw|z|d|h|u|a|nr|ziff|abs|art|st|dr|str|ca|evtl|inkl|entspr|v|s|vgl|to)|\d)$"
)


class _Part(NamedTuple):
    """Signs between two separators, and the separator before them."""

    signs: tuple[Sign, ...]
    before: str

    @property
    def acts(self) -> list[Sign]:
        return [s for s in self.signs if s.name in ACTS]


def _cut(text: str, signs: list[Sign], hidden: list[tuple[int, int]]) -> list[_Part]:
    """The phrase cut at its separators, except inside signs and destinations."""
    covered = [(s.start, s.end) for s in signs] + hidden
    parts: list[_Part] = []
    cuts: list[tuple[int, int, str]] = []
    start, before = 0, "strong"
    for match in _SEPARATOR.finditer(text):
        if any(a <= match.start() < b for a, b in covered):
            continue
        if match[0] == "." and _ABBREVIATED.search(text[: match.start()].lower()):
            continue
        cuts.append((match.start(), match.end(), match.lastgroup or "weak"))
    cuts += [(s.start, s.start, "strong") for s in signs if s.name == "POINT"]
    for at, after, kind in sorted(cuts):
        parts.append(_Part(tuple(s for s in signs if start <= s.start < at), before))
        start, before = after, kind
    parts.append(_Part(tuple(s for s in signs if start <= s.start), before))
    return [p for p in parts if p.signs]


def _group(parts: list[_Part]) -> list[tuple[Sign, ...]]:
    """Parts joined to clauses: a part without a resolution of its own belongs to its neighbour."""
    clauses: list[list[Sign]] = []
    waiting: list[Sign] = []
    for part in parts:
        if not part.acts:
            subject = any(s.name in _SUBJECTS for s in part.signs)
            if subject or not clauses:
                waiting += [s for s in part.signs if s.name not in ("NOT", "NO")]
            else:
                clauses[-1] += part.signs
        elif clauses and not waiting and _continues(clauses[-1], part):
            clauses[-1] += part.signs
        else:
            clauses.append([*waiting, *part.signs])
            waiting = []
    if waiting and clauses:
        clauses[-1] += [s for s in waiting if s.name not in ("PROPOSE", "STATEMENT")]
    elif waiting:
        clauses.append(waiting)
    return [tuple(c) for c in clauses]


def _continues(clause: list[Sign], part: _Part) -> bool:
    """The part completes the clause before it: what was resolved, or the vote on what was proposed."""
    before = [s for s in clause if s.name in ACTS]
    forms = {s.form for s in part.acts}
    votes = before and before[-1].name in (AGREE, REJECT) and before[-1].form == DONE
    asked = any(s.name == "ASK" for s in clause)
    if any(s.name in _SUBJECTS - {"PROPOSE", "PROCEDURE"} for s in part.signs):
        return False
    if part.before == "strong":  # "X beantragt, den Antrag zu vertagen. Einstimmig zugestimmt."
        return asked and all(s.form != DONE for s in before) and part.acts[0].name in (AGREE, REJECT)
    if votes and forms == {INF}:
        return True
    if votes and part.before == "colon" and forms == {NOUN}:
        return len(before) == 1
    if not before:
        return True
    proposed = (
        any(s.name in ("PROPOSE", "PROCEDURE", "ADMIN", "URGENCY", "ASK") for s in clause)
        or before[-1].form == INF
    )
    return (
        proposed and all(s.form != DONE for s in before) and any(s.name in (AGREE, REJECT) for s in part.acts)
    )


def _negate(signs: tuple[Sign, ...]) -> list[Sign]:
    """ "nicht" and "kein" taken into the act they stand at; what they leave open is VOID."""
    out: list[Sign] = []
    pending: Sign | None = None
    for sign in signs:
        if sign.name in ("NOT", "NO"):
            pending = sign
        elif pending is not None and sign.name in ACTS:
            out.append(_denied(sign))
            pending = None
        else:
            out.append(sign)
    if pending is not None and pending.name == "NOT":  # "stimmt dem Antrag nicht zu"
        for at in range(len(out) - 1, -1, -1):
            if out[at].name in ACTS and out[at].form == DONE and out[at].start < pending.start:
                out[at] = _denied(out[at])
                break
    return out


def _denied(sign: Sign) -> Sign:
    if sign.name == AGREE:
        return sign._replace(name=REJECT)
    return sign._replace(name="VOID", form=DONE)


def read_clause(signs: tuple[Sign, ...]) -> Clause:
    """The meaning of one clause."""
    taken = _negate(signs)
    acts = [s for s in taken if s.name in ACTS or s.name == "VOID"]
    names = {s.name for s in taken}
    weak = any(s.name == "WEAK" for s in signs)
    clause = Clause(
        None,
        frozenset(names & _SUBJECTS),
        frozenset(names & _MARKS),
        next(
            (s.name for s in taken if s.name in _MANNER and s.name != "MAJORITY"),
            "MAJORITY" if "MAJORITY" in names else None,
        ),
        nominal=all(s.form != DONE for s in acts),
    )
    if not acts:
        return clause._replace(act="WEAK" if weak and "SEE" not in names and "NO" not in names else None)
    act, warnings = _resolve(acts)
    if act == AGREE and "QUORUM" in names and clause.manner is None:
        clause = clause._replace(manner="MAJORITY")
    return _of_subject(clause._replace(act=act, warnings=warnings))


def _resolve(acts: list[Sign]) -> tuple[str | None, tuple[str, ...]]:
    """The act of a clause from its contents and its vote."""
    if any(s.name == "VOID" for s in acts):
        return None, ("negated",)
    done = [s.name for s in acts if s.form == DONE]
    contents = [s.name for s in acts if s.form != DONE]
    if not done:
        if len(contents) > 1 and contents[0] in (AGREE, REJECT):
            done, contents = contents[:1], contents[1:]
        elif len(contents) > 1 and contents[-1] in (AGREE, REJECT):
            done, contents = contents[-1:], contents[:-1]
        else:
            done, contents = contents, []
    votes = [n for n in done if n in (AGREE, REJECT)]
    if contents and votes and len(votes) == len(done):
        return _voted_on(contents, votes[-1] if REJECT not in votes else REJECT)
    if contents and done == ["WITHDRAW"] and set(contents) & PROCEDURAL:
        return None, ("procedural",)
    if "DEBATE" in done:
        return None, ("procedural",)
    if "ADMIT" in done:
        return None, ()
    if done == ["PASS"] and set(contents) <= {AGREE, REJECT}:  # "mit ablehnendem Votum weitergeleitet"
        done = contents or done
    done += [n for n in contents if n == "RESUBMIT" or (n == "EXAMINE" and set(done) & {"REFER", "PASS"})]
    return fuse(done)


def _voted_on(contents: list[str], vote: str) -> tuple[str | None, tuple[str, ...]]:
    if "DEBATE" in contents:
        return None, ("procedural",)
    content, warnings = fuse(contents)
    if vote == AGREE:
        return content, (*warnings, *(("polarity",) if content == REJECT else ()))
    if content in (AGREE, "EXAMINE"):
        return REJECT, warnings
    return None, ("polarity",) if content == REJECT else ("procedural_failed",)


def _of_subject(clause: Clause) -> Clause:
    """What the act means for the motion, given what the clause is about."""
    subjects, act = clause.subjects, clause.act
    warned = clause.warnings
    if "ASK" in subjects and clause.nominal:  # asked for, not resolved
        return clause._replace(act=None)
    if "URGENCY" in subjects:
        return clause._replace(act="BAR" if act == REJECT else None)
    if "FOREIGN" in subjects and act in (AGREE, REJECT, "NOTE"):
        return clause._replace(act=None, warnings=(*warned, "other_object"))
    if "PROCEDURE" in subjects and act in (AGREE, REJECT):
        return clause._replace(act=None, warnings=(*warned, "procedural"))
    if "STATEMENT" in subjects and act in (AGREE, REJECT):
        return clause._replace(act="SETTLE" if act == AGREE else None)
    if "ADMIN" in subjects and act in (AGREE, REJECT) and "polarity" not in warned:
        return clause._replace(act=None, warnings=(*warned, "polarity"))
    return clause


#: an act of a phrase and the acts it outweighs there: the others only lead to it or follow from it
_OUTWEIGHS: dict[str, frozenset[str]] = {
    "DEFER": frozenset("AGREE HOLD REMOVE NOVOTE NOTE UNVOTED MISS TREAT RESUBMIT SHIFT TAKE".split()),
    "SHIFT": frozenset("AGREE HOLD REMOVE NOVOTE NOTE UNVOTED MISS TREAT RESUBMIT".split()),
    "HOLD": frozenset("AGREE NOVOTE NOTE MISS RESUBMIT TREAT TAKE".split()),
    "REFER": frozenset("DEFER SHIFT HOLD NOTE RESUBMIT TREAT AGREE PASS".split()),
    "UNVOTED": frozenset("AGREE REFER PASS NOVOTE NOTE TREAT".split()),
    "BACK": frozenset("AGREE REFER DEFER NOTE HOLD RESUBMIT NOVOTE TREAT".split()),
    "REMOVE": frozenset("AGREE NOVOTE HOLD MISS NOTE".split()),
    "SKIP": frozenset("AGREE NOVOTE NOTE".split()),
    "MISS": frozenset("NOVOTE NOTE".split()),
    "EXAMINE": frozenset("AGREE NOTE PASS REFER".split()),
    "WITHDRAW": frozenset("SETTLE MERGE REMOVE NOTE NOVOTE TREAT".split()),
    "SETTLE": frozenset("NOTE NOVOTE AGREE TREAT".split()),
    "MERGE": frozenset("NOTE SETTLE NOVOTE AGREE".split()),
    "BAR": frozenset("REJECT REMOVE NOVOTE".split()),
    "AGREE": frozenset("NOTE PASS TREAT".split()),
    "REJECT": frozenset("NOTE PASS TREAT".split()),
    "NOTE": frozenset("NOVOTE TREAT PASS".split()),
    "PASS": frozenset("NOVOTE TREAT RESUBMIT".split()),
    "NOVOTE": frozenset("TREAT".split()),
    "RESUBMIT": frozenset(("TREAT",)),
    "TAKE": frozenset("TREAT SETTLE NOTE NOVOTE MISS".split()),
}
#: acts that a following vote confirms ("Beschluss: zurückgestellt. Einstimmig zugestimmt."), but that a
#: vote before them contradicts
_FIRST_ONLY = frozenset(("SETTLE", "REFER", "MERGE"))


def fuse(acts: list[str]) -> tuple[str | None, tuple[str, ...]]:
    """The one act that several in order amount to; None and a warning where they do not."""
    names = set(acts)
    if not names:
        return None, ()
    if names >= {"REFER", "NOVOTE"}:  # "ohne Beschlussfassung in den Rat verwiesen"
        names = (names - {"NOVOTE"}) | {"UNVOTED"}
    if names >= {
        "UNVOTED",
        "REFER",
        "RESUBMIT",
    }:  # "ohne Votum verwiesen mit erneuter Wiedervorlage": it comes back
        return "REFER", ()
    if len(names) == 1:
        return names.pop(), ()
    winners = [w for w in names if names - {w} <= _OUTWEIGHS.get(w, frozenset())]
    if len(winners) != 1:
        return None, ("contradiction",) if names >= {AGREE, REJECT} else ("several_results",)
    winner = winners[0]
    if winner in _FIRST_ONLY and AGREE in names and acts.index(AGREE) < acts.index(winner):
        return None, ("several_results",)
    return winner, ()


def understand_signs(
    text: str, signs: list[Sign], hidden: list[tuple[int, int]], *, amendment: bool
) -> Meaning:
    """The meaning of a scanned phrase. `hidden` are spans in which nothing is cut (destinations).

    `amendment` says that the paper itself is an amendment, so that a clause on "the amendment" is its own.
    """
    clauses = [read_clause(c) for c in _group(_cut(text, signs, hidden))]
    own = [c for c in clauses if c.act is not None and (amendment or "AMENDMENT" not in c.subjects)]
    warnings = tuple(dict.fromkeys(w for c in clauses for w in c.warnings))
    if any(c.act != "WEAK" for c in own):
        own = [c for c in own if c.act != "WEAK"]
    if not own:
        about = any("AMENDMENT" in c.subjects and c.act is not None for c in clauses)
        marks = clauses[0] if clauses else Clause(None)
        return Meaning(None, marks, (*warnings, "about_amendment") if about else warnings)
    meaning = _by_points(own) if any("POINT" in c.subjects for c in own) else _together(own)
    return meaning._replace(warnings=tuple(dict.fromkeys((*warnings, *meaning.warnings))))


def _by_points(clauses: list[Clause]) -> Meaning:
    """Points voted one by one: all alike is one result, for and against is adopted in part."""
    acts = {c.act for c in clauses}
    manners = {c.manner for c in clauses}
    first = clauses[0]._replace(
        marks=frozenset(m for c in clauses for m in c.marks),
        manner=manners.pop() if len(manners) == 1 else None,
    )
    if len(clauses) == 1:
        return Meaning(None, first, ("partly",))
    if len(acts) == 1:
        return Meaning(acts.pop(), first)
    if acts == {AGREE, REJECT}:
        return Meaning(AGREE, first._replace(marks=first.marks | {"PARTLY"}, manner=None))
    return Meaning(None, first, ("several_results",))


def _together(clauses: list[Clause]) -> Meaning:
    acts = [c.act or "" for c in clauses]
    act, warnings = _pair(clauses) or fuse(acts)
    winner = next((c for c in clauses if c.act == act), clauses[0])
    votes = [c for c in clauses if c.act in (AGREE, act)]
    manner = winner.manner or next((c.manner for c in votes if c.manner), None)
    marks = winner.marks | frozenset(m for c in clauses for m in c.marks if m in ("QUORUM", "HANDOVER"))
    return Meaning(act, winner._replace(manner=manner, marks=marks), warnings)


def _pair(clauses: list[Clause]) -> tuple[str | None, tuple[str, ...]] | None:
    """Adopted and passed on: the resolution was on the motion where its text is said to be (un)changed."""
    acts = [c.act for c in clauses]
    if set(acts) == {AGREE, "REFER"} and acts[0] == AGREE and clauses[0].marks & {"AS_IS", "AMENDED"}:
        return AGREE, ()
    if set(acts) == {AGREE, "SETTLE"} and acts[0] == AGREE and clauses[0].nominal:
        return "SETTLE", ()
    return None
