"""What letters say: in each language, of each reminder, and what they never say."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import click
import icalendar
import pytest

import config
from states.text import Point
from tests.workflow.office.bureau import BERLIN, Bureau
from tests.workflow.rules.reminding import usual_reminders
from workflow import words
from workflow.audit.checkpoint import compact_line, find_compact, make_checkpoint, sign_checkpoint
from workflow.audit.keys import make_key
from workflow.commands.program import program
from workflow.notify.letter import Letter, PermanentFailure
from workflow.notify.notice import Notice, NoticeState
from workflow.notify.writing import USUAL, as_html, write, write_test
from workflow.office import calendar_out, people
from workflow.office.filing import Draft, Wish, submit
from workflow.store.book import create_book
from workflow.store.log import Checkpoint, keep_checkpoint

RULES = {str(rule["text"]): rule for rule in usual_reminders()}
OTHERS = {USUAL, "digest", "test", "frame"}
NOW = datetime(2026, 1, 30, 9, 0, tzinfo=BERLIN)


@pytest.fixture(autouse=True)
def _english() -> None:
    words.use("en")


@pytest.fixture
def bureau(tmp_path: Path) -> Iterator[Bureau]:
    """An office with a meeting of the Kreistag on 10 February, one of the faction before, and two motions."""
    with create_book(str(tmp_path / "b.db"), rehearsal=True) as book:
        made = Bureau(book)
        made.meets("fraktion", "2026-02-04", "19:00")
        made.meets("kreistag", "2026-02-10")
        made.files("12/26")
        made.files("", filed=False)
        yield made


def notice(text: str = "meeting", *, motion: int = 1, recipient: str = "0", **payload: Any) -> Notice:
    """The notice of a reminder about the Kreistag's meeting, as the outbox keeps one."""
    rule = RULES.get(text, RULES["meeting"])
    given = {
        "label": rule["label"],
        "text": text,
        "anchor": rule["anchor"],
        "on": "2026-02-10",
        "at": "2026-02-10T17:00:00+01:00",
        "due": "2026-01-30T08:00:00+01:00",
        "organization": "kreistag",
        "meeting": 2,
        "consultation": 1,
        "roles": ["author", "office"],
        **payload,
    }
    name = f"<{text}-{motion}@kreis.laufzettel>"
    return Notice(1, 1, motion, str(rule["key"]), "x", recipient, "", name, "", given, NoticeState.PENDING)


def letter(bureau: Bureau, *args: Any, folder: str = "", **more: Any) -> Letter:
    """The letter of such a notice."""
    return write(bureau.book, notice(*args, **more), NOW, folder=folder)


def person(bureau: Bureau, name: str = "Jörg Öz", **wishes: Any) -> str:
    """The number of somebody with an address."""
    return bureau.person(name, "chair", mail="joerg@example.org", **wishes)


# Wordings


def test_every_reminder_has_a_wording_in_both_languages() -> None:
    for language in words.LANGUAGES:
        files = {f.name.removesuffix(".txt") for f in config.folder("letters").joinpath(language).iterdir()}
        assert files == set(RULES) | OTHERS


@pytest.mark.parametrize("language", words.LANGUAGES)
@pytest.mark.parametrize("text", sorted(RULES))
def test_every_wording_can_be_filled_and_says_what_matters(bureau: Bureau, text: str, language: str) -> None:
    """Motion, date, and a command to type; subject in one line; greeting and foot around it."""
    made = letter(bureau, text, recipient=person(bureau, language=language))
    assert "12/26" in made.subject
    assert "\n" not in made.subject
    assert made.text.startswith({"de": "Guten Tag, Jörg Öz!\n\n", "en": "Dear Jörg Öz,\n\n"}[language])
    assert "10.02.2026" in made.text or "10 February 2026" in made.text
    assert "    laufzettel " in made.text
    assert "Kreis" in made.text.splitlines()[-1]
    assert made.language == language
    assert (made.name, made.address) == ("Jörg Öz", "joerg@example.org")
    assert made.written == NOW
    assert max(map(len, made.text.splitlines())) < 300


def _commands() -> Iterator[tuple[str, str]]:
    for language in words.LANGUAGES:
        for file in config.folder("letters").joinpath(language).iterdir():
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.startswith("    "):
                    yield f"{language}/{file.name}", re.sub(r"\{\{[^}]*\}\}", "X", line.strip())


@pytest.mark.parametrize(("file", "line"), list(_commands()))
def test_commands_to_type_exist(file: str, line: str) -> None:
    name, *rest = shlex.split(line)
    assert name == "laufzettel", file
    command: click.Command = program
    while isinstance(command, click.Group):
        found = command.get_command(click.Context(command), rest.pop(0))
        assert found is not None, line
        command = found
    known = {o for p in command.get_params(click.Context(command)) for o in p.opts}
    assert {word for word in rest if word.startswith("--")} <= known, line


def test_a_german_subject_is_the_councils_own_label(bureau: Bureau) -> None:
    """So a council that words a reminder anew words its letters anew."""
    made = letter(bureau, "meeting", recipient=person(bureau), label="Morgen ist Sitzung!")
    assert made.subject == "Morgen ist Sitzung! 12/26 „Radweg 12/26“"


