"""What happens to a motion beside the results of its consultations, each act by its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from states.motion import Choice
from states.refusal import N_, Exit, Refusal
from workflow.commands import values
from workflow.commands.entering import Given
from workflow.office import results
from workflow.office.office import Office
from workflow.office.results import Advanced


class OptionMissing(Refusal):
    code = "option_missing"
    exit_status = Exit.USAGE
    message = N_("“{act}” needs {option}.")
    way_out = N_("Add it, for example: {example}")


class Act(NamedTuple):
    """An act: its code, its label, other words for it, and what it does."""

    code: str
    label: str
    words: tuple[str, ...]
    carry: Callable[[Office, str, Given, str], Advanced]


def _urgency(recognised: bool) -> Callable[[Office, str, Given, str], Advanced]:
    def carry(office: Office, reference: str, given: Given, reason: str) -> Advanced:
        votes = values.total_of(given.votes)
        on = values.user_day(given.on)
        return results.vote_urgency(office, reference, recognised=recognised, votes=votes, on=on)

    return carry


def _objected(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    return results.object_to(office, reference, on=values.user_day(given.on), ground=reason)


def _lifted(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    return results.lift_objection(office, reference, on=values.user_day(given.on))


def _report(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    text = values.text_of(given.text) if given.text else ""
    on = values.user_day(given.on)
    return results.report(office, reference, on=on, text=text, to=given.report_to)


def _report_due(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    due = values.user_day(given.report_by or given.until)
    if due is None:
        raise OptionMissing(act="report_due", option="--report-by DATE", example="--report-by 30.06.2026")
    return results.expect_report(office, reference, due=due, to=given.report_to)


def _implemented(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    text = values.text_of(given.text) if given.text else ""
    return results.implement(office, reference, on=values.user_day(given.on), text=text)


def _choose(choice: Choice) -> Callable[[Office, str, Given, str], Advanced]:
    def carry(office: Office, reference: str, given: Given, reason: str) -> Advanced:
        return results.choose_text(office, reference, choice)

    return carry


def _text(office: Office, reference: str, given: Given, reason: str) -> Advanced:
    from workflow.intake.points import points_of

    if not given.text:
        raise OptionMissing(act="text", option="--text FILE", example="--text beschluss.txt")
    return results.supply_text(office, reference, points_of(values.text_of(given.text)))


ACTS = (
    Act("urgent", N_("urgency recognised"), ("dringlich", "dringlichkeit anerkannt"), _urgency(True)),
    Act("not_urgent", N_("urgency refused"), ("nicht dringlich", "dringlichkeit abgelehnt"), _urgency(False)),
    Act("objected", N_("objection raised"), ("widersprochen", "beanstandet", "widerspruch"), _objected),
    Act("lifted", N_("objection lifted"), ("widerspruch zurückgenommen", "widerspruch aufgehoben"), _lifted),
    Act("report", N_("report given"), ("berichtet", "bericht", "bericht erstattet"), _report),
    Act("report_due", N_("report expected"), ("bericht erwartet", "berichtstermin"), _report_due),
    Act("implemented", N_("implemented"), ("umgesetzt", "ausgeführt", "erledigt umgesetzt"), _implemented),
    Act("adopt_text", N_("recommended text adopted"), ("text übernehmen",), _choose(Choice.ADOPT)),
    Act("maintain_text", N_("own text maintained"), ("text behalten",), _choose(Choice.MAINTAIN)),
    Act("text", N_("text as voted supplied"), ("wortlaut",), _text),
)


def find(words: str) -> Act | None:
    """The act that these words name; None where they name none."""
    wanted = words.strip().casefold().replace("-", "_")
    spaced = wanted.replace("_", " ")
    for act in ACTS:
        if wanted == act.code or spaced in (act.code.replace("_", " "), act.label, *act.words):
            return act
    return None
