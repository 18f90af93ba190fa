"""Understanding a result phrase beside its votes, its role and its text; compositions of the grammar."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.outcome import TABLE, Outcome, Role
from states.vote import Majority
from workflow.intake.result import Counts, InvalidVotes, parse_faction_votes, parse_votes, understand


class TestText:
    def test_a_vote_on_the_proposal_to_reject_rejects(self) -> None:
        """Carried 44 to 4, but what was carried says that the motion is rejected."""
        meant = understand(
            "mehrheitlich beschlossen",
            votes=Counts(44, 4, 0),
            text="Der Antrag der Fraktion X wird abgelehnt.",
        )
        assert (meant.outcome, meant.majority, meant.votes) == (
            Outcome.REJECTED,
            Majority.MAJORITY,
            (44, 4, 0),
        )
        assert meant.warnings == ("polarity",)

    def test_the_counts_in_the_phrase_do_not_contradict_such_a_rejection(self) -> None:
        meant = understand("mehrheitlich beschlossen 44:4", text="Der Antrag wird abgelehnt.")
        assert (meant.outcome, meant.warnings) == (Outcome.REJECTED, ("polarity",))

    @pytest.mark.parametrize(
        ("text", "outcome", "target"),
        [
            ("Der Antrag wird in den Bauausschuss verwiesen.", Outcome.REFERRED, "Bauausschuss"),
            (
                "Die Beratung des Antrags wird in die nächste Sitzung vertagt.",
                Outcome.DEFERRED,
                "nächste Sitzung",
            ),
            ("Der Antrag wird zur Kenntnis genommen.", Outcome.NOTED, None),
            ("Der Tagesordnungspunkt wird abgesetzt.", Outcome.REMOVED, None),
            ("Der Rat lehnt den Antrag ab.", Outcome.REJECTED, None),
            ("Der Ausschuss empfiehlt dem Rat, den Antrag abzulehnen.", Outcome.REJECTED, None),
        ],
    )
    def test_what_was_carried_tells_the_outcome(
        self, text: str, outcome: Outcome, target: str | None
    ) -> None:
        """An adopted text that sends or puts off the motion does just that to it."""
        meant = understand("einstimmig beschlossen", text=text)
        assert (meant.outcome, meant.target) == (outcome, target)
        assert "polarity" in meant.warnings

    def test_the_text_tells_what_the_administration_proposed(self) -> None:
        alone = understand("Vorschlag der Verwaltung einstimmig angenommen")
        assert alone.outcome is None
        told = understand("Vorschlag der Verwaltung einstimmig angenommen", text="Der Antrag wird abgelehnt.")
        assert told.outcome is Outcome.REJECTED

    @pytest.mark.parametrize(
        ("phrase", "text"),
        [
            ("abgelehnt", "Dem Antrag wird einstimmig zugestimmt."),
            ("vertagt", "Der Antrag wird mehrheitlich abgelehnt."),
            ("zur Kenntnis genommen", "Der Antrag wird in den Bauausschuss verwiesen."),
            ("beschlossen", "Der Antrag der A wird abgelehnt. Der Antrag der B wird beschlossen."),
        ],
    )
    def test_a_header_that_contradicts_the_text_is_warned_of(self, phrase: str, text: str) -> None:
        """The header stays what it is; nobody but a person can tell which of the two is right."""
        meant = understand(phrase, text=text)
        assert meant.outcome is understand(phrase).outcome
        assert meant.warnings == ("header_contradicts_text",)

    @pytest.mark.parametrize(
        "text",
        [
            "Die Verwaltung wird beauftragt, am Marktplatz zwölf Bänke aufzustellen.",
            "Der Rat stimmt dem Antrag zu.",
            "",
            "Die Satzung wird geändert. Die alte Fassung wird aufgehoben.",
            "Herr Muster beantragt, den Antrag zu vertagen, und hält die Vorlage für abgelehnt.",
            "Der Antrag wird in der heutigen Sitzung behandelt.",
        ],
    )
    def test_a_text_that_only_says_what_is_to_be_done_changes_nothing(self, text: str) -> None:
        assert understand("einstimmig beschlossen", text=text) == understand("einstimmig beschlossen")

    def test_an_unknown_phrase_is_not_guessed_from_the_text(self) -> None:
        assert understand("siehe Anlage", text="Der Antrag wird abgelehnt.").outcome is None


class TestVotes:
    def test_votes_beside_the_phrase_complete_it(self) -> None:
        meant = understand("beschlossen", votes=Counts(12, 3, 1))
        assert (meant.votes, meant.majority) == ((12, 3, 1), Majority.MAJORITY)

    def test_nobody_counted(self) -> None:
        """0/0/0 beside a phrase is no vote."""
        assert understand("einstimmig beschlossen", votes=Counts(0, 0, 0)).votes is None

    def test_different_numbers_in_and_beside_the_phrase_are_warned_of(self) -> None:
        assert understand("beschlossen 12:3", votes=Counts(12, 4, 0)).warnings == ("votes_differ",)
        assert understand("beschlossen 12:3", votes=Counts(12, 3, 0)).warnings == ()

    def test_votes_that_contradict_the_word_are_warned_of(self) -> None:
        assert understand("abgelehnt", votes=Counts(30, 5, 0)).warnings == ("votes_contradict",)
        assert understand("beschlossen", votes=Counts(5, 30, 0)).warnings == ("votes_contradict",)
        assert understand("beschlossen", votes=Counts(5, 5, 0)).warnings == ("votes_contradict",)
        assert understand("einstimmig beschlossen", votes=Counts(30, 5, 0)).warnings == (
            "manner_contradicts",
        )

    def test_a_missed_quorum_rejects_with_more_votes_in_favour(self) -> None:
        assert understand("abgelehnt, Zweidrittelmehrheit verfehlt", votes=Counts(20, 14, 0)).warnings == ()


class TestRole:
    def test_a_notice_takes_no_decision(self) -> None:
        """The outcome stays as written; the entry is not valid there, which is said."""
        assert understand("einstimmig beschlossen", role=Role.NOTICE).warnings == ("not_for_role",)
        assert understand("zur Kenntnis genommen", role=Role.NOTICE).warnings == ()

    def test_a_clause_on_the_amendment_is_the_amendments_own(self) -> None:
        assert understand("Änderungsantrag mehrheitlich abgelehnt").outcome is None
        assert (
            understand("Änderungsantrag mehrheitlich abgelehnt", amendment=True).outcome is Outcome.REJECTED
        )


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_programs_own_words_are_understood(outcome: Outcome) -> None:
    """An outcome's code and its labels, English and German, mean that outcome."""
    for word in (
        outcome.value,
        outcome.value.replace("_", " ").upper(),
        TABLE[outcome].label,
        _german(outcome),
    ):
        assert understand(word).outcome is outcome, word


