"""Who moves: factions, groups and members named as applicants, one by one."""

from __future__ import annotations

import re
from functools import lru_cache

from workflow.intake.patterns import lazily
from workflow.intake.text.organizations import ORGANIZATION, may_name_organization, nominative
from workflow.intake.text.words import PARTY, PERSON

_ORGANIZATION = lazily(ORGANIZATION)

_GROUP_WORD = (
    r"(?:[\w-]*[Ff]raktions?(?:gemeinschaft)?(?:en)?|[\w-]*FRAKTION(?:EN)?|"
    r"[\w-]*[Ff]raktonen?|[Rr]atsgruppe|[\w-]*[Gg]ruppe)"
)
#: a line that is nothing but a faction's name, with the body it sits in
_FACTION_LINE = lazily(
    r"(?:[-–] ?)?(?:Die |Der )?(?P<name>(?![-–]|[Aa]ntr[aä]g|ANTR[AÄ]G|"
    r"Geschäftsstelle)[^\t:;!?]{1,55}?[- –]?(?:[A-ZÄÖÜ]{2,3}-)?(?:[A-ZÄÖÜ][a-zäöüß]*[a-zäöüß]s?-?)?"
    r"(?:[Ff]rak+t[ia]?i?oi?n(?:sgemeinschaft)?|FRAKTION|ratsfratsfraktion)"
    r"(?: (?:im|in der|in|des|der) [^\t:;.!?]{2,60}|"
    r" [A-ZÄÖÜ][\wäöü-]+(?:[ -][A-ZÄÖÜ][\wäöü-]+)?)?)(?: ?[-–])?$"
)
_FACTION_FIRST = lazily(
    r"(?:[-–] ?)?(?:[Dd]ie |[Dd]er )?(?P<name>(?:(?:[A-ZÄÖÜ][a-zäöüß]*)?[Ff]raktion(?:en)?|"
    r"(?:Rats)?[Gg]ruppe|Wählergruppe|Wählergemeinschaft) (?:der |von |des )?"
    rf"(?:{PARTY}(?: (?:im|in der|in|des|der) [^\t:;!?]{{2,60}})?|"
    r"[A-ZÄÖÜ&„\"][^\t:;!?.]{1,50}))(?: ?[-–])?$"
)
#: `der UWG-Gruppe im Samtgemeinderat`
_GROUP_LINE = lazily(
    rf"(?:[-–] ?)?(?:[Dd]ie |[Dd]er )?(?:{PARTY})[- ](?:(?:Rats|Stadtrats|Kreistags|Gemeinderats)-?)?"
    r"[Gg]ruppe"
    r"(?: (?:im|in der) [A-ZÄÖÜ][^\t:;.!?]{2,50})?$"
)
_PARTIES_LINE = lazily(
    rf"(?:[-–•] ?)?(?:{PARTY})(?:(?: ?[/,&+] ?| und | sowie |-)(?:{PARTY}))*(?: (?:im|"
    rf"in der|in|des|der) (?:Rat|Stadtrat|Kreistag|Gemeinderat|Bezirks\w+|Orts\w+|"
    rf"Stadt\w+)[^.:]*)?$"
)
_MEMBER_LINE = lazily(
    r"(?:(?:Das |Die |Der )?(?:Stadt(?:rat|rätin|räte|verordnete[rn]?)|Gemeinde(?:rat|"
    r"rätin|räte|vertreter(?:in)?)|Kreis(?:rat|rätin|räte)|"
    r"Rats(?:frau|herr|mitglied)|Kreistags(?:abgeordnete[rn]?|mitglied)|"
    r"Bezirksverordnete[rn]?|Einzel(?:vertreter|mandatsträger|stadtrat)(?:in)?|"
    r"Ortschafts(?:rat|rätin|räte)|Ortsrats(?:frau|herr|mitglied)|Mitglied des [\w-]+|"
    r"(?:Rats|Stadtrats|Ausschuss)mitglied))"
    rf" (?:Herrn? |Frau )?(?P<name>(?:{PERSON}|Dr\. [A-ZÄÖÜ][\w-]+)(?:(?:, |"
    rf" und ){PERSON})*(?: ?\([^)]{{2,40}}\)|, {PARTY})?)$"
)
_LABELLED = lazily(
    r"(?:(?:Antrag|Anfrage|Frage)stell(?:er|ende)[^:\t]{0,35}|Antragstellung|"
    r"Einreicher(?:in|innen)?|eingereicht (?:von|durch)|"
    r"Einbringer(?:in)?|Initiator(?:in|en)?|Ursprung(?:/Initiator)?|Ursprung, Initiator|"
    r"Urheber(?:in)?|"
    r"(?:(?:Der|Die) )?Fraktion(?:en)?(?: ?/ ?(?:Gruppe|Einzel\w+|Ratsmitglied\w*))*|gestellt von|"
    r"Absender(?:in)?|Antrag von|von)"
    r"(?: ?\((?:en|in|innen|r)\))? ?:[ \t]*(?P<value>.*)$",
    re.IGNORECASE,
)
_OF = lazily(
    r"(?:^|(?:antrag|antr[äa]ge?|anfrage|resolution|initiative)(?: Nr\.? ?\d{1,3})? ?)(?:\([^)]*\) ?)?(?:der|"
    r"des|von) (?P<who>.+)$",
    re.IGNORECASE,
)
_END_OF_WHO = lazily(
    r"[:;„\"“\t]|\.(?= |$)| [-–] | (?:zu[rm]?|auf|an|vom|nach|gem|gemäß|betreff\w*|betr|"
    r"bezüglich|bzgl|für|wegen|über|hinsichtlich|mit|aus)\b"
    r"|,? (?:dass|ob|damit|hier)\b|\((?!en\))| (?:im|in) (?!de[rmn] )(?!\w*(?:[Rr]at|"
    r"tag|vertretung|versammlung)\b)| (?!90\b)\d"
)
_CLAUSES = (
    lazily(
        rf"\b(?:beantragt|beantragen|stellt|stellen|bittet|bitten|bringt|bringen|reicht|"
        rf"reichen) (?:wir, )?(?:hiermit )?(?:die|"
        rf"der) (?P<who>(?:[^\s.:;]+ ){{0,9}}?[^\s.:;]*(?:[Ff]raktion(?:en)?|FRAKTION|"
        rf"[Gg]ruppe)\b(?: (?:(?:der |von )?{PARTY}(?:(?:, | und | sowie ){PARTY})*|"
        rf"im [A-ZÄÖÜ]\w+))?)"
    ),
    lazily(
        r"(?:^|[.:] |\n)(?:[Dd]ie|[Dd]er) (?P<who>(?:(?:unterzeichnenden|antragstellenden|"
        r"unterzeichneten) )?[^.:;\n]{0,150}?(?:[Ff]raktion(?:en)?|"
        r"[Gg]ruppe)\b[^.:;]{0,60}?) (?:beantrag\w+|stell(?:t|en)|bitte[nt]|fordern?t?|"
        r"bring(?:t|en)|reich(?:t|en)|schlägt)\b"
    ),
)
_SPLIT = lazily(r" ?[,;] ?(?:und |sowie )?| und | sowie | u\. | & (?=(?:die |der )?[A-ZÄÖÜ])| \+ |\t")
_ARTICLE = lazily(r"(?:(?:der|die|des|den|von|den|dem|und|sowie|durch|gez\.) )+", re.IGNORECASE)
_PLURAL = lazily(r"(?:[\w-]*[Ff]raktionen|FRAKTIONEN)(?: (?:der|von|des))? ")
_PLURAL_AFTER = lazily(r"[- ]+(?:[\w-]*[Ff]raktionen|FRAKTIONEN)(?= |$)")
_PARTY = lazily(PARTY)
_WHOLE_PARTY = lazily(rf"(?:{PARTY})$")
_FACTIONISH = lazily(rf"{PARTY}|{_GROUP_WORD}|[Ll]iste\b|[Ww]ähler|[Pp]artei|[Bb]ündnis|Bürger|Forum|Verein")
_SENTENCE = lazily(
    r"\b(?:ist|wird|werden|sind|haben|hat|möge|beantragt|bittet|stellt|für|auf|bei|durch|"
    r"alle|Vorsitzende\w*|Geschäftsführer\w*|Sitzung\w*|Büro)\b"
)
_SLANTED = lazily(r" ?(?<!90)/ ?(?!(?:[Dd]ie |DIE )?(?:Grün|GRÜN|Die PARTEI|PARTEI))")
_BETWEEN = lazily(r"Bündnis ?90[/ ]+ ")


