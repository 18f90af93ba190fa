"""Councils of realistic shape, as many motions as asked for, made by the engine's own decisions.

Run: python -m benchmarks.generate FILE [--motions N] [--per-council N] [--today DATE] [--seed N]

Each motion is filed and decided by `workflow.decide` in memory and saved by `Book.append`, a thousand at a
time; so histories, rows, chains and search are those of real use. Shares and lags are those measured on one
large city: 72 % of motions have one consultation and 18 % two, at most seven; a median of 32 days to the
first meeting; 34 % are referred at least once, 5 % deferred, and every eighth is lost after that. That two
thirds of what was adopted are reported as implemented within two years is assumed: nobody publishes it.
For more than some ten thousand motions see `benchmarks.multiply`.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from bisect import bisect_left
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from states.council import Council
from states.event import Event, Fact, Recorded
from states.fold import apply
from states.meeting import Meeting
from states.motion import Motion
from states.outcome import Outcome
from states.refusal import Refusal
from states.stage import OPEN, State
from states.text import Point
from states.vote import Votes
from workflow import presets
from workflow.decide import filing as decide
from workflow.decide.ending import implement
from workflow.decide.entered import ResultFacts
from workflow.decide.filing import Filing, Stop
from workflow.decide.result import record
from workflow.decide.routing import schedule
from workflow.decide.scene import Decision, Scene
from workflow.store.book import Book, Stamp, create_book, open_book

BERLIN = ZoneInfo("Europe/Berlin")
YEARS = 10
BATCH = 1_000

STATIONS = ((1, 72), (2, 18), (3, 6), (4, 2), (5, 1), (7, 1))  #: how many, in how many of a hundred
REFERRED, DEFERRED, LOST = 0.34, 0.05, 0.125
IMPLEMENTED = 0.66
OUTCOMES = ((Outcome.ADOPTED, 58), (Outcome.REJECTED, 30), (Outcome.WITHDRAWN, 3), (Outcome.NOTED, 9))

THINGS = (
    "Radweg Schulhof Spielplatz Busverbindung Kita Jugendzentrum Bibliothek Stadtwald Friedhof Schwimmbad "
    "Feuerwehrhaus Marktplatz Brücke Parkplatz Haltestelle Kreisverkehr Sporthalle Grundschule Musikschule "
    "Wochenmarkt Bahnhof Ufer Stadtpark Rathaus Museum Archiv Beratungsstelle Pflegestützpunkt Wohngebiet"
).split()
DEEDS = (
    "sichern ausbauen erneuern barrierefrei gestalten begrünen öffnen erhalten fördern verlegen beleuchten "
    "prüfen planen sanieren erweitern zurückbauen kostenfrei anbieten"
).split()
PLACES = "Nord Süd Mitte West Ost Altstadt Neustadt Hafen Bergdorf Talhausen Neudorf Unterfeld".split()
WORDS = (
    "Verwaltung wird beauftragt Konzept vorzulegen Kosten Haushalt Bürgerinnen Bürger Kinder Sicherheit "
    "Schulweg Klima Fläche Nutzung Verkehr Angebot Bedarf Zuschuss Träger Vereine Anlieger Gutachten Frist "
    "Sommer Winter Jahr Bericht Ausschuss Beschluss Umsetzung Förderung Land Bund Kreis Gemeinde"
).split()
FACTIONS = ("Die Linke", "SPD", "CDU", "Grüne", "FDP", "Freie Wähler")


class Town:
    """A council with its calendar, while motions are made for it."""

    def __init__(self, book: Book, key: str, today: date, chance: random.Random) -> None:
        self.book, self.chance, self.today = book, chance, today
        self.key = key
        self.id = self.adopted(book, key, today)
        self.rules: Council = book.rules(self.id, today)
        self.organizations = [o.key for o in self.rules.organizations if o.type.value != "faction"]
        self.plenary = next(o.key for o in self.rules.organizations if o.type.value == "plenary")
        self.calendar: dict[str, list[Meeting]] = {}
        self.days: dict[str, list[date]] = {}
        self.dates: dict[int, date] = {}
        self.meet()

    @staticmethod
    def adopted(book: Book, key: str, today: date) -> int:
        """The number of a new council with the rules of a town."""
        now = datetime(today.year - YEARS, 1, 2, 9, tzinfo=BERLIN)
        named = {**_rules(), "key": key, "name": key.title()}
        return book.adopt(named, date(2000, 1, 1), Stamp("", "0", "generate", now), actor="generate")

    def stamp(self, now: datetime) -> Stamp:
        """Who records: the same for a batch."""
        return Stamp(self.book.personal(self.id, "generate"), "0", f"g{now.timestamp():.0f}", now)

    def meet(self) -> None:
        """Every organization about every five weeks, ten years back and one ahead."""
        facts = []
        with self.book.writing():
            for place, organization in enumerate(self.organizations):
                day = date(self.today.year - YEARS, 1, 5 + place % 20)
                self.calendar[organization] = []
                while day < self.today + timedelta(days=365):
                    number = self.book.next_meeting_id()
                    data = {"organization": organization, "on": day.isoformat(), "begins": "17:00"}
                    facts.append(Fact(f"meeting:{number}", Event("meeting_added", data, day.isoformat())))
                    self.calendar[organization].append(Meeting(number, organization, day))
                    day += timedelta(days=self.chance.choice((28, 35, 42)))
            now = datetime(self.today.year - YEARS, 1, 3, 9, tzinfo=BERLIN)
            self.book.append(self.id, facts, self.stamp(now))
        self.days = {key: [m.on for m in found] for key, found in self.calendar.items()}
        self.dates = {m.id: m.on for found in self.calendar.values() for m in found}

    def ahead(self, organizations: set[str], since: date) -> tuple[Meeting, ...]:
        """The next meetings of some organizations."""
        found: list[Meeting] = []
        for key in sorted(organizations):
            start = bisect_left(self.days[key], since)
            found += self.calendar[key][start : start + 6]
        return tuple(found)

    def on(self, motion: Motion) -> date | None:
        """The day of the consultation whose turn it is."""
        at = motion.current
        return None if at is None else at.on or self.dates.get(at.meeting or 0)

    def scene(self, on: date, keys: set[str], family: tuple[Motion, ...] = ()) -> Scene:
        """What a decision rests on, in the evening of a day."""
        now = datetime(on.year, on.month, on.day, 21, tzinfo=BERLIN)
        return Scene(self.rules, now, family, self.ahead(keys, on))


@cache
def _rules() -> dict[str, Any]:
    rules = presets.read_builtin("stadt-nrw").data
    assert rules is not None
    return dict(rules)


class Made(NamedTuple):
    """A motion with all that happened to it."""

    motion: Motion
    facts: tuple[Fact, ...]


def one_of(chance: random.Random, shares: tuple[tuple[Any, int], ...]) -> Any:
    """One of several by their shares."""
    return chance.choices([value for value, _ in shares], [share for _, share in shares])[0]


def make(town: Town, number: int) -> Made | None:
    """A motion from its filing to where it stands today; None where the calendar has no room for it."""
    chance = town.chance
    filed = town.today - timedelta(days=int(chance.random() * 365 * YEARS))
    wait = max(8, int(chance.lognormvariate(3.47, 0.5)))  # a median of 32 days
    route = _route(town, filed + timedelta(days=wait), one_of(chance, STATIONS))
    keys = {stop.organization for stop in route}
    title = f"{chance.choice(THINGS)} {chance.choice(PLACES)} {chance.choice(DEEDS)}"
    filing = Filing(
        title=title,
        reference=f"{number}/{filed.year}",
        applicants=(chance.choice(FACTIONS),),
        points=tuple(Point(str(n), _sentence(chance, 14)) for n in range(1, chance.randint(2, 4))),
        reasoning=_sentence(chance, 60),
        route=route,
        on=filed,
    )
    made = decide.submit(filing, number, None, town.scene(filed, keys), iter(()))
    return _implemented(town, _goes(town, _after(Made(Motion(id=number), ()), made), keys))


def _implemented(town: Town, made: Made) -> Made:
    """Most of what was adopted is done and reported half a year to two years later."""
    motion, chance = made.motion, town.chance
    if motion.state is not State.ADOPTED or motion.decided_on is None or chance.random() > IMPLEMENTED:
        return made
    on = motion.decided_on + timedelta(days=chance.randint(180, 730))
    if on >= town.today:
        return made
    return _after(made, implement(motion, on, "", town.scene(on, set(), (motion,))))


def _route(town: Town, since: date, count: int) -> tuple[Stop, ...]:
    keys = [town.chance.choice(town.organizations) for _ in range(count - 1)]
    stops, day = [], since
    for key in [*dict.fromkeys(k for k in keys if k != town.plenary), town.plenary]:
        start = bisect_left(town.days[key], day)
        if start == len(town.days[key]):
            break
        day = town.days[key][start]
        stops.append(Stop(key, day))
    return tuple(stops) or (Stop(town.plenary, next_meeting=True),)


def _sentence(chance: random.Random, words: int) -> str:
    return f"Die {' '.join(chance.choices(WORDS, k=words))}."


def _after(made: Made, decision: Decision) -> Made:
    motion, own = made.motion, f"motion:{made.motion.id}"
    for fact in decision.facts:
        if fact.stream == own:
            event = fact.event
            motion = apply(motion, Recorded(motion.version + 1, event.kind, event.data, event.effective))
    return Made(motion, (*made.facts, *decision.facts))


def _goes(town: Town, made: Made, keys: set[str]) -> Made:
    """Every result up to today; some are referred or deferred on the way, and some of those are lost."""
    chance = town.chance
    refer, defer = chance.random() < REFERRED, chance.random() < DEFERRED
    lost = (refer or defer) and chance.random() < LOST / (REFERRED + DEFERRED)
    day = made.motion.submitted_on or town.today
    for _ in range(12):
        made = _placed(town, made, day)
        at, on = made.motion.current, town.on(made.motion)
        if at is None or on is None or on >= town.today or made.motion.state not in OPEN:
            return made
        outcome, day = one_of(chance, OUTCOMES), on
        entered = ResultFacts(outcome, on=on, votes=_votes(chance, outcome))
        if refer or defer:
            others = [key for key in town.organizations if key not in (at.organization, town.plenary)]
            entered = ResultFacts(Outcome.DEFERRED, on=on)
            if not defer:
                entered = ResultFacts(Outcome.REFERRED, on=on, targets=(chance.choice(others),))
            refer, defer = refer and defer, False
        try:
            keys = keys | {at.organization, *entered.targets}
            scene = town.scene(on, keys, (made.motion,))
            made = _after(made, record(made.motion, entered, scene))
        except Refusal:  # a rule says no to what chance proposed: it stays where it is
            return made
        if lost and entered.outcome in (Outcome.REFERRED, Outcome.DEFERRED):
            return made
    return made


def _placed(town: Town, made: Made, day: date) -> Made:
    """Whoever gets a motion puts it on the agenda of a meeting three weeks ahead or later."""
    at = made.motion.current
    if at is None or town.on(made.motion) is not None:
        return made
    start = bisect_left(town.days[at.organization], day + timedelta(days=21))
    meeting = town.calendar[at.organization][start]
    scene = town.scene(day, {at.organization}, (made.motion,))
    scene = scene._replace(calendar=(*scene.calendar, meeting))
    return _after(made, schedule(made.motion, at.n, meeting.id, "", scene))


def _votes(chance: random.Random, outcome: Outcome) -> Votes | None:
    if outcome not in (Outcome.ADOPTED, Outcome.REJECTED):
        return None
    more = chance.randint(26, 45)
    sides = (more, 50 - more) if outcome is Outcome.ADOPTED else (50 - more, more)
    return Votes(*sides, chance.randint(0, 4))


def generate(
    book: Book,
    motions: int,
    *,
    per_council: int = 2_000,
    today: date = date(2026, 3, 2),
    seed: int = 1,
    progress: Callable[[int], object] = lambda _: None,
) -> list[int]:
    """Fill a book; returns the numbers of its councils."""
    chance, done = random.Random(seed), 0
    councils: list[int] = []
    while done < motions:
        town = Town(book, f"stadt-{len(councils) + 1}", today, chance)
        councils.append(town.id)
        end = min(motions, done + per_council)
        while done < end:
            size = min(BATCH, end - done)
            save(town, size)
            done += size
            progress(done)
    return councils


def save(town: Town, size: int) -> None:
    """A batch in one transaction."""
    now = datetime(town.today.year, town.today.month, town.today.day, 6, tzinfo=BERLIN)
    with town.book.writing():
        facts: list[Fact] = []
        for made in _many(town, size):
            facts += made.facts
        town.book.append(town.id, facts, town.stamp(now))


def _many(town: Town, size: int) -> Iterator[Made]:
    count = 0
    while count < size:
        made = make(town, town.book.next_motion_id())
        if made is not None:
            count += 1
            yield made


def main() -> None:
    """Fill a new database, or one on a server."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file")
    parser.add_argument("--motions", type=int, default=10_000)
    parser.add_argument("--per-council", type=int, default=2_000)
    parser.add_argument("--today", type=date.fromisoformat, default=date(2026, 3, 2))
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    start = time.perf_counter()
    new = not (given.file.startswith("postgres") or Path(given.file).exists())
    with create_book(given.file, rehearsal=True) if new else open_book(given.file) as book:
        if new:
            book.database.run("PRAGMA synchronous = OFF")  # what is thrown away need not be durable

        def told(done: int) -> None:
            print(f"\r{done} motions, {done / (time.perf_counter() - start):.0f}/s", end="", file=sys.stderr)

        options = {"per_council": given.per_council, "today": given.today, "seed": given.seed}
        generate(book, given.motions, progress=told, **options)
        print(f"\n{given.motions} motions in {time.perf_counter() - start:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