def test_a_rule_of_ones_own_needs_no_wording_of_its_own(bureau: Bureau) -> None:
    for text in ("our-own", "../../secret", "", "frame/x"):
        made = letter(bureau, text, recipient=person(bureau, f"Anna {text}"), label="Bitte prüfen")
        assert made.subject.startswith("Bitte prüfen: 12/26")
        assert "laufzettel show 12/26" in made.text


def test_a_draft_is_named_so_that_it_can_be_typed(bureau: Bureau) -> None:
    """A shell takes what follows # for a remark."""
    made = letter(bureau, "prepare", motion=2, anchor="submission_deadline")
    assert 'laufzettel submit "#2"' in made.text


def test_the_end_of_a_day_is_24_hours(bureau: Bureau) -> None:
    made = letter(
        bureau, "unfiled", on="2026-01-31", at="2026-01-31T23:59:59+01:00", recipient=person(bureau)
    )
    assert "Sa., 31.01.2026, 24:00 Uhr" in made.text


def test_the_faction_is_told_of_its_meeting_and_of_the_deadline(bureau: Bureau) -> None:
    made = letter(
        bureau, "faction", motion=2, meeting=1, organization="fraktion", on="2026-02-04",
        at="2026-02-04T19:00:00+01:00", recipient=person(bureau),
    )  # fmt: skip
    assert "Fraktionssitzung: Mi., 04.02.2026, 19:00 Uhr" in made.text
    assert "Sitzung: Kreistag, Di., 10.02.2026, 17:00 Uhr" in made.text
    assert "Antragsfrist: Sa., 31.01.2026, 12:00 Uhr" in made.text


def test_a_letter_says_what_holds_when_it_is_sent(bureau: Bureau) -> None:
    """The meeting may have moved since the notice was queued."""
    bureau.moves(2, "2026-02-12")
    made = letter(bureau, "meeting", recipient=person(bureau))
    assert "Do., 12.02.2026, 17:00 Uhr" in made.text


def test_a_person_who_has_left_gets_no_letter(bureau: Bureau) -> None:
    number = person(bureau)
    people.leave(bureau.office(), "Jörg Öz")
    with pytest.raises(PermanentFailure, match="not entered any more"):
        letter(bureau, recipient=number)


# What letters never say


@pytest.mark.parametrize("text", sorted(RULES))
def test_nothing_of_a_motion_that_is_not_public_but_its_number(bureau: Bureau, text: str) -> None:
    """Mail goes through many hands."""
    bureau.files("13/26", public=False)
    made = letter(bureau, text, motion=3, recipient=person(bureau))
    everything = f"{made.subject}{made.text}{made.html}{made.ics}"
    assert "13/26 (nicht öffentlich)" in made.text
    assert "Radweg 13/26" not in everything
    assert "Radweg wird gebaut" not in everything


def test_a_digest_and_a_calendar_hide_it_as_well(bureau: Bureau) -> None:
    bureau.files("13/26", public=False)
    found = calendar_out.entries(bureau.office(), calendar_out.Wanted())
    assert any("13/26" in f"{entry}" for entry in found)
    assert not any("Radweg 13/26" in f"{entry}" for entry in found)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize(
    "title",
    [
        "<script>alert(1)</script>",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "[/x] [siehe Anlage]",
        "A\x1b[2J\u2028B",
        "&amp;",
    ],
)
def test_a_title_is_only_text(bureau: Bureau, title: str) -> None:
    """Titles come from strangers: no markup, no template, nothing that steers a terminal."""
    route = (Wish("kreistag", date(2026, 2, 10)),)
    submit(bureau.office(), Draft(title, reference="14/26", points=(Point("1", "Tun."),), route=route))
    made = letter(bureau, motion=3)
    shown = re.sub(r"[\x1b\u2028]", " ", title)
    assert " ".join(shown.split()) in made.text
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u2028]", made.text + made.subject)
    page = _Text()
    page.feed(made.html)
    assert page.tags <= {"html", "head", "meta", "title", "body", "p", "br", "pre"}
    assert " ".join(shown.split()) in page.text


def test_html_says_what_the_text_says() -> None:
    page = _Text()
    text = "Guten Tag!\n\nA < B\nC\n\n    laufzettel show 1\n\nEnde\n"
    page.feed(as_html(text, "Titel & mehr", "de"))
    assert page.text.replace("Titel & mehr", "").split() == text.split()


# The witness at the foot


def test_the_latest_checkpoint_stands_at_the_foot(bureau: Bureau) -> None:
    """Every recipient's mailbox is a witness of the log."""
    assert "Laufzettel-Checkpoint" not in letter(bureau).text
    key = make_key()
    for size in (3, 5):
        signed = sign_checkpoint(make_checkpoint("kreis", size, bytes(32), bytes(32), NOW), key)
        with bureau.book.writing():
            kept = Checkpoint(size, bytes(32), str(signed), f"2026-01-0{size}")
            keep_checkpoint(bureau.book, bureau.council, kept)
    made = letter(bureau)
    assert made.text.splitlines()[-1] == compact_line(signed)
    assert find_compact(made.text) == [signed]
    page = _Text()
    page.feed(made.html)
    assert find_compact(page.text) == [signed]


