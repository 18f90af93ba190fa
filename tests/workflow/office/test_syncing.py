"""What a council publishes comes in by its service: in part, in pieces, changed afterwards, and never over
one's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from states.meeting import MeetingStatus
from states.motion import Motion
from states.outcome import Outcome
from states.refusal import Refusal
from states.text import Point
from tests import databases
from tests.workflow.intake.oparl.service import Service, at, cut, half, html, running
from workflow import presets
from workflow.decide.entered import ResultFacts
from workflow.intake.oparl import refusals
from workflow.intake.oparl.client import Client, Limits
from workflow.office import filing, reconciling, results
from workflow.office.filing import Draft, Wish
from workflow.office.office import Office
from workflow.office.syncing import Synced, bring_in, sync
from workflow.store.book import Book, Stamp, open_book
from workflow.store.published import Published

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=BERLIN)


@pytest.fixture(params=databases.DATABASES)
def book(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Book]:
    with open_book(databases.address(request.param, tmp_path)) as made:
        rules = presets.read_builtin("gemeinde-bw").data
        assert rules is not None
        made.adopt(rules, date(2000, 1, 1), Stamp("", "0", "i", NOW), actor="a")
        yield made


@pytest.fixture
def service() -> Iterator[Service]:
    with running(Service(size=2)) as made:
        yield made


def office(book: Book, **more: Any) -> Office:
    return Office(book, NOW, "anna", **more)


def fetch(book: Book, service: Service, **more: Any) -> Synced:
    dry_run = more.pop("dry_run", False)
    client = Client(service.base, limits=Limits(pause=0, tries=2), pause=lambda _: None)
    return bring_in(office(book, dry_run=dry_run), service.url("system"), client=client, **more)


def the(book: Book, reference: str = "1/26") -> Motion:
    return book.find_motion(1, reference)


def entries(book: Book) -> int:
    return int(book.database.rows("SELECT count(*) FROM event")[0][0])


def meets(service: Service, path: str, organization: str, start: str, **more: Any) -> str:
    """A meeting with an agenda item for each (number, consultation, result)."""
    items = [
        {
            "id": service.url(f"item/{path}/{number}"),
            "type": "https://schema.oparl.org/1.1/AgendaItem",
            "number": number,
            "consultation": service.url(consultation),
            **({"result": result} if result else {}),
        }
        for number, consultation, result in more.pop("items", ())
    ]
    return service.add(
        "Meeting",
        path,
        name=f"Sitzung {path}",
        organization=[service.url(organization)],
        start=start,
        agendaItem=items,
        **more,
    )


def motion(service: Service, path: str, reference: str, *consultations: dict[str, Any], **more: Any) -> str:
    embedded = [
        {"type": "https://schema.oparl.org/1.1/Consultation", **c, "id": service.url(c["id"])}
        for c in consultations
    ]
    fields = {"paperType": "Antrag", "date": "2026-01-12", **more}
    return service.add(
        "Paper", path, reference=reference, name=f"Antrag {reference}", consultation=embedded, **fields
    )


def a_council(service: Service) -> None:
    """A motion that a committee recommends and the plenary adopts; another that is still ahead."""
    for path, name in (("org/rat", "Gemeinderat"), ("org/soz", "Sozialausschuss")):
        service.add("Organization", path, name=name, organizationType="Gremium")
    meets(
        service, "m/1", "org/soz", "2026-02-02T17:00:00+01:00", items=[("4", "c/1", "einstimmig empfohlen")]
    )
    meets(
        service,
        "m/2",
        "org/rat",
        "2026-03-02T18:00:00+01:00",
        items=[("7.1", "c/2", "mehrheitlich beschlossen")],
    )
    meets(service, "m/3", "org/rat", "2026-06-08T18:00:00+02:00", items=[("3", "c/3", "")])
    soz, rat = [service.url("org/soz")], [service.url("org/rat")]
    advised = {"id": "c/1", "role": "Vorberatung", "meeting": service.url("m/1"), "organization": soz}
    decided = {"id": "c/2", "role": "Entscheidung", "meeting": service.url("m/2"), "organization": rat}
    motion(service, "p/1", "1/26", advised, decided)
    motion(service, "p/2", "2/26", {"id": "c/3", "role": "Entscheidung", "meeting": service.url("m/3"),
                                    "organization": service.url("org/rat")})  # fmt: skip
    motion(service, "p/3", "3/26", paperType="Beschlussvorlage")


def test_a_motion_comes_with_its_way_and_its_results(book: Book, service: Service) -> None:
    a_council(service)
    done = fetch(book, service)
    assert (done.motions.motions, done.meetings["added"]) == (2, 3)
    found = the(book)
    assert found.state.value == "adopted"
    assert [(c.organization, c.agenda_item, c.result.outcome) for c in found.closed() if c.result] == [
        ("sozialausschuss", "4", Outcome.ADOPTED),
        ("gemeinderat", "7.1", Outcome.ADOPTED),
    ]
    meeting = book.meeting(found.consultations[0].meeting or 0)
    assert (meeting.uid, meeting.begins and meeting.begins.hour, meeting.status) == (
        service.url("m/1"), 17, MeetingStatus.HELD)  # fmt: skip
    ahead = the(book, "2/26").current
    assert ahead is not None
    assert book.meeting(ahead.meeting or 0).on == date(2026, 6, 8)


def test_papers_that_are_no_motions_stay_outside(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    assert book.motions_named(1, "3/26") == []


def test_a_second_reading_changes_nothing_and_asks_only_for_what_is_new(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    before = entries(book)
    service.asked.clear()
    done = fetch(book, service)
    assert entries(book) == before
    assert done.motions.motions == 0
    filled = ("/list/organization", "/list/meeting", "/list/paper")
    windows = [a for a in service.asked if a.startswith(filled)]
    assert len(windows) == 3
    assert all("modified_since=2026-04-30T05" in a for a in windows)


def test_a_list_of_several_pages_is_not_known_by_the_tag_of_its_first(book: Book, service: Service) -> None:
    """What is new stands on the second page; the first one is as it was."""
    service.etags = True
    for n in range(2):
        motion(service, f"p/{n}", f"{n}/26", modified="2000-01-01T00:00:00+01:00")
    for n in range(2, 5):
        fetch(book, service)
        motion(service, f"p/{n}", f"{n}/26", modified="2000-01-01T00:00:00+01:00")
    fetch(book, service)
    assert [the(book, f"{n}/26").title for n in range(5)] == [f"Antrag {n}/26" for n in range(5)]


def test_an_empty_window_may_be_a_404(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    service.empty_is_404 = True
    assert fetch(book, service).motions.motions == 0


def test_a_server_that_stamps_everything_alike_is_read_whole_each_time(book: Book, service: Service) -> None:
    a_council(service)
    for one in service.objects.values():
        one["modified"] = "2000-01-01T00:00:00+01:00"
    fetch(book, service)
    service.asked.clear()
    service.add(
        "Paper", "p/9", reference="9/26", name="Neu", paperType="Antrag", modified="2000-01-01T00:00:00+01:00"
    )
    fetch(book, service)
    assert not any("modified_since" in a for a in service.asked)
    assert the(book, "9/26").title == "Neu"


@pytest.mark.parametrize("fault", [html, half, cut])
def test_a_reading_that_breaks_off_goes_on_where_it_was(book: Book, service: Service, fault: Any) -> None:
    """Pages that were taken over are not asked for again, and nothing of the broken one is kept."""
    for n in range(7):
        motion(service, f"p/{n}", f"{n}/26")
    service.faults.append(at("list/paper?page=3", fault))
    with pytest.raises(Refusal):
        fetch(book, service)
    assert Published(book, 1).count("Paper") == 4
    service.faults.clear()
    service.asked.clear()
    fetch(book, service)
    papers = [a for a in service.asked if a.startswith("/list/paper")]
    assert papers == ["/list/paper?page=3", "/list/paper?page=4"]
    assert Published(book, 1).count("Paper") == 7
    assert the(book, "6/26").title == "Antrag 6/26"


def test_a_break_between_reading_and_bringing_in_loses_nothing(
    book: Book, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_council(service)
    with monkeypatch.context() as broken:
        broken.setattr(
            "workflow.office.syncing.settle_papers", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)
        )
        with pytest.raises(KeyboardInterrupt):
            fetch(book, service)
    assert book.motions_named(1, "1/26") == []
    fetch(book, service)
    assert the(book).state.value == "adopted"


def test_endless_pages_keep_what_was_read(book: Book, service: Service) -> None:
    motion(service, "p/1", "1/26")
    paper = {"id": service.url("p/5"), "type": "x/Paper", "name": "x", "paperType": "Antrag"}
    page = {"data": [paper], "links": {"next": service.url("list/paper")}}
    ring = lambda h: h.say(200, json.dumps(page).encode())  # noqa: E731
    service.faults.append(at("list/paper", ring))
    with pytest.raises(refusals.EndlessPages):
        fetch(book, service)
    assert Published(book, 1).count("Paper") == 1


def test_a_dry_run_keeps_nothing(book: Book, service: Service) -> None:
    a_council(service)
    before = entries(book)
    done = fetch(book, service, dry_run=True)
    assert done.motions.motions == 2
    assert sum(r.motions for r in done.tally.rows) == 2
    assert entries(book) == before
    assert Published(book, 1).count("Paper") == 0


def test_linked_objects_are_fetched_one_by_one(book: Book, service: Service) -> None:
    service.only = ("organization", "meeting", "paper")
    service.add("Organization", "org/rat", name="Gemeinderat")
    service.add("Meeting", "m/1", organization=[service.url("org/rat")], start="2026-03-02T18:00:00+01:00")
    item = service.add(
        "AgendaItem", "i/1", listed=False, meeting=service.url("m/1"), number="5", result="abgelehnt"
    )
    c = service.add(
        "Consultation", "c/1", listed=False, agendaItem=item, paper=service.url("p/1"), role="Entscheidung"
    )
    service.add("Paper", "p/1", reference="1/26", name="Radweg", paperType="Antrag", consultation=[c])
    fetch(book, service)
    assert the(book).state.value == "rejected"
    service.asked.clear()
    fetch(book, service)
    assert not any(a.startswith(("/i/", "/c/")) for a in service.asked)


def test_results_come_later(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    items = service.objects["m/3"]["agendaItem"]
    service.change("m/3", start="2026-04-27T18:00:00+02:00", agendaItem=[{**items[0], "result": "abgelehnt"}])
    done = fetch(book, service)
    assert done.meetings["moved"] == 1
    assert the(book, "2/26").state.value == "rejected"
    last = the(book, "2/26").last_result()
    assert last is not None
    assert last.on == date(2026, 4, 27)


def test_a_station_ahead_goes_to_its_new_meeting(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    meets(service, "m/4", "org/rat", "2026-07-06T18:00:00+02:00", modified="2026-06-01T00:00:00+02:00")
    paper = service.objects["p/2"]
    moved = {
        **paper["consultation"][0],
        "meeting": service.url("m/4"),
        "modified": "2026-06-01T00:00:00+02:00",
    }
    service.change("p/2", consultation=[moved])
    service.change("m/3", agendaItem=[])
    done = fetch(book, service)
    assert done.motions.moved == 1
    current = the(book, "2/26").current
    assert current is not None
    assert book.meeting(current.meeting or 0).on == date(2026, 7, 6)


def test_a_cancelled_meeting_puts_its_motions_off(book: Book, service: Service) -> None:
    a_council(service)
    meets(service, "m/4", "org/rat", "2026-07-06T18:00:00+02:00")
    fetch(book, service)
    service.change("m/3", cancelled=True)
    assert fetch(book, service).meetings["cancelled"] == 1
    current = the(book, "2/26").current
    assert current is not None
    assert book.meeting(current.meeting or 0).on == date(2026, 7, 6)


def test_what_the_council_changes_afterwards_is_a_fact_and_changes_nothing_here(
    book: Book, service: Service
) -> None:
    a_council(service)
    fetch(book, service)
    items = service.objects["m/2"]["agendaItem"]
    service.change("m/2", agendaItem=[{**items[0], "result": "mehrheitlich abgelehnt"}])
    done = fetch(book, service)
    assert done.taken.changed["AgendaItem"] == 1
    assert the(book).state.value == "adopted"
    (told,) = book.history("oparl:" + service.url("item/m/2/7.1"), 1)
    assert told.data["was"] == {"result": "mehrheitlich beschlossen"}
    assert told.data["now"] == {"result": "mehrheitlich abgelehnt"}
    (difference,) = reconciling.compare(office(book), "1/26").differences
    assert (difference.field, difference.ours, difference.theirs) == (
        "2.result", "mehrheitlich beschlossen", "mehrheitlich abgelehnt")  # fmt: skip


def test_a_change_of_the_council_is_accepted_as_a_correction(book: Book, service: Service) -> None:
    test_what_the_council_changes_afterwards_is_a_fact_and_changes_nothing_here(book, service)
    reconciling.accept(office(book), "1/26", "2.result", "wie veröffentlicht")
    assert the(book).state.value == "rejected"
    assert reconciling.compare(office(book), "1/26").differences == []
    assert fetch(book, service).motions.steps["accepted"] == 0


def test_a_withdrawn_paper_is_a_fact_and_its_motion_stays(book: Book, service: Service) -> None:
    a_council(service)
    fetch(book, service)
    service.objects["p/1"] = {"id": service.url("p/1"), "type": "https://schema.oparl.org/1.1/Paper",
                              "deleted": True, "modified": "2026-06-01T00:00:00+02:00"}  # fmt: skip
    assert fetch(book, service).taken.withdrawn["Paper"] == 1
    assert [e.kind for e in book.history("oparl:" + service.url("p/1"), 1)] == ["published_withdrawn"]
    assert the(book).state.value == "adopted"
    assert [d.field for d in reconciling.compare(office(book), "1/26").differences] == ["published"]


def test_one_reference_on_two_papers_makes_two_motions(book: Book, service: Service) -> None:
    motion(service, "p/1", "1/26")
    service.add("Paper", "p/2", reference="1/26", name="Ein anderer", paperType="Antrag")
    fetch(book, service)
    assert {the(book).title, the(book, "1/26 (2)").title} == {"Antrag 1/26", "Ein anderer"}
    before = entries(book)
    fetch(book, service)
    assert entries(book) == before


@pytest.mark.parametrize("upside_down", [False, True])
def test_an_amendment_belongs_to_the_motion_it_is_linked_to(
    book: Book, service: Service, upside_down: bool
) -> None:
    """Also where the service has above and below the wrong way round."""
    a_council(service)
    over, under = (
        ("subordinatedPaper", "superordinatedPaper")
        if upside_down
        else ("superordinatedPaper", "subordinatedPaper")
    )
    service.objects["p/2"][under] = [service.url("p/4")]
    motion(service, "p/4", "2/26-1", paperType="Änderungsantrag", **{over: [service.url("p/2")]})
    fetch(book, service)
    assert the(book, "2/26-1").parent == the(book, "2/26").id


def test_persons_are_kept_as_commitments(book: Book, service: Service) -> None:
    person = service.add("Person", "person/1", name="Anna Beispiel")
    motion(service, "p/1", "1/26", originatorPerson=[person])
    fetch(book, service)
    (who,) = the(book).signatories
    assert book.reveal([who]) == {who: "Anna Beispiel"}
    for table, column in (("event", "text"), ("published", "facts"), ("motion", "snapshot")):
        assert not any("Beispiel" in row[0] for row in book.database.rows(f"SELECT {column} FROM {table}"))


def test_factions_are_applicants(book: Book, service: Service) -> None:
    faction = service.add("Organization", "org/f", name="Fraktion Beispiel", organizationType="Fraktion")
    motion(service, "p/1", "1/26", originatorOrganization=[faction])
    fetch(book, service)
    assert the(book).applicants == ("Fraktion Beispiel",)


def test_two_bodies_that_the_councils_file_names_in_one_breath_remain_two(
    book: Book, service: Service
) -> None:
    """The file has the Bauausschuss and the Planungsausschuss as names of one committee."""
    for n, name in enumerate(("Bauausschuss", "Planungsausschuss")):
        service.add("Organization", f"org/{n}", name=name)
        service.add(
            "Meeting", f"m/{n}", organization=[service.url(f"org/{n}")], start="2026-02-02T17:00:00+01:00"
        )
    fetch(book, service)
    assert len({m.organization for m in book.meetings(1)}) == 2


def test_a_body_that_the_service_hides_is_called_after_its_meeting(book: Book, service: Service) -> None:
    name = "12. Sitzung des Wahlausschusses (öffentlich)"
    hidden = [service.url("org/none")]
    service.add("Meeting", "m/1", name=name, start="2026-02-02T17:00:00+01:00", organization=hidden)
    fetch(book, service)
    assert "Wahlausschusses" in [o.name for o in office(book).rules.organizations]


# One's own


def own(book: Book, reference: str = "1/26") -> None:
    """A motion of one's own, planned for the committee in February and the plenary in March."""
    early = Office(book, datetime(2026, 1, 12, 9, 0, tzinfo=BERLIN), "anna")
    route = (Wish("Sozialausschuss", date(2026, 2, 2)), Wish("Gemeinderat", date(2026, 3, 2)))
    points = (Point("1", "Der Radweg wird gebaut."),)
    on = date(2026, 1, 12)
    filing.submit(early, Draft("Antrag 1/26", reference=reference, points=points, route=route, on=on))


