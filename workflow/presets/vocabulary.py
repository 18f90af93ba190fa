"""The words that a council file may use where it has to choose, each with its label (stdlib only)."""

from __future__ import annotations

from enum import StrEnum

from states.refusal import N_


class Kind(StrEnum):
    """A kind of paper that can have a route of its own. Amendments have none: they follow their parent."""

    MOTION = "motion"
    URGENT_MOTION = "urgent_motion"
    COMMITTEE_MOTION = "committee_motion"  #: one committee decides alone
    BUDGET_MOTION = "budget_motion"
    RESOLUTION = "resolution"
    INQUIRY = "inquiry"
    SUGGESTION = "suggestion"  #: Anregung oder Beschwerde (§ 24 GO NRW, § 34 NKomVG …)
    PAPER = "paper"  #: Vorlage der Verwaltung, here as the parent of amendments


KIND_LABELS: dict[Kind, str] = {
    Kind.MOTION: N_("motion"),
    Kind.URGENT_MOTION: N_("urgent motion"),
    Kind.COMMITTEE_MOTION: N_("motion to a single committee"),
    Kind.BUDGET_MOTION: N_("budget motion"),
    Kind.RESOLUTION: N_("resolution"),
    Kind.INQUIRY: N_("inquiry"),
    Kind.SUGGESTION: N_("citizen’s suggestion"),
    Kind.PAPER: N_("paper of the administration"),
}


class CouncilKind(StrEnum):
    """What kind of body the council belongs to (OParl: Body.classification)."""

    GEMEINDE = "gemeinde"
    STADT = "stadt"
    SAMTGEMEINDE = "samtgemeinde"
    STADTBEZIRK = "stadtbezirk"
    KREIS = "kreis"
    REGION = "region"
    BEZIRK = "bezirk"
    LANDSCHAFTSVERBAND = "landschaftsverband"
    VERBAND = "verband"


COUNCIL_KIND_LABELS: dict[CouncilKind, str] = {
    CouncilKind.GEMEINDE: N_("municipality"),
    CouncilKind.STADT: N_("town"),
    CouncilKind.SAMTGEMEINDE: N_("joint municipality"),
    CouncilKind.STADTBEZIRK: N_("borough"),
    CouncilKind.KREIS: N_("district"),
    CouncilKind.REGION: N_("region"),
    CouncilKind.BEZIRK: N_("regional district"),
    CouncilKind.LANDSCHAFTSVERBAND: N_("regional association"),
    CouncilKind.VERBAND: N_("association"),
}


class DeadlineKind(StrEnum):
    """What a deadline is for; programs find a deadline by this word, people by its label."""

    SUBMISSION = "submission"  #: Antragsfrist
    AMENDMENT = "amendment"  #: Frist für Änderungsanträge, where a council has one
    INQUIRY = "inquiry"  #: Frist für Anfragen
    AGENDA = "agenda"  #: by which meeting a motion has to be on the agenda
    INVITATION = "invitation"  #: Ladungsfrist
    URGENT_INVITATION = "urgent_invitation"  #: abgekürzte Ladungsfrist
    DOCUMENTS = "documents"  #: Versand der Vorlagen
    MINUTES = "minutes"  #: Niederschrift
    CONSTITUTION = "constitution"  #: erste Sitzung der Wahlperiode


class Anchor(StrEnum):
    """What a reminder counts from."""

    SUBMISSION_DEADLINE = "submission_deadline"
    FACTION_MEETING = "faction_meeting"  #: the faction's last meeting before the submission deadline
    FILED = "filed"
    DEADLINE_PASSED = "deadline_passed"
    INVITATION = "invitation"
    MEETING = "meeting"  #: the day and hour at which the meeting begins
    MEETING_END = "meeting_end"
    ADVISORY_RESULT = "advisory_result"
    OBJECTION_END = "objection_end"
    MINUTES = "minutes"  #: the day on which the minutes were published
    REPORT_DATE = "report_date"
    DECISION = "decision"
    HELD = "held"  #: put on hold without a date
    TERM_END = "term_end"
    LOCK_END = "lock_end"


class Condition(StrEnum):
    """What must be so when a reminder falls due; otherwise it has become pointless and is dropped."""

    ALWAYS = "always"
    NOT_FILED = "not_filed"
    FILED = "filed"
    ACKNOWLEDGEMENT_MISSING = "acknowledgement_missing"
    NOT_ON_AGENDA = "not_on_agenda"
    RESULT_MISSING = "result_missing"
    TEXT_CHANGED = "text_changed"  #: the committee recommends another text or voted against
    MINUTES_UNPUBLISHED = "minutes_unpublished"
    REPORT_MISSING = "report_missing"
    NO_REPORT_DATE = "no_report_date"
    NOT_IMPLEMENTED = "not_implemented"
    STILL_OPEN = "still_open"
    STILL_HELD = "still_held"