# Dates for the calendar


@pytest.mark.parametrize("text", ["meeting", "speech", "agenda"])
def test_a_meeting_ahead_is_attached_as_the_calendar_has_it(bureau: Bureau, text: str) -> None:
    """The same identity as in the file of all meetings, so that it stands in a calendar once."""
    made = icalendar.Calendar.from_ical(letter(bureau, text).ics)
    assert made["METHOD"] == "PUBLISH"
    (event,) = made.walk("VEVENT")
    whole = calendar_out.entries(bureau.office(), calendar_out.Wanted())
    assert str(event["UID"]) in {entry.uid for entry in whole}
    assert event.decoded("DTSTART") == datetime(2026, 2, 10, 17, 0, tzinfo=BERLIN)
    assert event.walk("VALARM")


def test_a_deadline_ahead_is_attached_as_the_calendar_has_it(bureau: Bureau) -> None:
    deadline = {"on": "2026-01-31", "at": "2026-01-31T12:00:00+01:00"}
    made = icalendar.Calendar.from_ical(letter(bureau, "last-call", motion=2, **deadline).ics)
    (task,) = made.walk("VTODO")
    whole = {e.uid: e for e in calendar_out.entries(bureau.office(), calendar_out.Wanted())}
    same = whole[str(task["UID"])]
    assert (same.due, same.sequence) == (task.decoded("DUE"), task["SEQUENCE"])  # type: ignore[union-attr]
    assert task.walk("VALARM")


@pytest.mark.parametrize("text", ["result", "minutes", "held", "acknowledgement", "implementation"])
def test_what_lies_behind_is_no_appointment(bureau: Bureau, text: str) -> None:
    assert letter(bureau, text, on="2026-01-20", at="2026-01-20T17:00:00+01:00").ics == ""


# Digests, the office's own wordings, the test letter


def test_a_digest_joins_its_reminders(bureau: Bureau) -> None:
    """Each with its facts and a command, and all dates in one calendar file."""
    person(bureau, digest="daily")
    bureau.files("13/26", filed=False)
    bureau.at("2026-01-28T08:30").ticks()
    bureau.at("2026-01-28T09:31").ticks()
    sent: list[Letter] = []

    def keep(book: Any, one: Notice, now: datetime) -> Letter:
        sent.append(write(book, one, now))
        return sent[-1]

    bureau.sends(write=keep)
    (digest,) = [one for one in sent if one.subject.startswith("5 Erinnerungen vom 28.01.2026: Kreis")]
    for typed in ('"#2"', "13/26"):
        assert f"    laufzettel show {typed}\n" in digest.text
    assert "3. Antrag ist noch nicht eingereicht: #2 „Radweg“" in digest.text
    assert digest.text.count("Antragsfrist: Sa., 31.01.2026, 12:00 Uhr") == 4
    assert len(icalendar.Calendar.from_ical(digest.ics).walk("VTODO")) == 2


def test_an_office_may_have_wordings_of_its_own(bureau: Bureau, tmp_path: Path) -> None:
    """They go before ours; what is not among them stays ours."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de/meeting.txt").write_text("Auf geht’s: {{ motion }}\n\nMorgen!\n\n{{ facts }}\n")
    made = letter(bureau, "meeting", recipient=person(bureau), folder=str(tmp_path))
    assert made.subject == "Auf geht’s: 12/26 „Radweg 12/26“"
    assert "Morgen!" in made.text
    assert "Ergebnis eintragen" in letter(bureau, "result", folder=str(tmp_path)).subject


@pytest.mark.parametrize(
    "wording",
    [
        "{{ motion }",
        "{{ misspelt }}",
        "{{ motion.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{{ 1 / 0 }}",
        "{{ facts.append(1) }}",
    ],
)
def test_a_faulty_wording_is_told_and_ours_is_taken(bureau: Bureau, tmp_path: Path, wording: str) -> None:
    """No reminder is lost for a slip of the pen, and no wording gets at more than it is given."""
    (tmp_path / "de").mkdir()
    (tmp_path / "de/meeting.txt").write_text(f"Sitzung\n\n{wording}\n")
    made = letter(bureau, "meeting", recipient=person(bureau), folder=str(tmp_path))
    assert made.subject == letter(bureau, "meeting").subject
    assert "(Die eigene Briefvorlage de/meeting.txt ist nicht benutzbar: " in made.text
    assert "root:" not in made.text


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_test_letter_carries_an_appointment(language: str) -> None:
    blank = Letter("<t@x>", "", "a@example.org", "", "", language=language, council="Kreis", written=NOW)
    made = write_test(blank, "Europe/Berlin")
    assert "Kreis" in made.subject
    assert "ä, ö, ü, ß" in made.text
    assert len(icalendar.Calendar.from_ical(made.ics).walk("VEVENT")) == 1