def _german(outcome: Outcome) -> str:
    fragment = Path(__file__).resolve().parents[3] / "config/locale/de/labels.po"
    said = fragment.read_text(encoding="utf-8").split(f'msgid "{TABLE[outcome].label}"\nmsgstr "', 1)
    return said[1].split('"', 1)[0]


def test_minutes_are_no_phrase() -> None:
    """More than a thousand characters are not read as a result, and take no time."""
    meant = understand("Der Antrag wird beraten " * 100_000 + "und abgelehnt")
    assert (meant.outcome, meant.warnings) == (None, ("too_long",))


def test_the_phrase_is_kept_as_written() -> None:
    assert understand("  Einstimmig\u00a0beschlossen \n").verbatim == "  Einstimmig\u00a0beschlossen \n"


@given(st.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    """Whatever is given, an understanding comes back with the text in it."""
    assert understand(text, text=text).verbatim == text


_ASIDES = (
    "Aussprache", "Bericht", "Anlage", "Herr Muster", "Mitteilung", "Termin folgt", "eingebracht",
    "TOP 7", "2021/0249", "Wortmeldungen", "Fragen der Mitglieder", "Vortrag", "siehe Protokoll",
    "Tischvorlage", "am 03.05.2021",
)  # fmt: skip


@given(st.lists(st.sampled_from(_ASIDES), max_size=4), st.sampled_from((" ", ", ", "; ", ". ")))
def test_words_beside_the_matter_mean_nothing(words: list[str], between: str) -> None:
    """A phrase that tells of no result has no outcome, however it is put together."""
    assert understand(between.join(words)).outcome is None


# --- compositions: a phrase built from a meaning is understood as that meaning --------------------

_ACTS: dict[Outcome, tuple[str, ...]] = {
    Outcome.ADOPTED: ("beschlossen", "zugestimmt", "angenommen", "empfohlen", "befürwortet", "genehmigt"),
    Outcome.REJECTED: ("abgelehnt", "nicht angenommen", "nicht beschlossen", "nicht empfohlen", "verworfen"),
    Outcome.DEFERRED: ("vertagt", "in die nächste Sitzung vertagt", "auf eine spätere Sitzung vertagt"),
    Outcome.HELD: ("zurückgestellt", "ruhend gestellt"),
    Outcome.REFERRED: (
        "in den {body} verwiesen",
        "an den {body} überwiesen",
        "zur Beratung an den {body} verwiesen",
    ),
    Outcome.REFERRED_FOR_DECISION: ("zur Entscheidung an den {body} verwiesen",),
    Outcome.REFERRED_BACK: ("an den {body} zurückverwiesen",),
    Outcome.REMOVED: ("abgesetzt", "von der Tagesordnung abgesetzt"),
    Outcome.FORWARDED: ("ohne Votum an den {body} weitergeleitet", "ohne Empfehlung weitergeleitet"),
    Outcome.NOTED: ("zur Kenntnis genommen",),
    Outcome.EXAMINED: ("als Prüfauftrag beschlossen", "als Prüfauftrag angenommen"),
}
_CONTENTS = {
    Outcome.DEFERRED: "Vertagung",
    Outcome.NOT_TAKEN_UP: "Nichtbefassung",
    Outcome.REMOVED: "Absetzung von der Tagesordnung",
    Outcome.REFERRED: "Verweisung in den Bauausschuss",
    Outcome.REFERRED_BACK: "Rückverweisung an den Bauausschuss",
}
_MANNERS = {
    None: ("",),
    Majority.UNANIMOUS: ("einstimmig", "einmütig", "einst."),
    Majority.MAJORITY: ("mehrheitlich", "mit Stimmenmehrheit", "mit großer Mehrheit", "mehrh."),
}
_BODIES = (
    "Bauausschuss", "Ausschuss für Umwelt und Gesundheit", "Haupt- und Finanzausschuss", "Kreistag", "Rat",
    "Ausschuss für Planung, Bauen und Verkehr", "Jugendhilfeausschuss", "Seniorenbeirat", "Ortsrat Nordstadt",
)  # fmt: skip
_OPENINGS = (
    "",
    "Der Antrag wurde ",
    "Der Antrag der SPD-Fraktion wird ",
    "Antrag ",
    "Beschluss: ",
    "Ergebnis: ",
)
_COUNTS = st.none() | st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 30))