def test_nothing_of_ones_own_is_changed_but_every_difference_is_shown(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    history = len(book.history("motion:1"))
    done = fetch(book, service)
    assert done.motions.own == ["1/26"]
    assert len(book.history("motion:1")) == history
    found = reconciling.compare(office(book), "1/26").differences
    assert {d.field for d in found} == {
        *("1.begins", "1.item", "1.result"),
        *("2.begins", "2.item", "2.result"),
    }
    assert {d.theirs for d in found if d.field.endswith("result")} == {
        "einstimmig empfohlen",
        "mehrheitlich beschlossen",
    }


def test_results_are_accepted_one_after_the_other(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    fetch(book, service)
    with pytest.raises(reconciling.OthersFirst):
        reconciling.accept(office(book), "1/26", "2.result", "wie veröffentlicht")
    reconciling.accept(office(book), "1/26", "1.result", "wie veröffentlicht")
    reconciling.accept(office(book), "1/26", "2.result", "wie veröffentlicht")
    assert the(book).state.value == "adopted"


def test_all_is_accepted_at_once_and_then_nothing_differs(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    service.change("p/1", name="Antrag auf einen Radweg", date="2026-01-10")
    fetch(book, service)
    reconciling.accept(office(book), "1/26", "all", "wie veröffentlicht")
    assert reconciling.compare(office(book), "1/26").differences == []
    assert (the(book).title, the(book).submitted_on) == ("Antrag auf einen Radweg", date(2026, 1, 10))
    assert the(book).points == (Point("1", "Der Radweg wird gebaut."),)


def test_a_result_of_ones_own_that_differs_is_put_right(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    entered = ResultFacts(Outcome.REJECTED, on=date(2026, 2, 2))
    results.advance(office(book), "1/26", entered)
    fetch(book, service)
    (found,) = [d for d in reconciling.compare(office(book), "1/26").differences if d.field == "1.result"]
    assert found.ours == Outcome.REJECTED
    reconciling.accept(office(book), "1/26", "1.result", "wie veröffentlicht")
    first = the(book).closed()[0].result
    assert first is not None
    assert first.outcome is Outcome.ADOPTED


def test_a_station_that_is_not_ones_own_is_shown_and_added(book: Book, service: Service) -> None:
    own(book)
    service.add("Organization", "org/v", name="Verkehrsausschuss")
    meets(service, "m/9", "org/v", "2026-06-15T17:00:00+02:00")
    motion(
        service,
        "p/1",
        "1/26",
        {"id": "c/9", "meeting": service.url("m/9"), "organization": [service.url("org/v")]},
    )
    fetch(book, service)
    assert [d.field for d in reconciling.compare(office(book), "1/26").differences] == ["1.station"]
    reconciling.accept(office(book), "1/26", "1.station", "wie veröffentlicht")
    assert "verkehrsausschuss" in [c.organization for c in the(book).consultations]


def test_a_field_that_does_not_differ_is_refused(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    fetch(book, service)
    with pytest.raises(reconciling.NoSuchField):
        reconciling.accept(office(book), "1/26", "9.result", "x")
    own(book, "77/26")
    with pytest.raises(reconciling.NotPublished):
        reconciling.compare(office(book), "77/26")


def test_a_meeting_entered_by_hand_is_linked_and_kept(book: Book, service: Service) -> None:
    own(book)
    a_council(service)
    before = book.meeting_on(1, "sozialausschuss", date(2026, 2, 2))
    fetch(book, service)
    assert book.meeting_on(1, "sozialausschuss", date(2026, 2, 2)) == before


def test_sync_asks_where_it_asked_before(book: Book, service: Service) -> None:
    with pytest.raises(refusals.NoSource):
        sync(office(book))
    a_council(service)
    fetch(book, service)
    client = Client(service.base, limits=Limits(pause=0), pause=lambda _: None)
    (done,) = sync(office(book), client=client)
    assert done.source == service.url("system")


def test_rows_are_those_that_the_events_make(book: Book, service: Service) -> None:
    from workflow.store.verifying import differences

    own(book)
    a_council(service)
    fetch(book, service)
    reconciling.accept(office(book), "1/26", "all", "wie veröffentlicht")
    assert list(differences(book, 1)) == []


def test_a_link_that_leads_nowhere_costs_one_question_and_nothing_else(book: Book, service: Service) -> None:
    """A service links to objects that it has deleted or does not show: the rest comes all the same."""
    service.only = ("organization", "meeting", "paper")
    service.add("Organization", "org/rat", name="Gemeinderat")
    gone, broken = service.url("c/gone"), service.url("c/broken")
    service.faults.append(lambda asked: asked.path == "/c/broken" and asked.say(403, b"no") is None)
    service.add("Paper", "p/1", reference="1/26", name="Radweg", paperType="Antrag", consultation=[gone])
    service.add("Paper", "p/2", reference="2/26", name="Bänke", paperType="Antrag", consultation=[broken])
    fetch(book, service)
    assert [the(book, reference).state.value for reference in ("1/26", "2/26")] == ["submitted", "submitted"]
    assert [service.asked.count(path) for path in ("/c/gone", "/c/broken")] == [1, 1]
    service.asked.clear()
    fetch(book, service)
    assert not any(path.startswith("/c/") for path in service.asked)
    service.faults.clear()
    service.add("Consultation", "c/broken", listed=False, organization=[service.url("org/rat")])
    service.change("p/2", name="Bänke am See")
    fetch(book, service)
    assert service.asked.count("/c/broken") == 1
    assert [c.organization for c in the(book, "2/26").consultations] == ["gemeinderat"]


def test_entries_that_are_no_objects_are_passed_over(book: Book, service: Service) -> None:
    """Half-filled lists: nothing, numbers, texts, objects without identity or type beside good ones."""
    a_council(service)
    page = service._page
    nothing: list[Any] = [None, 5, "Antrag", {}, {"type": "Paper"}, {"id": ""}, []]

    def odd(name: str, query: dict[str, str]) -> Any:
        found = page(name, query)
        return {**found, "data": [*nothing, *found["data"]]}

    service._page = odd  # type: ignore[method-assign]
    done = fetch(book, service)
    assert the(book).state.value == "adopted"
    assert done.taken.objects["Paper"] == 3
