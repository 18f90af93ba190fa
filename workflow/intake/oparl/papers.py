"""Which published papers are motions, amendments or inquiries, by the words of their type and name."""

from __future__ import annotations

import re

#: Papers about motions, and applications that are none: an answer, a report, a building application.
_ABOUT = re.compile(
    r"antwort|stellungnahme|mitteilung|bericht(?!santrag)|niederschrift|protokoll|bekanntgabe|vorlage\b"
    r"|einladung|tagesordnung|sachstand|(?:bau|förder|zuschuss|zuwendungs|genehmigungs|visum)(?:vor)?antr"
    r"|bauvoranfrage|bauanfrage"
)
_AMENDMENT = re.compile(
    r"(?:änderungs|ergänzungs|zusatz|erweiterungs|alternativ|gegen|abänderungs)(?:-|/|\s|und|oder)*\S*antr"
)
_INQUIRY = re.compile(r"anfrage|fragestunde|interpellation")
_URGENT = re.compile(r"dringlich|eilantr")
_BUDGET = re.compile(r"haushalt\S*antr|etatantr|antr\S* zum haushalt")
_SUGGESTION = re.compile(r"(?:bürger|einwohner)\S*antr|anregung|petition|eingabe")
_RESOLUTION = re.compile(r"^resolution|entschließung|resolutionsantr")
_MOTION = re.compile(r"antrag|anträge|prüfauftrag")

#: Types that say nothing: then the name has to tell.
_VAGUE = re.compile(r"^(?:|vorlage|drucksache|dokument|sonstige\S*|unbekannt|paper|allgemein\S*)$")
#: How motions are named: by who brings them, or as an amendment; "Antrag auf Baugenehmigung" is none.
_NAMED = re.compile(
    r"^(?:gemeinsam\w*|interfraktionell\w*|dringlich\w*)?\s*\w*(?:-|/)?\w*(?:antrag|anfrage)\s*"
    r"(?:\S+\s){0,3}?(?:der|des|von|vom|gem\.?|nach)\b"
)


def paper_kind(written: str, name: str) -> str:
    """The kind of a paper as histories name it (motion, amendment, inquiry, urgent_motion …); empty for what
    is no motion: papers of the administration, reports, answers."""
    kind, title = written.casefold().strip(), name.casefold().strip()
    if _VAGUE.match(kind):
        return _kind(title.partition(":")[0]) if _NAMED.match(title) or _AMENDMENT.match(title) else ""
    if _INQUIRY.search(kind) and _MOTION.search(kind):  # "Anträge und Anfragen"
        return "inquiry" if title.startswith("anfrage") else _kind(_INQUIRY.sub("", kind))
    return _kind(kind)


def _kind(words: str) -> str:
    if words.startswith("antrag") and "vorlage" in words:
        words = words.replace("vorlage", "")
    if _ABOUT.search(words):
        return ""
    tests = (
        (_AMENDMENT, "amendment"),
        (_INQUIRY, "inquiry"),
        (_URGENT, "urgent_motion"),
        (_BUDGET, "budget_motion"),
        (_SUGGESTION, "suggestion"),
        (_RESOLUTION, "resolution"),
        (_MOTION, "motion"),
    )
    return next((kind for pattern, kind in tests if pattern.search(words)), "")
