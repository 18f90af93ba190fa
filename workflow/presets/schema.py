"""The form of a council file: every key with its type and default, for pydantic to check.

What belongs together across keys (an organization that a route names) is in `workflow.presets.checks`.
`docs/council-files.md` says the same in German; a test compares the two.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from states.council import OrganizationType
from states.outcome import Effect, Outcome, Role
from states.vote import Quorum
from workflow.presets.vocabulary import (
    Action,
    Anchor,
    Condition,
    CouncilKind,
    DeadlineKind,
    EndOfTerm,
    Kind,
    PersonRole,
    Policy,
    Recipient,
    Whose,
    WithdrawalUntil,
)

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([-_][a-z0-9]+)*$", max_length=40)]
KeyOrNone = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9]*([-_][a-z0-9]+)*)?$", max_length=40)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^\S([^\n]*\S)?$")]
Source = Annotated[str, StringConstraints(max_length=500)]
#: Rule words are read by `workflow.rules.rule_words`; the check does that.
Words = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Clock = Annotated[str, StringConstraints(pattern=r"^(([01][0-9]|2[0-3]):[0-5][0-9])?$")]
Land = Literal["BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV", "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"]


class Section(BaseModel):
    """What all parts have in common: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class OrganizationSection(Section):
    """A body of the council."""

    key: Key
    name: Line
    type: OrganizationType
    short: Annotated[str, StringConstraints(max_length=40)] = ""
    aliases: list[Line] = []
    decides: bool | None = None
    public: bool = True
    members: Annotated[int, Field(ge=1, le=2000)] | None = None
    since: date | None = None
    until: date | None = None
    usual_time: Clock = ""
    source: Source = ""


class StationSection(Section):
    """One stop of a route: a certain organization, or any of a type."""

    role: Role
    organization: KeyOrNone = ""
    any: OrganizationType | None = None
    optional: bool = False


class RouteSection(Section):
    """The way of a kind of paper."""

    kind: Kind
    name: Annotated[str, StringConstraints(max_length=300)] = ""
    stations: Annotated[list[StationSection], Field(min_length=1, max_length=40)]
    source: Source = ""


class TermSection(Section):
    """A legislative term; both days belong to it."""

    name: Line
    start: date
    end: date
    source: Source = ""


T = TypeVar("T")


class Choice(Section, Generic[T]):
    """A flag's value with its source."""

    value: T
    source: Source = ""


class FlagsSection(Section):
    """What councils settle differently; absent flags keep the default of `states.council`."""

    end_of_term: Choice[EndOfTerm] | None = None
    withdrawal_until: Choice[WithdrawalUntil] | None = None
    refile_after_rejection: Choice[bool] | None = None
    refile_for_each_station: Choice[bool] | None = None
    prepare_after_referral: Choice[bool] | None = None
    amendments_need_deadline: Choice[bool] | None = None
    resubmission_lock: Choice[str] | None = None
    objection_plenary: Choice[str] | None = None
    objection_committee: Choice[str] | None = None
    repeat_vote: Choice[str] | None = None
    report_after: Choice[str] | None = None
    urgency_quorum: Choice[Quorum] | None = None
    hold_reminder_days: Choice[Annotated[int, Field(ge=1, le=3650)]] | None = None
    school_holidays: Choice[bool] | None = None


class OutcomeSection(Section):
    """Where the council treats an outcome otherwise than the table in `states.outcome`."""

    outcome: Outcome
    role: Role
    effect: Effect
    source: Source = ""


class DeadlineSection(Section):
    """A deadline of the council, in rule words."""

    key: Key
    of: DeadlineKind
    label: Line
    rule: Words
    whose: Whose = Whose.OWN
    policy: Policy | None = None
    organizations: list[Key] = []
    types: list[OrganizationType] = []
    source: Source = ""
    from_: date | None = Field(default=None, alias="from")
    until: date | None = None


class ReminderSection(Section):
    """A reminder: from where it counts, when it falls due, whom it reaches."""

    key: Key
    label: Line
    anchor: Anchor
    offset: Words
    when: Condition = Condition.ALWAYS
    repeat: Words | None = None
    to: Annotated[list[Recipient], Field(min_length=1)]
    text: Key
    enabled: bool = True


class PermissionSection(Section):
    """What a role may do, and for whom it may act with --as."""

    may: list[Action] = []
    acts_for: list[PersonRole] = []


class PermissionsSection(Section):
    """The four roles."""

    reader: PermissionSection = PermissionSection()
    staff: PermissionSection = PermissionSection()
    manager: PermissionSection = PermissionSection()
    auditor: PermissionSection = PermissionSection()


class CouncilSection(Section):
    """A council file as a whole, after what it extends has been put beneath it."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    extends: Key | None = None
    key: Key
    name: Line
    short: Annotated[str, StringConstraints(max_length=40)] = ""
    land: Land
    kind: CouncilKind
    zone: Line = "Europe/Berlin"
    in_force: date | None = None
    source: Source = ""
    regional_holidays: list[Line] = []
    organizations: Annotated[list[OrganizationSection], Field(min_length=1, max_length=400)]
    routes: Annotated[list[RouteSection], Field(min_length=1, max_length=40)]
    terms: list[TermSection] = []
    flags: FlagsSection = FlagsSection()
    outcomes: list[OutcomeSection] = []
    deadlines: list[DeadlineSection] = []
    reminders: list[ReminderSection] = []
    permissions: PermissionsSection = PermissionsSection()
