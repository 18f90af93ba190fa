"""Patterns that several rules share: parties, factions, persons' names."""

from __future__ import annotations

#: parties by name as they print themselves; voters' groups by how their names are built
PARTY = (
    r"(?:CDU(?: ?[/&-] ?(?:CSU|FWG?V?|FDP))?|CSU|SPD|F\.?D\.?P\.?(?=\W|$)|AfD|AFD|Freie Demokraten|Liberale|"
    r"(?:Bündnis|BÜNDNIS|Buendnis|Bü|B) ?['’‘´`]? ?\u0301? ?90 ?[/,-]? ?(?:[Dd]ie |DIE )?(?:Grünen?|GRÜNEN?)|"
    r"(?:[Dd]ie |DIE )?(?:Grünen?|GRÜNEN?|Gruenen?)(?![a-zäöü])|(?:[Dd]ie |"
    r"DIE )?(?:Linken?|LINKEN?)(?:\.PDS|\.?)(?![a-zäöü])|"
    r"PDS|BSW|Volt|VOLT|Piraten(?:partei)?|PIRATEN|(?:Freie|FREIE) (?:Wähler|"
    r"WÄHLER)(?:gemeinschaft|vereinigung)?|"
    r"FWG?V?|UWG|UBG|UWV|BWG|WGS?|ÖDP|ödp|(?:Die|DIE) PARTEI|Tierschutzpartei|SSW|NPD|REP|BfB|BIW|dieBasis|"
    r"[A-ZÄÖÜ][\w-]*(?:liste|LISTE|wählergemeinschaft|gruppierung))"
)
_GROUP = (
    r"(?:[Ff]raktionsgemeinschaft|FRAKTIONSGEMEINSCHAFT|[\wäöü]*[Ff]rakti?on(?:en)?|[A-ZÄÖÜ]*FRAKTION(?:EN)?)"
)
_NAME = r"[A-ZÄÖÜ0-9&][\wäöüß&|/.'’‘´`+\u0301-]*"
#: `SPD-Ratsfraktion`, `FDP Ortschaftsratsfraktion`, `B ́90/DIE GRÜNEN-OR-Fraktion`
FACTION = rf"(?:{_NAME}(?: ?[/&+|\u0301] ?| )){{0,4}}(?:{_NAME} ?[-–]? ?)(?<![a-zäöü] ){_GROUP}"
TITLES = r"(?:Dr\.|Prof\.|Dipl\.-\w+\.?|med\.|phil\.|jur\.|h\. ?c\.|Ing\.|Mag\.|StD|M\.A\.|B\.A\.)"
_SURNAME = r"[A-ZÄÖÜÉØ][a-zäöüßéèøçáóíñığşć]+(?:['’]?[A-ZÄÖÜ][a-zäöüßéèøç]+)?(?:-[A-ZÄÖÜ][a-zäöüßéø]+)*"
#: first names (with initials), nobility, surname
PERSON = (
    rf"(?:{TITLES} ?)*{_SURNAME}(?: (?:{_SURNAME}|[A-ZÄÖÜ]\.)){{0,2}}"
    rf"(?: (?:von|vom|van|de[rn]?|zu|zur|di|da|del|el|al)(?: (?:der|den|dem|und zu))?)?(?: |-){_SURNAME}"
)
