"""Which organization a name means, as documents and people write it."""

from __future__ import annotations

import pytest

from states.council import Organization, OrganizationType
from tests.world import a_council
from workflow.office.organizations import UnknownOrganization, added, find, required, type_of

KIND = OrganizationType
COUNCIL = a_council(
    organizations=(
        Organization(
            "soziales", "Ausschuss für Soziales und Gesundheit", KIND.COMMITTEE, "ASG", ("Sozialausschuss",)
        ),
        Organization("finanzen", "Finanz- und Wirtschaftsausschuss", KIND.COMMITTEE, "FiWi"),
        Organization("pla", "Planungsausschuss", KIND.COMMITTEE, "PlA"),
        Organization("pla-nord", "Planungsausschuss Nord", KIND.COMMITTEE),
        Organization("buerger", "Ausschuss für Bürgeranträge", KIND.COMMITTEE),
        Organization("haupt", "Haupt- und Finanzausschuss", KIND.MAIN_COMMITTEE, "HFA"),
        Organization("rat", "Rat der Stadt Musterstadt", KIND.PLENARY, "Rat"),
        Organization("gr", "Ortsrat Großweiler", KIND.DISTRICT, "OR Gr."),
    )
)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Ausschuss für Soziales und Gesundheit", "soziales"),
        ("des Ausschusses für Soziales und Gesundheit", "soziales"),
        ("im Ausschuss  für Soziales\nund Gesundheit", "soziales"),
        ("Sozialausschusses", "soziales"),
        ("ASG", "soziales"),
        ("asg", "soziales"),
        ("Ausschuss für Soziales und Gesundheit (ASG)", "soziales"),
        ("Finanz- und Wirtschaftsausschuss", "finanzen"),
        ("des Finanz- und Wirtschaftsausschusses:", "finanzen"),
        ("Planungsausschuss", "pla"),
        ("den Planungsausschuss", "pla"),
        ("Planungsausschusses Nord", "pla-nord"),
        ("Ausschuss für Bu\u0308rgerantra\u0308ge", "buerger"),
        ("AUSSCHUSS FÜR BÜRGERANTRÄGE", "buerger"),
        ("Haupt- und Finanzausschuss", "haupt"),
        ("HFA", "haupt"),
        ("Rat der Stadt Musterstadt", "rat"),
        ("Rat", "rat"),
        ("des Rates", "rat"),
        ("der Rat der Stadt", "rat"),
        ("Stadtrat", "rat"),
        ("Gemeinderates", "rat"),
        ("Ortsrat Grossweiler", "gr"),
        ("Ortsrates Großweiler", "gr"),
        ("finanzen", "finanzen"),
    ],
)
def test_a_name_is_known_as_documents_write_it(written: str, key: str) -> None:
    found = find(COUNCIL, written)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize(
    "written",
    [
        "",
        "Ausschuss",
        "Ausschuss für Soziales",
        "Rechnungsprüfungsausschuss",
        "Planung",
        "Nord",
        "Ortsrat",
        "Beirat",
        "Ratsinformationssystem",
        "Verwaltungsrat der Sparkasse",
    ],
)
def test_a_name_that_is_only_like_one_means_none(written: str) -> None:
    assert find(COUNCIL, written) is None


def test_what_is_not_known_comes_with_the_nearest_names() -> None:
    with pytest.raises(UnknownOrganization) as refused:
        required(COUNCIL, "Planungsausschus")
    assert refused.value.facts["known"][0] == "Planungsausschuss"  # type: ignore[index]
    with pytest.raises(UnknownOrganization) as refused:
        required(COUNCIL, "Xyz")
    assert len(refused.value.facts["known"]) == 8  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Kreistag", KIND.PLENARY),
        ("Landschaftsversammlung Rheinland", KIND.PLENARY),
        ("Stadtverordnetenversammlung", KIND.PLENARY),
        ("Verwaltungsausschuss", KIND.MAIN_COMMITTEE),
        ("Haupt- und Finanzausschuss", KIND.MAIN_COMMITTEE),
        ("Bezirksvertretung 3", KIND.DISTRICT),
        ("Ortschaftsrat Dorf", KIND.DISTRICT),
        ("Seniorenbeirat", KIND.GROUP),
        ("Arbeitskreis Verkehr", KIND.GROUP),
        ("FDP-Fraktion", KIND.FACTION),
        ("Betriebsausschuss 2", KIND.COMMITTEE),
        ("Rechnungsprüfungsausschuss", KIND.COMMITTEE),
    ],
)
def test_a_new_name_tells_what_kind_of_organization_it_is(name: str, kind: OrganizationType) -> None:
    assert type_of(name) is kind


def test_a_new_organization_gets_a_key_of_its_own() -> None:
    made, fact = added(COUNCIL, "Ausschuß für Öffentlichkeit")
    assert (made.key, made.type, made.decides) == ("ausschuss-fuer-oeffentlichkeit", KIND.COMMITTEE, False)
    assert fact.event.data["name"] == "Ausschuß für Öffentlichkeit"
    again = COUNCIL._replace(organizations=(*COUNCIL.organizations, made))
    assert added(again, "Ausschuß für Öffentlichkeit!")[0].key == "ausschuss-fuer-oeffentlichkeit-2"
    assert added(COUNCIL, "3. Ausschuss")[0].key[0].isalpha()
    assert added(COUNCIL, "…")[0].key == "gremium"


def test_a_council_has_one_plenary_and_one_main_committee() -> None:
    assert added(COUNCIL, "Kreistag")[0].type is KIND.COMMITTEE
    assert added(COUNCIL, "Verwaltungsausschuss")[0].type is KIND.COMMITTEE
    bare = a_council(organizations=())
    assert (added(bare, "Kreistag")[0].type, added(bare, "Kreistag")[0].decides) == (KIND.PLENARY, True)