@lru_cache(maxsize=1024)
def applicants_of_line(text: str) -> tuple[str, ...]:
    """The applicants that a line of the head names and nothing else; none for any other line.

    `-Gemeinderatsfraktion`, a form nobody filled in, names nobody.
    """
    text = _without_and(text.rstrip(" ,;"))
    if len(text) > 160 or not text or text.startswith(_OF_OTHERS) or _BARE_GROUP.match(text):
        return ()
    if any(sign in text for sign in _BETWEEN_CELLS):
        if cells := _parties_in_cells(text):
            return cells
        text = text if "\t" in text else _LETTERHEAD.split(text, maxsplit=1)[0]
    if len(text) > 110 or text.endswith((":", "beantragt", "bittet")):
        return ()
    if text.startswith(_OF_A_MEMBER):
        text = _CHAIR.sub("", text)
        if members := _MEMBERS.match(text[text.find(" ") + 1 :]):
            return _persons(members["names"])
    return _applicants_named(text)


def _applicants_named(text: str) -> tuple[str, ...]:
    """Parties, a list of factions, a member, or one faction."""
    parties = _PARTIES_LINE.match(text)
    if parties is None and text[-1] == "." and (parties := _PARTIES_LINE.match(text.rstrip(" ."))):
        text = text.rstrip(" .")
    text = text.replace(":-", "-")
    if listed := _listed(text):
        return listed
    if (member := _MEMBER_LINE.match(text)) and " " in member["name"]:
        return (_tidy(text),)
    factions = (_FACTION_LINE, _FACTION_FIRST, _GROUP_LINE) if _may_be_faction(text) else ()
    match = next((found for pattern in factions if (found := pattern.match(text))), None)
    if match is not None and not _SENTENCE.search(_VOTERS.sub("", text)):
        return split_applicants(text)
    return split_applicants(text) if parties else ()


