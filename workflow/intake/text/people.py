"""Who signed, and whom a letter addresses."""

from __future__ import annotations

import re

from workflow.intake.patterns import lazily
from workflow.intake.text.lines import Line
from workflow.intake.text.parties import party_in_function
from workflow.intake.text.words import PERSON, TITLES

_FUNCTION = (
    r"(?:(?:[Ss]tv\.?|[Ss]tellv(?:ertretende[rn]?|\.)|1\.|"
    r"2\.) )?(?:Fraktions-?[Vv]orsitz\w*|Vorsitz\w*|Fraktionssprecher\w*|Sprecher\w*|"
    r"Fraktionsgeschäftsführ\w*|Geschäftsführ\w*|"
    r"Stadt(?:rat|rätin|räte|verordnete[rn]?)|(?:Markt|Verbands|Orts|Samt)?[Gg]emeinde(?:rat|rätin|räte|"
    r"vertreter(?:in)?)|(?:Kreis|Bezirks|Regions)(?:rat|rätin|räte)|Rats(?:herr|frau|mitglied)|Ortschafts(?:rat|"
    r"rätin|räte)|Kreistags\w+|"
    r"Bezirksverordnete[rn]?|Landtagsabgeordnete[rn]?|Ortsbürgermeister\w*|"
    r"Gruppenvorsitz\w*|Gruppensprecher\w*|Ratsgruppe|Mitglied|Obmann|Obfrau|"
    r"sachkundige[rn]? \w+|Vertreter(?:in)?)"
)
_PERSON = lazily(PERSON)
_PERSON_LINE = lazily(
    rf"(?:(?:{_FUNCTION}|Herrn?|Frau|gez\.?:?|Gez\.?:?) )*(?P<name>{PERSON})(?:,? (?:MdL|"
    rf"MdB|MdEP|M\.A\.|MBA))?(?:[,;]? ?[(–-]? ?(?:{_FUNCTION}|für die|und die Fraktion|"
    rf"und Fraktion|SPD|CDU|FDP|CSU|AfD|Die|GRÜNE|Bündnis|BÜNDNIS|B90|DIE|\().*)?[.,;]?$"
)
_SIGN = lazily(
    r"(?:i\. ?[AV]\.|f\. ?d\. ?R\.(?: ?d\. ?A\.)?:?|[Ff]ür die Richtigkeit:?|"
    r"[Gg]ez(?:eichnet)?\b\.? ?:?|[Uu]nterzeichnet(?: von| durch)?:?|"
    r"Unterzeichner(?:innen|in)?:?|Unterschrift(?:en)?:?|"
    r"Initiative:|Initiator(?:in|en|innen)?:)[ \t]*(?P<rest>.*)$"
)
_CUT = lazily(rf",? (?:und )?(?:die )?(?:Fraktion|{_FUNCTION})\b.*$|\(.*?\)")
_AND = lazily(r", | und |; | / |\t")
_WORDS = lazily(rf"(?:{TITLES} ?)*[A-ZÄÖÜÉØ][\wäöüßøé.'’-]+|\b(?:von|van|de|der|zu)\b")
_NOT_NAMES = lazily(
    r"\b(?:Fraktion|Gruppe|Grüße[n]?|Grüsse[n]?|Gruß|Gruss|Stadt|Gemeinde|Kreis|Anlage|Telefon|Straße|Vorlage|Antrag|"
    r"Sachverhalt|Begründung|Ergänzende|Erläuterungen|Dezernat|Ratsfraktion|Bündnis|"
    r"Grünen|Linke|Partei|Seite|"
    r"Kreistag|Gemeinderat|Stadtrat(?=$)|Ortschaftsrat(?=$)|Rathaus|Freie|Wähler|Grüne|"
    r"Mit|Für|Die|Der|Das|Zustimmung|Datum|Unterschrift|Nachrichtlich|Kopie|Verteiler|"
    r"Keine|Anlagen|Im|In|Am|Zur|Zum|Beschluss\w*|Abbildung|Auf|Bei|Eine|Ein)\b"
)


def read_signatories(
    lines: tuple[Line, ...], start: int
) -> tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...]]:
    """Names below the closing, the factions that their functions name, and the lines of the names."""
    names: list[str] = []
    factions: list[str] = []
    where: list[int] = []
    misses = 0
    for at in range(start, len(lines)):
        text = lines[at].text
        if sign := _SIGN.match(text):
            text = sign["rest"]
            misses = 0
        if not text:
            continue
        found = names_of_line(text)
        if found:
            names.extend(found)
            where.append(lines[at].no)
            misses = 0
        else:
            misses += 1
        if names and (faction := _faction_of(text)):
            factions.append(faction)
        if (names and misses > 3) or misses > 6:
            break
    return tuple(dict.fromkeys(names)), tuple(dict.fromkeys(factions)), tuple(where)


def _faction_of(text: str) -> str | None:
    return party_in_function(text) if re.match(_FUNCTION, text) and len(text) < 90 else None


def names_of_line(text: str) -> tuple[str, ...]:
    """The persons a line of signatures names, and nothing where it says anything else.

    `Anna Meier, Fraktionsvorsitzende, und Dr. Jan Kuhn` are two; so are two names with only a gap between.
    """
    if len(text) > 150 or text[-1] in ":!?":
        return ()
    if (single := _PERSON_LINE.match(text)) and not _NOT_NAMES.search(single["name"]):
        name = _CUT.sub("", single["name"]).strip(" ,")
        return (name,) if name.count(" ") < 3 or "." in name or " von " in name else _in_pairs(name)
    names: list[str] = []
    for piece in (_bare_name(part) for part in _AND.split(text)):
        if not piece or _ONLY_FUNCTION.match(piece):
            continue
        if _NOT_NAMES.search(piece):
            return tuple(names)
        if _PERSON.fullmatch(piece):
            names.extend([piece] if len(_WORDS.findall(piece)) < 4 else _in_pairs(piece))
        elif paired := _in_pairs(piece):
            names.extend(paired)
        else:
            return ()
    return tuple(names)


_ONLY_FUNCTION = lazily(rf"{_FUNCTION}$")
_BEFORE_NAME = lazily(rf"^(?:{_FUNCTION}|Herrn?|Frau|[Gg]ez\.?:?|und|i\. ?[AV]\.|f\. ?d\. ?R\.) ")


def _bare_name(part: str) -> str:
    return _CUT.sub("", _BEFORE_NAME.sub("", part.strip(" .,;"))).strip()


def _in_pairs(text: str) -> tuple[str, ...]:
    """Names that lost what parted them: first name and surname by twos."""
    words = _WORDS.findall(text)
    if len(words) < 4 or len(words) % 2 or " ".join(words) != " ".join(text.split()):
        return ()
    pairs = tuple(f"{words[i]} {words[i + 1]}" for i in range(0, len(words), 2))
    return pairs if all(_PERSON.fullmatch(pair) for pair in pairs) else ()
