"""`advance`: results in words of either language, phrases of councils, and what else happens to a motion."""

from __future__ import annotations

from pathlib import Path

import pytest

from states.outcome import Outcome
from tests.workflow.commands.clerk import Clerk, Run
from workflow.commands.acts import ACTS
from workflow.commands.entering import ACT_WORDS

ROUTE = ("--route", "Finanzausschuss@10.02.2026", "--route", "Landschaftsausschuss@12.02.2026",
         "--route", "Landschaftsversammlung@12.02.2026")  # fmt: skip
POINTS = ("--point", "1=Bänke werden aufgestellt.", "--point", "2=Es wird berichtet.")


@pytest.fixture
def clerk(run: Run, tmp_path: Path) -> Clerk:
    """A council with one motion on its way, the evening of its first meeting."""
    made = Clerk(run, tmp_path).opens("lvr", "2026-01-05T09:00")
    made.does("submit", "--title", "Bänke", "--reference", "7/2026", *POINTS, *ROUTE)
    return made.at("2026-02-10T20:00")


def through(clerk: Clerk, *outcomes: str) -> None:
    """One result at each station."""
    for moment, outcome in zip(
        ("2026-02-10T20:00", "2026-02-12T20:00", "2026-02-12T21:00"), outcomes, strict=False
    ):
        clerk.at(moment).does("advance", "7/2026", outcome)


@pytest.mark.parametrize(
    ("words", "outcome", "majority", "votes"),
    [
        ("adopted", "adopted", None, None),
        ("angenommen", "adopted", None, None),
        ("einstimmig angenommen", "adopted", "unanimous", None),
        (
            "mit 9 Ja-Stimmen gegen 4 Nein-Stimmen bei 1 Enthaltung angenommen",
            "adopted",
            "majority",
            (9, 4, 1),
        ),
        ("mehrheitlich abgelehnt", "rejected", "majority", None),
        ("not_taken_up", "not_taken_up", None, None),
        ("nicht befasst", "not_taken_up", None, None),
    ],
)
def test_a_result_is_said_by_code_label_or_phrase(
    clerk: Clerk, words: str, outcome: str, majority: str | None, votes: tuple[int, ...] | None
) -> None:
    result = clerk.gets("advance", "7/2026", *words.split())["result"]
    assert (result["outcome"], result["majority"]) == (outcome, majority)
    assert result["votes"] == (votes and dict(zip(("yes", "no", "abstain"), votes, strict=True)))
    is_phrase = words not in ("adopted", "angenommen", "not_taken_up", "nicht befasst")
    assert result["phrase"] == (words if is_phrase else None)


def test_a_phrase_alone_says_the_result_and_its_target(clerk: Clerk) -> None:
    phrase = "Der Antrag wird einstimmig in den Bauausschuss verwiesen."
    shown = clerk.gets("advance", "7/2026", "--phrase", phrase)
    assert (shown["result"]["outcome"], shown["result"]["targets"]) == ("referred", ["bauausschuss"])
    assert (shown["result"]["phrase"], shown["station"]["organization"]) == (phrase, "bauausschuss")


def test_a_phrase_that_contradicts_the_result_is_kept_with_a_warning(clerk: Clerk) -> None:
    shown = clerk.gets("advance", "7/2026", "rejected", "--phrase", "einstimmig angenommen")
    assert shown["result"]["outcome"] == "rejected"
    assert "phrase_differs" in [w["code"] for w in shown["warnings"]]


def test_votes_by_faction_are_summed(clerk: Clerk) -> None:
    result = clerk.gets("advance", "7/2026", "adopted", "--votes", "CDU 6:0:0, SPD 1:4:1")["result"]
    assert result["votes"] == {"yes": 7, "no": 4, "abstain": 1}
    assert result["factions"]["SPD"] == {"yes": 1, "no": 4, "abstain": 1}


def test_a_vote_on_the_proposal_to_reject_is_turned(clerk: Clerk) -> None:
    result = clerk.gets("advance", "7/2026", "rejected", "--votes", "9:4:1", "--vote-on", "ablehnung")[
        "result"
    ]
    assert result["votes"] == {"yes": 4, "no": 9, "abstain": 1}


def test_a_deferral_to_a_day_finds_the_meeting_of_that_day(clerk: Clerk) -> None:
    clerk.meets("Finanzausschuss", "10.03.2026")
    clerk.meets("Finanzausschuss", "14.04.2026")
    assert clerk.gets("advance", "7/2026", "vertagt", "--dry-run")["station"]["date"] == "2026-03-10"
    assert clerk.gets("advance", "7/2026", "vertagt", "--to", "14.4.26")["station"]["date"] == "2026-04-14"


def test_a_referral_goes_to_several_organizations_in_their_order(clerk: Clerk) -> None:
    shown = clerk.gets("advance", "7/2026", "referred", "--to", "Bauausschuss, Inklusionsausschuss")
    ahead = [shown["station"], *shown["next"]]
    assert [s["organization"] for s in ahead[:2]] == ["bauausschuss", "inklusionsausschuss"]


