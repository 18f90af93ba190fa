"""The words a rule may be written in: numbers, units and phrases, English and German.

Data for `workflow.rules.rule_words`; every word stands in lower case. The canonical notation is English
with the two German units that English lacks (Werktag, Arbeitstag); German words are read as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from states.refusal import N_
from workflow.rules.rule import Policy, Reading, Unit


class Expected(Enum):
    """What a place of a rule or a field of a case should hold; the values are its names."""

    RULE = N_("a number, “next meeting”, “locked for” or “not before”")
    UNIT = N_("days, weeks, months, hours, werktage or arbeitstage")
    DIRECTION = N_("“before” or “after”")
    BEFORE_OR_DEADLINE = N_("the meeting, or the name of a deadline")
    EVENT = N_("an event (decision, receipt, meeting, objection …) or “deadline” and its name")
    NAME = N_("the name of a deadline")
    SPAN = N_("a number with its unit, for example “1 week”")
    CLOCK = N_("a time of day such as 12:00")
    REMARK = N_("a time of day, a weekend policy or the end of the rule")
    FITTING = N_("something that fits this kind of rule")
    AFTER = N_("“after” and an event")
    WINDOW_END = N_("“to” and a period, for example “day 3 to 2 weeks after”")
    MEETING = N_("the word “meeting”")
    WHOLE_NUMBER = N_("a whole number")
    YES_OR_NO = N_("true or false")
    TEXT = N_("a text")
    DATE = N_("a date such as 2026-05-12")
    MOMENT = N_("a date and time such as 2026-05-12T19:00")
    LIST = N_("a list")
    OBJECT = N_("an object")
    READING = N_("clear or ordinal")
    CLOCK_KIND = N_("elapsed or wall")
    POLICY = N_("none, previous_working_day or next_working_day")
    WHOSE = N_("own, administration or other_organ")
    NAMED_RULE = N_("a name and a rule, for example “invitation=1 clear week before”")
    ANCHOR = N_("the beginning of a period, for example ladungsfrist_beginn")

    @property
    def label(self) -> str:
        """Its name, for `workflow.words.label`."""
        return str(self.value)


UNITS: Mapping[str, Unit] = {
    **dict.fromkeys(
        ("day", "days", "tag", "tage", "tagen", "tages", "kalendertag", "kalendertage"), Unit.DAY
    ),
    **dict.fromkeys(("kalendertagen", "kalendertages"), Unit.DAY),
    **dict.fromkeys(("week", "weeks", "woche", "wochen"), Unit.WEEK),
    **dict.fromkeys(("month", "months", "monat", "monate", "monaten", "monats"), Unit.MONTH),
    **dict.fromkeys(("year", "years", "jahr", "jahre", "jahren", "jahres"), Unit.YEAR),
    **dict.fromkeys(("werktag", "werktage", "werktagen", "werktages", "werktags"), Unit.WERKTAG),
    **dict.fromkeys(("arbeitstag", "arbeitstage", "arbeitstagen", "arbeitstages"), Unit.ARBEITSTAG),
    **dict.fromkeys(("hour", "hours", "stunde", "stunden"), Unit.HOUR),
}

CLEAR_WORDS = frozenset({"clear", "full", "whole", "volle", "vollen", "voller", "volles", "ganze", "ganzen"})

BEFORE_WORDS = frozenset({"before", "vor", "davor", "vorher"})
AFTER_WORDS = frozenset({"after", "nach", "danach"})
TO_WORDS = frozenset({"to", "bis", "until", "und", "and"})
NEXT_WORDS = frozenset({"next", "nächste", "nächsten", "nächster"})
BUT_ONE_WORDS = frozenset({"übernächste", "übernächsten", "übernächster"})
LOCK_WORDS = frozenset({"locked", "lock", "gesperrt", "sperre", "sperrfrist"})
EARLIEST_WORDS = frozenset({"earliest", "frühestens"})
START_WORDS = frozenset({"start", "beginning", "beginn"})
PERIOD_WORDS = frozenset({"period", "frist"})
DEADLINE_WORDS = frozenset({"deadline", "frist"})

#: Say nothing of their own: “spätestens am …”, “within …”.
FILLERS = frozenset(
    (
        *(
            "spätestens",
            "mindestens",
            "am",
            "an",
            "im",
            "in",
            "dem",
            "den",
            "der",
            "des",
            "die",
            "das",
            "vom",
        ),
        *("von", "zum", "zur", "um", "bis", "innerhalb", "binnen", "für", "jeweiligen"),
        *("the", "of", "on", "at", "by", "latest", "least", "no", "later", "than", "within", "for", "from"),
        "until",
    )
)

#: What a backward rule counts from without naming a deadline.
MEETINGS = frozenset(
    (
        *("meeting", "session", "sitting", "sitzung", "sitzungstag", "sitzungstages", "sitzungstags"),
        *("sitzungsbeginn", "sitzungstermin", "tagung", "election", "wahl", "wahltag", "plenum"),
    )
)

#: The events a forward rule counts from, by every word for them.
EVENTS: Mapping[str, str] = {
    **dict.fromkeys(("event", "ereignis"), "event"),
    **dict.fromkeys(("decision", "beschluss", "beschlusses", "beschlussfassung", "entscheidung"), "decision"),
    **dict.fromkeys(("meeting", "sitzung", "session"), "meeting"),
    **dict.fromkeys(("receipt", "eingang", "zugang", "erhalt"), "receipt"),
    **dict.fromkeys(("filing", "submission", "einreichung", "antragstellung"), "filing"),
    **dict.fromkeys(("objection", "widerspruch", "einspruch", "beanstandung"), "objection"),
    **dict.fromkeys(("publication", "bekanntmachung", "veröffentlichung", "bekanntgabe"), "publication"),
    **dict.fromkeys(("election", "wahl"), "election"),
    **dict.fromkeys(("term", "wahlperiode"), "term"),
    **dict.fromkeys(("minutes", "niederschrift", "protokoll"), "minutes"),
}

#: Deadlines that councils name so often that their German names are known.
DEADLINE_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("ladung", "ladungsfrist", "einladung", "einladungsfrist", "einberufung"), "invitation"),
    **dict.fromkeys(("antragsfrist", "antragsschluss"), "submission"),
}

#: Whole phrases after the period, with the fields of the rule they set.
REMARKS: Mapping[tuple[str, ...], Mapping[str, object]] = {
    ("first", "day", "counts"): {"first_day_counts": True},
    ("including", "the", "first", "day"): {"first_day_counts": True},
    ("including", "the", "meeting", "day"): {"first_day_counts": True},
    ("including", "the", "day"): {"first_day_counts": True},
    ("sitzungstag", "eingerechnet"): {"first_day_counts": True},
    ("einschließlich", "sitzungstag"): {"first_day_counts": True},
    ("erster", "tag", "zählt"): {"first_day_counts": True},
    ("erster", "tag", "zählt", "mit"): {"first_day_counts": True},
    ("by", "the", "clock"): {"by_the_clock": True},
    ("nach", "der", "uhr"): {"by_the_clock": True},
    ("strict", "reading"): {"disputed": True, "reading": Reading.CLEAR},
    ("strenge", "lesart"): {"disputed": True, "reading": Reading.CLEAR},
    ("ordinal", "reading"): {"disputed": True, "reading": Reading.ORDINAL},
    ("ordinale", "lesart"): {"disputed": True, "reading": Reading.ORDINAL},
    ("previous", "working", "day"): {"policy": Policy.PREVIOUS},
    ("vorheriger", "arbeitstag"): {"policy": Policy.PREVIOUS},
    ("next", "working", "day"): {"policy": Policy.NEXT},
    ("nächster", "arbeitstag"): {"policy": Policy.NEXT},
    ("not", "moved"): {"policy": Policy.NONE},
    ("ohne", "verschiebung"): {"policy": Policy.NONE},
    ("should",): {"soft": True},
    ("soll",): {"soft": True},
}

_GERMAN = (
    *(
        "null",
        "ein",
        "zwei",
        "drei",
        "vier",
        "fünf",
        "sechs",
        "sieben",
        "acht",
        "neun",
        "zehn",
        "elf",
        "zwölf",
    ),
    *("dreizehn", "vierzehn", "fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn", "zwanzig"),
    *("einundzwanzig", "zweiundzwanzig", "dreiundzwanzig", "vierundzwanzig", "fünfundzwanzig"),
    *("sechsundzwanzig", "siebenundzwanzig", "achtundzwanzig", "neunundzwanzig", "dreißig", "einunddreißig"),
)
_ENGLISH = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_ENGLISH_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth", "twentieth"),
)
_IRREGULAR = {1: "erst", 3: "dritt", 7: "siebt", 8: "acht"}

NUMBERS: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_ENGLISH)},
    **{word: n for n, word in enumerate(_GERMAN)},
    **dict.fromkeys(("eine", "einen", "einem", "einer", "eines", "a", "an"), 1),
    "achtundvierzig": 48,
    "zweiundsiebzig": 72,
}


def _german_ordinals() -> dict[str, int]:
    stems = {n: word + ("t" if n < 20 else "st") for n, word in enumerate(_GERMAN) if n}
    stems |= _IRREGULAR
    return {stem + ending: n for n, stem in stems.items() for ending in ("e", "en", "er", "em", "es")}


ORDINALS: Mapping[str, int] = {
    **{word: n for n, word in enumerate(_ENGLISH_ORDINALS, 1)},
    **_german_ordinals(),
}
