"""What the demonstration types: scenes, each at its council, line by line at its moment.

The texts are invented; numbers, dates, organizations and routes are those of real motions.
"""

from __future__ import annotations

from typing import NamedTuple

from states.refusal import N_


class Typed(NamedTuple):
    """A command line, and the moment at which it is typed."""

    now: str
    line: str


class Scene(NamedTuple):
    """A motion's way at one council."""

    head: str
    council: str
    lines: tuple[Typed, ...]


COUNCILS = ("laatzen", "kreis-heinsberg", "castrop-rauxel", "kreis-unna")

SCENES = (
    Scene(
        N_("Laatzen, 2008: a committee refers to another; then two stations on one day"),
        "laatzen",
        (
            Typed("2008-03-03T10:00", "submit begegnungsstaette.txt --yes"),
            Typed("2008-03-03T10:05", "meeting add 'Ausschuss für Finanzen' 10.04.2008 17:00"),
            Typed(
                "2008-03-27T19:30",
                "advance 047/2008 referred --to Finanzausschuss --phrase 'An den Finanzausschuss verwiesen'",
            ),
            Typed("2008-04-10T19:00", "advance 047/2008 adopted --votes 7:2:0"),
            Typed("2008-04-15T17:30", "advance 047/2008 adopted --phrase 'mehrheitlich empfohlen'"),
            Typed("2008-04-15T20:30", "advance 047/2008 adopted --votes 24:11:1"),
            Typed("2008-04-15T20:35", "diagram 047/2008"),
        ),
    ),
    Scene(
        N_("Kreis Heinsberg, 2019: the next meetings are found in the calendar; one defers"),
        "kreis-heinsberg",
        (
            Typed("2019-12-08T18:00", "meeting import termine-heinsberg.csv"),
            Typed("2019-12-08T18:05", "submit jahreskonferenz.txt --reference 2019/142 --yes"),
            Typed("2020-02-12T09:00", "next"),
            Typed("2020-02-12T09:10", "advance 2019/142 deferred"),
            Typed("2020-03-03T19:00", "advance 2019/142 adopted --votes 11:3:0"),
            Typed("2020-03-10T20:00", "advance 2019/142 adopted --phrase 'einstimmig beschlossen'"),
        ),
    ),
    Scene(
        N_("Castrop-Rauxel, 2021: one committee decides alone; its meeting moves"),
        "castrop-rauxel",
        (
            Typed("2021-03-30T11:00", "submit sachstand-integration.txt --reference 2021/066 --yes"),
            Typed("2021-04-07T09:00", "meeting move B2@15.04.2021 22.04.2021 17:00 --yes"),
            Typed("2021-04-22T19:00", "advance 2021/066 adopted --votes 17:0:1"),
            Typed("2021-04-23T08:30", "show 2021/066"),
        ),
    ),
    Scene(
        N_("Kreis Unna, 2021: an amendment is voted before its paper and changes a point"),
        "kreis-unna",
        (
            Typed(
                "2021-03-10T09:00",
                "submit beratungsstelle-ergaenzung.txt --title 'Beratungsstelle für Zugewanderte' --yes",
            ),
            Typed("2021-03-22T18:00", "advance 042/21/1 adopted --votes 9:6:0"),
            Typed("2021-03-22T18:05", "advance 042/21 adopted --votes 14:1:0"),
            Typed("2021-03-23T18:00", "advance 042/21 adopted --phrase 'mehrheitlich beschlossen'"),
            Typed("2021-03-23T18:10", "show 042/21 --text"),
        ),
    ),
    Scene(
        N_("Landschaftsverband Rheinland, 2009: three stations in a week, and a slip of the pen"),
        "lvr",
        (
            Typed("2009-03-10T10:00", "submit inklusionsbetriebe.txt --yes"),
            Typed("2009-03-20T16:00", "advance 12/397 adopted --votes 9:4:1"),
            Typed(
                "2009-03-26T15:00",
                "advance 12/397 adopted_amended --votes 11:5:0 --text geaenderter-beschluss.txt",
            ),
            Typed("2009-03-26T15:10", "show 12/397 --changes"),
            Typed("2009-03-26T15:15", "advance 12/397 adopt_text"),
            Typed("2009-03-27T14:00", "advance 12/397 adopted --votes 64:39:7"),
            Typed(
                "2009-03-30T09:00",
                "correct 12/397 6 --votes 66:39:7 --reason 'Zahlendreher in der Mitschrift' --yes",
            ),
            Typed("2009-03-30T09:05", "history 12/397"),
        ),
    ),
)