def test_a_name_with_a_comma_is_one_organization(run: Run, tmp_path: Path) -> None:
    clerk = Clerk(run, tmp_path).opens("laatzen", "2026-01-05T09:00")
    clerk.does("submit", "--title", "Bänke", "--reference", "7/2026", *POINTS, "--route", "Rat@06.01.2026")
    committee = "Ausschuss für Arbeit, Wirtschaft und Soziales"
    shown = clerk.at("2026-01-06T20:00").gets("advance", "7/2026", "referred", "--to", committee)
    assert shown["result"]["targets"] == ["sozialausschuss"]
    assert [s["organization"] for s in (shown["station"], *shown["next"])] == ["sozialausschuss", "va", "rat"]


def test_a_text_as_voted_is_given_as_file_or_text_and_may_come_later(clerk: Clerk) -> None:
    (clerk.folder / "beschluss.txt").write_text("1. Zehn Bänke.\n2. Ein Bericht.\n", encoding="utf-8")
    assert clerk.refused("advance", "7/2026", "adopted_amended")["code"] == "text_missing"
    clerk.does("advance", "7/2026", "adopted_amended", "--text", clerk.folder / "beschluss.txt")
    assert clerk.text("7/2026") == [("1", "Zehn Bänke."), ("2", "Ein Bericht.")]
    shown = clerk.at("2026-02-12T20:00").gets("advance", "7/2026", "adopted_amended", "--text", "unbekannt")
    assert (shown["owed"], [w["code"] for w in shown["warnings"]]) == (["text"], ["text_owed"])
    shown = clerk.gets("advance", "7/2026", "text", "--text", "Nur eine Bank.")
    assert (shown["owed"], clerk.text("7/2026")) == ([], [("", "Nur eine Bank.")])


def test_points_are_voted_one_by_one(clerk: Clerk) -> None:
    through(clerk, "adopted", "adopted")
    assert clerk.refused("advance", "7/2026", "adopted_partly")["code"] == "points_missing"
    bad = clerk.refused("advance", "7/2026", "adopted_partly", "--points", "1=vielleicht")
    assert (bad["code"], bad["exit"]) == ("point_unreadable", 2)
    shown = clerk.gets("advance", "7/2026", "adopted_partly", "--points", "1=angenommen,2=abgelehnt")
    assert shown["state"] == "adopted_partly"
    assert clerk.text("7/2026") == [("1", "Bänke werden aufgestellt.")]


def test_a_warning_on_legality_names_its_ground(clerk: Clerk) -> None:
    shown = clerk.gets("advance", "7/2026", "noted")
    assert shown["warnings"] == []
    clerk.at("2026-02-12T20:00").does("advance", "7/2026", "adopted")
    (warning,) = clerk.gets("advance", "7/2026", "noted")["warnings"]
    assert warning["code"] == "check_legality"
    assert "LVerbO" in warning["ground"]


def test_a_dry_run_says_the_same_and_keeps_nothing(clerk: Clerk) -> None:
    before = clerk.entries()
    dry = clerk.gets("advance", "7/2026", "adopted", "--votes", "9:4:1", "--dry-run")
    assert clerk.entries() == before
    real = clerk.gets("advance", "7/2026", "adopted", "--votes", "9:4:1")
    assert dry == {**real, "dry_run": True}


def test_what_follows_a_decision(clerk: Clerk) -> None:
    through(clerk, "adopted", "adopted", "adopted")
    clerk.at("2026-02-13T09:00")
    assert clerk.gets("advance", "7/2026", "objected", "--reason", "§ 54 GO NRW")["state"] == "suspended"
    assert clerk.gets("advance", "7/2026", "lifted")["state"] == "adopted"
    assert clerk.refused("advance", "7/2026", "report_due")["code"] == "option_missing"
    shown = clerk.gets("advance", "7/2026", "report_due", "--report-by", "30.06.2026")
    assert [r["due"] for r in shown["reports"]] == ["2026-06-30"]
    shown = clerk.at("2026-06-20T09:00").gets("advance", "7/2026", "bericht", "--text", "Alles steht.")
    assert [r["given_on"] for r in shown["reports"]] == ["2026-06-20"]
    assert clerk.gets("advance", "7/2026", "umgesetzt")["state"] == "implemented"
    assert clerk.refused("advance", "7/2026", "objected")["code"] == "not_adopted"


def test_a_recommended_text_is_adopted_or_the_own_one_maintained(clerk: Clerk) -> None:
    assert clerk.refused("advance", "7/2026", "adopt_text")["code"] == "nothing_to_choose"
    clerk.does("advance", "7/2026", "adopted_amended", "--text", "Eine Bank.")
    assert clerk.text("7/2026") == [("", "Eine Bank.")]
    clerk.does("advance", "7/2026", "maintain_text")
    assert clerk.text("7/2026")[0] == ("1", "Bänke werden aufgestellt.")
    clerk.does("advance", "7/2026", "text übernehmen")
    assert clerk.text("7/2026") == [("", "Eine Bank.")]