class Recipient(StrEnum):
    """Who gets a reminder, by their part in the faction's work."""

    AUTHOR = "author"
    OFFICE = "office"
    CHAIR = "chair"
    SPEAKER = "speaker"  #: who speaks for the faction in the committee concerned
    MEMBERS = "members"


class PersonRole(StrEnum):
    """The roles that persons are bound to in the database."""

    READER = "reader"
    STAFF = "staff"
    MANAGER = "manager"
    AUDITOR = "auditor"


class Action(StrEnum):
    """What a role may be allowed to do."""

    READ = "read"
    NONPUBLIC = "nonpublic"  #: see what concerns non-public meetings
    DRAFT = "draft"
    SUBMIT = "submit"
    RECORD = "record"  #: enter results
    AMEND = "amend"
    WITHDRAW = "withdraw"
    ROUTE = "route"  #: change the route of a motion by hand
    CORRECT = "correct"
    OUTSIDE = "outside"  #: enter facts that the rules do not foresee
    MEETINGS = "meetings"
    IMPORT = "import"
    NOTIFY = "notify"
    EXPORT = "export"
    PERSONS = "persons"
    COUNCIL = "council"  #: adopt a council file
    BACKUP = "backup"
    AUDIT = "audit"  #: verify the log and read refusals


class EndOfTerm(StrEnum):
    """What becomes of open motions when a legislative term ends."""

    LAPSE = "lapse"
    DORMANT = "dormant"
    CONTINUE = "continue"


class WithdrawalUntil(StrEnum):
    """How long a motion can be withdrawn."""

    VOTE = "vote"
    AGENDA = "agenda"


class Whose(StrEnum):
    """Who has to keep a deadline."""

    OWN = "own"
    ADMINISTRATION = "administration"
    OTHER_ORGAN = "other_organ"


class Policy(StrEnum):
    """What a weekend or holiday does to a deadline."""

    NONE = "none"
    PREVIOUS_WORKING_DAY = "previous_working_day"
    NEXT_WORKING_DAY = "next_working_day"


#: What the flags of a council's file are called.
FLAG_LABELS: dict[str, str] = {
    "end_of_term": N_("Open motions at the end of the term"),
    "withdrawal_until": N_("Withdrawal possible until"),
    "refile_after_rejection": N_("New filing after a committee’s rejection"),
    "refile_for_each_station": N_("Own filing for each station"),
    "prepare_after_referral": N_("Main committee again after a referral"),
    "amendments_need_deadline": N_("Submission deadline for amendments too"),
    "resubmission_lock": N_("Lock after a rejection"),
    "objection_plenary": N_("Objection against decisions of the plenary"),
    "objection_committee": N_("Objection against decisions of a committee"),
    "repeat_vote": N_("New vote after an objection"),
    "report_after": N_("Report on decisions"),
    "urgency_quorum": N_("Majority for urgency"),
    "hold_reminder_days": N_("Reminder of motions on hold (days)"),
    "school_holidays": N_("School holidays count as free of meetings"),
}
#: What the values of flags are called that are words.
FLAG_VALUES: dict[str, str] = {
    "lapse": N_("lapse"),
    "dormant": N_("rest until they are taken up"),
    "continue": N_("go on"),
    "vote": N_("the vote"),
    "agenda": N_("the adoption of the agenda"),
    "simple": N_("simple majority"),
    "legal_majority": N_("majority of the legal number"),
    "two_thirds_present": N_("two thirds of those present"),
    "two_thirds_legal": N_("two thirds of the legal number"),
    "all_present": N_("all present"),
}
TYPE_LABELS: dict[str, str] = {
    "committee": N_("committee"),
    "main_committee": N_("main committee"),
    "plenary": N_("plenary"),
    "district": N_("district council"),
    "faction": N_("faction"),
    "administration": N_("administration"),
    "group": N_("advisory group"),
}
ANCHOR_LABELS: dict[str, str] = {
    "submission_deadline": N_("submission deadline"),
    "faction_meeting": N_("faction meeting before the submission deadline"),
    "filed": N_("filing"),
    "deadline_passed": N_("submission deadline that passed"),
    "invitation": N_("invitation"),
    "meeting": N_("meeting"),
    "meeting_end": N_("end of the meeting"),
    "advisory_result": N_("advisory result"),
    "objection_end": N_("end of the objection period"),
    "minutes": N_("minutes"),
    "report_date": N_("report date"),
    "decision": N_("decision"),
    "held": N_("put on hold"),
    "term_end": N_("end of the term"),
    "lock_end": N_("end of the lock"),
}
RECIPIENT_LABELS: dict[str, str] = {
    "author": N_("author"),
    "office": N_("office"),
    "chair": N_("chair"),
    "speaker": N_("speaker"),
    "members": N_("members"),
}