@st.composite
def composed(draw: st.DrawFn) -> tuple[str, Outcome, Majority | None, str | None]:
    """A phrase and the outcome, majority and destination that it was built from."""
    outcome = draw(st.sampled_from(list(_ACTS)))
    majority = draw(st.sampled_from(list(_MANNERS)))
    body = draw(st.sampled_from(_BODIES))
    act = draw(st.sampled_from(_ACTS[outcome]))
    manner = draw(st.sampled_from(_MANNERS[majority]))
    phrase = f"{draw(st.sampled_from(_OPENINGS))}{manner} {act.format(body=body)}"
    return " ".join(phrase.split()), outcome, majority, body if "{body}" in act else None


def _spell(draw: st.DrawFn, phrase: str) -> str:
    """The same phrase as another system would print it."""
    if draw(st.booleans()):
        for umlaut, letters in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("ß", "ss")):
            phrase = phrase.replace(umlaut, letters)
    return phrase.replace(" ", draw(st.sampled_from((" ", "  ", "\u00a0")))) + draw(
        st.sampled_from(("", ".", " "))
    )


@given(composed(), st.data())
def test_a_phrase_built_from_a_meaning_is_understood_as_it(
    case: tuple[str, Outcome, Majority | None, str | None], data: st.DataObject
) -> None:
    phrase, outcome, majority, body = case
    meant = understand(data.draw(st.composite(lambda draw: _spell(draw, phrase))()))
    assert (meant.outcome, meant.majority) == (outcome, majority), phrase
    if body is not None:
        assert meant.target is not None
        assert " ".join(meant.target.replace("ue", "ü").split()) == body.replace("ue", "ü"), phrase


_FORMS = (
    "{0}:{1}:{2}", "{0}/{1}/{2}", "{0} Ja, {1} Nein, {2} Enthaltungen", "Ja: {0}, Nein: {1}, Enthaltung: {2}",
    "{0} Ja-Stimmen, {1} Nein-Stimmen, {2} Enth.",
)  # fmt: skip


@given(composed(), _COUNTS, st.sampled_from(_FORMS))
def test_counts_beside_an_act_are_read_and_change_no_outcome(
    case: tuple[str, Outcome, Majority | None, str | None], counts: tuple[int, int, int] | None, form: str
) -> None:
    """Numbers never turn the words; where they do not fit, that is a warning."""
    phrase, outcome, _, _ = case
    meant = understand(phrase if counts is None else f"{phrase} ({form.format(*counts)})")
    assert meant.outcome is outcome
    assert meant.votes == (counts if counts and any(counts) else None)