def _may_be_faction(text: str) -> bool:
    """A cheap look before the thorough one, misspelt factions included."""
    return (
        "rakti" in text
        or "rakto" in text
        or "RAKTION" in text
        or "ruppe" in text
        or "Wähler" in text
        or "fratsfr" in text
        or "rakkti" in text
        or "rakta" in text
    )


def _without_and(text: str) -> str:
    """A line of a list without the word that leads to the next one or comes from the one before."""
    if text.endswith(_AND_AT_END):
        text = text.rpartition(" ")[0]
    return _OPEN_START.sub("", text) if text.startswith(_AND_FIRST) else text


#: `des Stadtverordneten Jan Kern`, `Vorsitzende der CDU-Fraktion` as the mover
_OF_A_MEMBER = ("des ", "der ", "von ", "Vorsitz", "Fraktionsvorsitz")
_CHAIR = lazily(r"^(?:Fraktions)?[Vv]orsitzende[rn]? der (?=[^,]*[Ff]raktion)")
_AND_AT_END = (" und", " sowie", " u.")
_AND_FIRST = ("und ", "sowie ", "u. ", "& ", "+ ")
_OPEN_START = lazily(r"^(?:und|sowie|u\.|&|\+) (?=(?:der |die )?[A-ZÄÖÜ&]|Fraktion)")
#: `zum Antrag der SPD-Fraktion` names who moved the other paper
_OF_OTHERS = ("zum ", "zur ", "zu ", "Zum ", "Zur ", "Zu ", "auf ", "an ", "An ", "gegen ", "nach ", "gemäß ")
#: `CDU-Fraktion · Rathaus · 12345 Ort`
_BETWEEN_CELLS = ("\t", " · ", " • ", " | ")
_LETTERHEAD = lazily(r" [·•|] |\t")


