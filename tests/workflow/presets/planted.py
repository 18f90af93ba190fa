"""A small sound council file, and a way to plant faults in it."""

from __future__ import annotations

from workflow import presets
from workflow.presets.fault import Fault
from workflow.presets.loading import Loaded

SOUND = """\
key: musterstadt
name: Stadt Musterstadt
land: NW
kind: stadt
organizations:
  - {key: rat, name: Rat, type: plenary}
  - {key: haupt, name: Hauptausschuss, type: main_committee, decides: true}
  - {key: bau, name: Bauausschuss, type: committee, decides: true}
  - {key: sozial, name: Sozialausschuss, type: committee}
  - {key: nord, name: Ortsrat Nord, type: district}
routes:
  - kind: motion
    stations:
      - {organization: nord, role: hearing, optional: true}
      - {organization: sozial, role: recommendation}
      - {organization: haupt, role: preparation}
      - {organization: rat, role: plenary_decision}
  - kind: committee_motion
    stations:
      - {organization: bau, role: committee_decision}
  - kind: inquiry
    stations:
      - {organization: rat, role: notice}
"""


def load(text: str, *, explore: bool = False) -> Loaded:
    """A file of these lines, without its state space unless asked for."""
    loaded = presets.load(text.encode(), "stadt.yaml")
    return presets.examined(loaded) if explore else loaded


def with_line(old: str, new: str, text: str = SOUND) -> str:
    """The file with one line changed; the line must be there."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def outcome(outcome: str, role: str, effect: str) -> str:
    """A line of the section `outcomes`."""
    return f"  - {{outcome: {outcome}, role: {role}, effect: {effect}}}\n"


def with_outcomes(*lines: str) -> str:
    """The sound file with outcomes of its own."""
    return SOUND + "outcomes:\n" + "".join(lines)


def only(loaded: Loaded) -> Fault:
    """The only fault of a file."""
    assert len(loaded.faults) == 1, [(f.place, f.code, dict(f.facts)) for f in loaded.faults]
    return loaded.faults[0]


def line_of(text: str, piece: str) -> int:
    """The number of the line that holds this piece."""
    found = [n for n, line in enumerate(text.splitlines(), 1) if piece in line]
    assert len(found) == 1, piece
    return found[0]