_OPENED = ("Antrag auf ", "GO-Antrag auf ", "Antrag der CDU auf ", "")


@given(
    st.sampled_from(list(_CONTENTS)),
    st.sampled_from(("angenommen", "beschlossen", "zugestimmt")),
    st.sampled_from(_OPENED),
    st.booleans(),
)
def test_a_procedural_motion_that_carried_is_its_content(
    outcome: Outcome, vote: str, opening: str, unanimous: bool
) -> None:
    manner = "einstimmig" if unanimous else "mehrheitlich"
    meant = understand(f"{opening}{_CONTENTS[outcome]} {manner} {vote}")
    assert meant.outcome is outcome
    assert meant.majority is (Majority.UNANIMOUS if unanimous else Majority.MAJORITY)


@given(st.sampled_from(list(_CONTENTS.values())), st.sampled_from(("Antrag auf ", "GO-Antrag auf ", "")))
def test_a_procedural_motion_that_failed_leaves_the_motion_open(content: str, opening: str) -> None:
    assert understand(f"{opening}{content} mehrheitlich abgelehnt").outcome is None


# --- counts as typed ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "counts"),
    [
        ("9:4:1", (9, 4, 1)), ("9:4", (9, 4, 0)), ("9/4/1", (9, 4, 1)), (" 9 : 4 : 1 ", (9, 4, 1)),
        ("9-4-1", (9, 4, 1)), ("9 Ja 4 Nein 1 Enth", (9, 4, 1)), ("9 Ja, 4 Nein", (9, 4, 0)),
        ("Ja 9 Nein 4", (9, 4, 0)), ("9J 4N 1E", (9, 4, 1)), ("Ja: 9; Nein: 4; Enthaltungen: 1", (9, 4, 1)),
        ("neun Ja-Stimmen, eine Gegenstimme", (9, 1, 0)), ("0:0:0", (0, 0, 0)),
    ],
)  # fmt: skip
def test_counts_as_typed(typed: str, counts: tuple[int, int, int]) -> None:
    assert parse_votes(typed) == counts


@pytest.mark.parametrize(
    "typed", ["", "abc", "9", "9:", "-3:2", "9:4:1:2", "9 Äpfel", "9:4:1 Ja", "9,5:1", "9:4/1", "einstimmig"]
)
def test_what_is_no_count_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(InvalidVotes) as no:
        parse_votes(typed)
    assert no.value.code == "invalid_votes"
    assert no.value.facts == {"text": typed}


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 9999), st.sampled_from(":/;"))
def test_every_count_reads_back(yes: int, no: int, abstain: int, mark: str) -> None:
    assert parse_votes(f"{yes}{mark}{no}{mark}{abstain}") == (yes, no, abstain)


def test_counts_by_faction() -> None:
    assert parse_faction_votes("CDU 12:0:0, SPD 0:9:1") == {"CDU": (12, 0, 0), "SPD": (0, 9, 1)}
    assert parse_faction_votes("Bündnis 90/Die Grünen: 3:0; FDP=1/1/0") == {
        "Bündnis 90/Die Grünen": (3, 0, 0), "FDP": (1, 1, 0),
    }  # fmt: skip
    assert parse_faction_votes("Bündnis 90 3:2:1,") == {"Bündnis 90": (3, 2, 1)}


@pytest.mark.parametrize(
    "typed", ["", "CDU", "CDU 12", "12:0:0", "CDU 1:0, CDU 0:1", "CDU 1:0,, SPD 1:0", "CDU viele"]
)
def test_counts_by_faction_need_name_and_count_once_each(typed: str) -> None:
    with pytest.raises(InvalidVotes):
        parse_faction_votes(typed)


# --- the real data --------------------------------------------------------------------------------


def _published(shared: Path) -> Iterator[str]:
    with gzip.open(shared / "data/motions-karlsruhe/motions.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            paper: dict[str, Any] = json.loads(line)
            yield from (stop["result"] for stop in paper.get("route") or () if stop.get("result"))


def test_a_citys_results_are_understood(shared: Path) -> None:
    """At least 99 in 100 results of the motions at hand; the rest only refer elsewhere."""
    results = Counter(_published(shared))
    unknown = Counter({phrase: n for phrase, n in results.items() if understand(phrase).outcome is None})
    assert unknown.total() <= results.total() / 100
    assert all("siehe" in phrase.lower() for phrase in unknown)
