"""What each benchmark found, as rows of one table: figure, floor, ratio, aim, spread."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Line(NamedTuple):
    """One row of the table. `better` says which side of the aim is good."""

    what: str
    figure: float
    unit: str
    floor: float | None
    ratio: float | None
    aim: float | None
    better: str = "more"
    spread: float | None = None  #: the slowest round over the fastest
    note: str = ""

    @property
    def met(self) -> str:
        """Whether the aim is met."""
        if self.aim is None or self.ratio is None:
            return self.note
        good = self.ratio >= self.aim if self.better == "more" else self.ratio <= self.aim
        return "met" if good else "missed"


def table(lines: list[Line]) -> Iterator[str]:
    """The lines for people."""
    yield f"{'':58}{'figure':>12} {'':5}{'floor':>11}{'ratio':>9}{'aim':>8}{'spread':>8}"
    for line in lines:
        floor, ratio, spread = (
            f"{v:.2f}" if v is not None else "" for v in (line.floor, line.ratio, line.spread)
        )
        aim = "" if line.aim is None else f"{'≥' if line.better == 'more' else '≤'} {line.aim:.3g}"
        figures = f"{line.figure:>12.2f} {line.unit:5}{floor:>11}{ratio:>9}{aim:>8}{spread:>8}"
        yield f"{line.what:58}{figures}  {line.met}".rstrip()


def of_advance(found: Any) -> Iterator[Line]:
    """benchmarks.advance"""
    engine, hand, sync = (found[key] for key in ("engine", "by hand", "sync"))
    spread = found.get("spread engine")
    yield Line("advance, SQLite FULL / by hand", engine, "µs", hand, hand / engine, 0.7, "more", spread)
    yield Line("advance, SQLite FULL / fdatasync", engine, "µs", sync, sync / engine, None)


def of_meeting(found: Any) -> Iterator[Line]:
    """benchmarks.meeting"""
    what, once = "200 results at once / single", found["at once"]
    yield Line(what, once, "µs", found["single"], found["times"], 10, "more", found.get("spread"))


def of_server(found: Any) -> Iterator[Line]:
    """benchmarks.server"""
    for clients, row in found.items():
        aim = 1.0 if clients == "1" else 0.6
        what = f"advance, PostgreSQL, {clients} clients / pgbench"
        figures = (row["engine"], "/s", row["pgbench"], row["ratio"], aim)
        yield Line(what, *figures, "more", row.get("spread"))


def of_scale(found: Any) -> Iterator[Line]:
    """benchmarks.scale"""
    row = found["search through the index"]
    yield Line(
        "search / the same query bare", row["search"], "µs", row["bare query"], row["ratio"], 1.3, "less"
    )
    yield Line(
        "search / whole words only", row["search"], "µs", row["whole words"],
        row["search"] / row["whole words"], None,
    )  # fmt: skip
    for name, row in found.items():
        if "spread" in row:
            sizes = [key for key in row if key not in ("ratio", "spread")]
            what = f"{name}, {sizes[-1]} / {sizes[0]}"
            figures = (row[sizes[-1]], "ms", row[sizes[0]], row["ratio"], 1.5)
            yield Line(what, *figures, "less", row["spread"])


def of_startup(found: Any) -> Iterator[Line]:
    """benchmarks.startup"""
    medians = found["median_ms"]
    bare = medians["python -c pass"]
    for name, value in medians.items():
        if name != "python -c pass":
            yield Line(f"{name} / python -c pass", value, "ms", bare, value / bare, 6, "less")


def of_reminders(found: Any) -> Iterator[Line]:
    """benchmarks.reminders"""
    for name, row in found.items():
        if "ratio" in row:
            aim = 0.5 if name.startswith("sent") else 1 / 3 if name.startswith("idle") else None
            figures = (row["ours"], "µs", row["floor"], row["ratio"], aim)
            yield Line(f"reminders: {name}", *figures, "more", row.get("spread"))


def of_idle(found: Any) -> Iterator[Line]:
    """benchmarks.idle"""
    what = f"idle worker over {found['motions']} open motions"
    yield Line(f"{what}: CPU", found["cpu %"], "%", found["sleeper cpu %"], found["cpu %"], 0.1, "less")
    memory = found["memory MB"]
    yield Line(f"{what}: memory", memory, "MB", found["sleeper MB"], memory, 80, "less")


def of_audit(found: Any) -> Iterator[Line]:
    """benchmarks.audit"""
    for name, value in found.items():
        if "/" in name and "MB" not in name:
            aim = {"verify / raw": 2.5, "advance on / off": 1.10}.get(name)
            yield Line(f"audit: {name}", value, "×", None, value, aim, "less")
        else:
            yield Line(f"audit: {name}", value, "", None, None, None)


def of_machine(found: Any) -> Iterator[Line]:
    """benchmarks.machine"""
    figures = (found["step us"], "µs", found["trigger us"], found["ratio"], 0.9)
    yield Line("step of the machine / Event.trigger", *figures, "more", found["spread"])
    held = found["held bytes"]
    yield Line("held for each motion", held, "bytes", found["add_model bytes"], held, 200, "less")


def of_peers(found: Any) -> Iterator[Line]:
    """benchmarks.peers"""
    for name, row in found.items():
        missing = f"not measured: {row['missing']}" if "missing" in row else ""
        figures = (row["ours"], "µs", row.get("peer"), row.get("times"), row["aim"])
        yield Line(name, *figures, "more", row["spread"], missing)