def test_urgency_is_voted_first(clerk: Clerk) -> None:
    route = ("--route", "Landschaftsversammlung@10.02.2026")
    clerk.does("submit", "--title", "Eile", "--reference", "8/2026", "--point", "Sofort.", "--urgent", *route)
    assert clerk.refused("advance", "8/2026", "adopted")["code"] == "urgency_first"
    clerk.does("advance", "8/2026", "dringlich", "--votes", "60:10:0")
    assert clerk.gets("advance", "8/2026", "adopted")["state"] == "adopted"


def test_a_result_can_be_put_on_a_day_whose_meeting_is_entered(clerk: Clerk) -> None:
    clerk.meets("Finanzausschuss", "09.02.2026")
    shown = clerk.gets("advance", "7/2026", "adopted", "--on", "09.02.2026", "--item", "7.1")
    assert shown["result"]["on"] == "2026-02-09"
    assert clerk.gets("route", "7/2026")["stations"][0]["agenda_item"] == "7.1"


def test_the_words_for_acts_are_the_ones_that_are_offered() -> None:
    assert tuple(act.code for act in ACTS) == ACT_WORDS


STATES = ["draft", "open", "held", "preparation", "plenary", "adopted", "suspended", "rejected", "withdrawn",
          "implemented", "unplaced", "amendment", "voted", "carried"]  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_whatever_is_recorded_wherever_a_motion_stands_is_done_or_refused(clerk: Clerk, state: str) -> None:
    """No word leads to an error that no rule foresaw."""
    reference = brought_to(clerk, state)
    words = [*(o.value for o in Outcome), *ACT_WORDS]
    more = (
        "--to",
        "Bauausschuss",
        "--until",
        "01.06.2026",
        "--text",
        "Anders.",
        "--by",
        "9/2026",
        "--consent",
    )
    for word in words:
        for options in ((), (*more, "--points", "1=adopted,2=rejected", "--report-by", "01.06.2026")):
            ran = clerk.tries("advance", reference, word, *options, "--dry-run")
            assert ran.status in (0, 2, 3, 4, 7), f"{state}: {word} {options}: {ran.status} {ran.err}"
            assert "no rule foresaw" not in ran.err
    for arguments in (("withdraw", reference), ("route", reference, "--drop", "2"),
                      ("route", reference, "--add", "Bauausschuss"), ("route", reference, "--item", "3"),
                      ("amend", reference, "--add", "Mehr."), ("edit", reference, "--agenda-item", "3"),
                      ("amend", reference, "--rank", "1"), ("submit", reference),
                      ("correct", reference, "1", "--take-back", "--reason", "x"),
                      ("correct", reference, "2", "--take-back", "--reason", "x"),
                      ("correct", reference, "3", "--votes", "1:0", "--reason", "x"),
                      ("correct", reference, "1", "--title", "Neu", "--reason", "x")):  # fmt: skip
        ran = clerk.tries(*arguments, "--dry-run")
        assert ran.status in (0, 2, 3, 4, 5, 7), f"{state}: {arguments}: {ran.err}"


def brought_to(clerk: Clerk, state: str) -> str:
    """The reference of a motion that stands there."""
    if state == "draft":
        clerk.does("draft", "--title", "Idee", "--reference", "9/2026", *POINTS)
        return "9/2026"
    if state == "unplaced":
        clerk.does("submit", "--title", "Neu", "--reference", "9/2026", *POINTS, "--route", "Bauausschuss")
        return "9/2026"
    if state == "held":
        clerk.does("advance", "7/2026", "held", "--until", "01.05.2026")
    if state in ("amendment", "voted", "carried"):
        return amended(clerk, state)
    ways = {"preparation": 1, "plenary": 2, "adopted": 3, "suspended": 3, "implemented": 3}
    through(clerk, *["adopted"] * ways.get(state, 0))
    if state == "rejected":
        through(clerk, "adopted", "adopted", "rejected")
    if state == "withdrawn":
        clerk.does("withdraw", "7/2026", "--yes")
    if state in ("suspended", "implemented"):
        clerk.does("advance", "7/2026", "objected" if state == "suspended" else "implemented")
    return "7/2026"


def amended(clerk: Clerk, state: str) -> str:
    """The reference of an amendment: not voted on, voted on, or adopted with its motion."""
    reference = str(clerk.gets("amend", "7/2026", "--add", "Auch Tische.")["reference"])
    if state != "amendment":
        clerk.does("advance", reference, "adopted")
    if state == "carried":
        through(clerk, "adopted", "adopted", "adopted")
    return reference