def _parties_in_cells(text: str) -> tuple[str, ...]:
    """Logos side by side: each cell a party or a faction, and nothing else on the line."""
    cells = [cell.strip() for cell in _LETTERHEAD.split(text) if cell.strip()]
    named = all(_WHOLE_PARTY.match(cell) or _FACTION_CELL.match(cell) for cell in cells)
    return tuple(dict.fromkeys(_tidy(cell) for cell in cells)) if named and len(cells) > 1 else ()


_FACTION_CELL = lazily(rf"(?:{PARTY})[- ](?:[A-ZÄÖÜ]?[A-ZÄÖÜa-zäöü]*[- ]?)?[Ff]raktion$")


#: `Fraktion Bürger für Elmstadt`: the preposition is part of the name
_VOTERS_FOR = r"\b(?:Bürger\w*|Wir|Bündnis|Gemeinsam|Liste|Allianz|Alternative|Forum|Initiative) für\b"
_VOTERS = lazily(_VOTERS_FOR)
_WHOLE_NAME = lazily(rf"(?:{_VOTERS_FOR})|\be\. ?V\.")
#: `- Ratsfraktion -` under a letterhead says nobody's name
_BARE_GROUP = lazily(
    r"(?:(?:Stadt|Gemeinde|Kreis)?[Rr]ät\w+ ?[/,] ?)+.*[Ff]raktion$|"
    r"[-–( ]*(?:[A-ZÄÖÜ]\w*)?(?:[Ff]raktion|[Gg]ruppe)[-–) ]*$"
)


def _listed(text: str) -> tuple[str, ...]:
    """A line that lists several factions, and may go on on the next."""
    if "raktion" not in text or not _SPLIT.search(text.rstrip(", ")) or _SENTENCE.search(text):
        return ()
    names = split_applicants(text.rstrip(", "))
    each = all(
        _FACTION_LINE.match(name) or _FACTION_FIRST.match(name) or _WHOLE_PARTY.match(name) for name in names
    )
    return names if len(names) > 1 and each else ()


@lru_cache(maxsize=1024)
def labelled_applicants(text: str) -> str | None:
    """What stands behind `Antragsteller:` and its kin: "" where the value follows on the next line."""
    match = _LABELLED.match(text) if ":" in text else None
    if match is None or (text[:4].lower() == "von:" and not _FACTIONISH.search(match["value"])):
        return None
    return _first_cell(match["value"].strip())


_GLUED = lazily(r"(?<=raktion)(?=[A-ZÄÖÜ])")


def _first_cell(value: str) -> str:
    """`SPD-FraktionSPD-Fraktion`, `AfDAfD`: the cells of origin and present state, glued into one."""
    value = _GLUED.split(value, maxsplit=1)[0]
    half = len(value) // 2
    return value[:half] if half > 1 and value[:half] == value[half:] else value


def applicants_of_kind(text: str) -> tuple[str, ...]:
    """The applicants in a heading: `Gemeinsamer Antrag der Fraktionen von CDU und FDP zum Haushalt`."""
    match = _OF.search(text)
    if match is None:
        return ()
    who = _COALITION.sub("", match["who"])
    if members := _MEMBERS.match(who):
        return _persons(members["names"])
    # `Bürger für Mühlheim`, `Freie Liste e. V.` is one name
    named = _WHOLE_NAME.sub(lambda whole: "x" * len(whole[0]), who)
    if end := _END_OF_WHO.search(named):
        who = who[: end.start()]
    if (
        may_name_organization(who)
        and (body := _ORGANIZATION.match(who))
        and body.end() == len(who.rstrip(" ."))
    ):
        return (nominative(who),)
    return split_applicants(who) if _FACTIONISH.search(who) else ()


