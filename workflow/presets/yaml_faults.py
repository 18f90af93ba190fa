"""What can be wrong with a council file as YAML: code, sentence and way out of each fault."""

from __future__ import annotations

from typing import Any

from states.refusal import N_
from workflow.presets.fault import Fault, Said, Spot, fault_at

_YAML = "tag:yaml.org,2002:"
SCALAR_TAGS = frozenset(_YAML + kind for kind in ("str", "int", "bool", "null", "timestamp")) | {"!"}
COLLECTION_TAGS = frozenset({_YAML + "map", _YAML + "seq", "!"})

TOO_LARGE = Said(
    "too_large",
    N_("The file has {bytes} bytes; a council file has {most} at most."),
    N_("Check whether this is the right file."),
)
NOT_UTF8 = Said(
    "not_utf8",
    N_("From here on the file is not written in UTF-8."),
    N_("Save it again with the encoding UTF-8."),
)
CONTROL_CHARACTER = Said(
    "control_character",
    N_("There is an invisible control character here."),
    N_("Delete it, or check whether this is a text file at all."),
)
TOO_DEEP = Said(
    "too_deep",
    N_("Values are nested more than {most} levels deep here."),
    N_("A council file needs five levels; check brackets and indentation."),
)
TOO_MANY = Said(
    "too_many",
    N_("The file holds more than {most} values, repeated ones counted each time."),
    N_("Check the anchors (&…, *…) for repetitions within repetitions."),
)
EMPTY = Said(
    "empty", N_("The file is empty."), N_("Start from one that comes with the program: council list.")
)
NO_KEYS = Said(
    "no_keys",
    N_("A council file consists of keys with values (name: …) at its top level."),
    N_("Compare with one that comes with the program: council list."),
)
SEVERAL_DOCUMENTS = Said(
    "several_documents",
    N_("A second document begins here; a file describes one council."),
    N_("Remove the line ---, or put the second council into a file of its own."),
)
UNKNOWN_ANCHOR = Said(
    "unknown_anchor",
    N_("*{anchor} repeats something that was not marked with &{anchor} before."),
    N_("Mark the first place with &{anchor}, or write the value out."),
)
TAG = Said(
    "tag",
    N_("Tags such as {tag} have no meaning in a council file."),
    N_("Remove the tag; put a text that begins with an exclamation mark in quotes."),
)
KEY_NO_TEXT = Said(
    "key_no_text",
    N_("A key has to be a word."),
    N_("Put it in quotes, or check the indentation."),
)
DUPLICATE_KEY = Said(
    "duplicate_key",
    N_("The key “{key}” stands here a second time; the first one is in line {line}."),
    N_("Remove one of the two."),
)
MERGE_KEY = Said(
    "merge_key",
    N_("The merge key << takes the keys of something marked with &…, not a single value."),
    N_("Refer to a mapping: <<: *NAME"),
)
SYNTAX = Said(
    "syntax",
    N_("This is not valid YAML: {problem}."),
    N_("Check colons, quotes and indentation here."),
)
_KNOWN: tuple[tuple[str, Said], ...] = (
    (
        "\\t",
        Said(
            "syntax_tab",
            N_("A tab stands where YAML only takes spaces."),
            N_("Replace the tab by spaces."),
        ),
    ),
    (
        "mapping values are not allowed",
        Said(
            "syntax_colon",
            N_("A colon stands here where none can be."),
            N_("Put a text that contains “: ” in quotes, and check the indentation."),
        ),
    ),
    (
        "could not find expected ':'",
        Said(
            "syntax_no_colon",
            N_("A key without its colon, or a line that is not indented like the one before it."),
            N_("Write “key: value”, and indent what belongs to it."),
        ),
    ),
    (
        "expected <block end>",
        Said(
            "syntax_indentation",
            N_("The indentation does not fit what stands above."),
            N_("Indent lines of the same list or mapping by the same number of spaces."),
        ),
    ),
    (
        "while scanning a quoted scalar",
        Said(
            "syntax_quote",
            N_("A quotation mark is opened and not closed."),
            N_("Close it, or remove the opening one."),
        ),
    ),
    (
        "expected ',' or",
        Said(
            "syntax_bracket",
            N_("A bracket is not closed, or a comma is missing."),
            N_("Check the brackets [ ] and { } of this line."),
        ),
    ),
)


def syntax_fault(error: Exception, name: str) -> Fault:
    """The fault that ruamel.yaml met, in our words where it is a common one."""
    mark: Any = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    place = Spot(name, mark.line + 1, mark.column + 1) if mark is not None else Spot(name, 1, 1)
    problem = str(getattr(error, "problem", None) or error).strip()
    whole = f"{getattr(error, 'context', '')} {problem}"
    begun: Any = getattr(error, "context_mark", None)
    for sign, said in _KNOWN:
        if sign in whole:
            # what is never closed is found at the end of the file, but has to be mended where it begins
            opened = begun is not None and said[0] in ("syntax_quote", "syntax_bracket")
            return fault_at(Spot(name, begun.line + 1, begun.column + 1) if opened else place, said)
    return fault_at(place, SYNTAX, problem=problem.splitlines()[0])