_COALITION = lazily(r"^(?:(?:Koalition|Gruppen?|Mehrheits\w+|Kooperation)(?: aus| von) )(?=\w+.* und )")
_MEMBERS = lazily(
    rf"(?:(?:Stadt|Gemeinde|Kreis|Bezirks|Orts|Ortschafts|Rats|Kreistags|Stadtrats|Gemeinderats)-?"
    rf"(?:r[aä]te?s?|rätin(?:nen)?|verordneten?|vertreter(?:innen|in|s)?|mitglied(?:er|s|es)?|abgeordneten?|"
    rf"herrn?(?:en)?|frau(?:en)?)|Ratsmitglieder|Abgeordneten?) (?:Herrn? |Frau )?"
    rf"(?P<names>{PERSON}(?:(?:, | und | sowie )(?:Herrn? |Frau )?{PERSON})*)(?=$|[ ,:;(])"
)


def _persons(names: str) -> tuple[str, ...]:
    pieces = re.split(r", | und | sowie ", names)
    return tuple(re.sub(r"^(?:Herrn?|Frau) ", "", piece).strip() for piece in pieces)


def applicants_of_clause(text: str) -> tuple[str, ...]:
    """The applicants in the request: `beantragt die FDP-Fraktion`, `Die Fraktion X bittet um Beratung`."""
    for clause in _CLAUSES:
        if (match := clause.search(text)) and _PARTY.search(match["who"]):
            who = re.sub(r"^(?:unterzeichne\w+|antragstellenden) (?=\w)", "", match["who"])
            if found := split_applicants(who):
                return found
    return ()


def split_applicants(text: str) -> tuple[str, ...]:
    """Names of a list one by one; a name that holds "und" or a comma itself stays whole.

    `Fraktionen CDU, SPD und Bündnis 90/Die Grünen` are three, `KAL/Die PARTEI` is one faction.
    """
    text = _BETWEEN.sub("Bündnis 90/", text.strip(" -–.*")) if "90/ " in text else text.strip(" -–*")
    plural = _PLURAL.search(text) or _PLURAL_AFTER.search(text)
    if plural:
        text = " ".join((text[: plural.start()] + " " + text[plural.end() :]).split())
    pieces = [_tidy(piece) for piece in _SPLIT.split(text)]
    pieces = [piece for piece in pieces if piece]
    if plural and len(pieces) == 1:
        slanted = [_tidy(piece) for piece in _SLANTED.split(pieces[0])]
        if all(_WHOLE_PARTY.match(piece) for piece in slanted):
            pieces = slanted
    if len(pieces) > 1 and not all(_FACTIONISH.search(piece) for piece in pieces):
        pieces = [_tidy(text)]
    return tuple(dict.fromkeys(piece for piece in pieces if 1 < len(piece) <= 100))


def _tidy(name: str) -> str:
    name = name.strip(" -–*•\t,")
    if match := _ARTICLE.match(name):
        rest = name[match.end() :]
        # "Die Linke" and "Die PARTEI" own their article, with or without "-Fraktion" behind
        own = _PARTY.match(name)
        if own is None or own.end() <= match.end():
            name = rest
    return re.sub(r"\s*/\s+(?=[Dd]ie Grün|DIE GRÜN)|\s+/\s*(?=[Dd]ie Grün|DIE GRÜN)", "/", name)


def party_in_function(text: str) -> str | None:
    """The faction in a signatory's function: `Vorsitzender der SPD Ratsfraktion`."""
    match = _PARTY.search(text)
    if match is None:
        return None
    after = re.match(r"[- ]?[\w-]*[Ff]raktion\b", text[match.end() :])
    name = match[0] + (after[0] if after else "")
    return _tidy(name)
