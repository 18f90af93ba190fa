"""Reading what a council publishes and bringing it in: from its service, or from a folder of stored objects.

Two stages, each in small transactions. First the objects go into the mirror, page by page, with a mark how
far each list has been read, so that a reading that breaks off goes on where it was. Then what is fresh there
is compared with the calendar and the motions. A second run finds nothing fresh and changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from workflow.decide.scene import Decision
from workflow.intake.oparl import folder, pages
from workflow.intake.oparl.client import Client
from workflow.intake.oparl.refusals import (
    BadAddress,
    BrokenJson,
    NoSource,
    NotJson,
    OtherHost,
    Refused,
    TooLarge,
)
from workflow.office.histories import Line
from workflow.office.office import Office
from workflow.office.publications import Taken, take
from workflow.office.published_meetings import settle_meetings
from workflow.office.published_motions import Settled, settle_papers
from workflow.office.published_organizations import Bodies
from workflow.office.published_tally import Tally, tally
from workflow.store.published import Progress, Published

#: Clocks differ, and an object may be stamped before it can be seen: the window overlaps by this much.
_OVERLAP = timedelta(hours=26)

Tell = Callable[[int], None]


class Synced(NamedTuple):
    """What was read, and what came of it."""

    source: str
    taken: Taken
    meetings: Counter[str]
    motions: Settled
    organizations: list[str]
    asked: int  #: questions to the service
    tally: Tally


class Reading:
    """One reading of one source. `tell` is called with the number of objects read so far."""

    def __init__(
        self,
        office: Office,
        *,
        tell: Tell = lambda _: None,
        sink: Callable[[Line], None] = lambda _: None,
    ) -> None:
        self.office = office
        self.published = Published(office.book, office.council.id)
        self.bodies = Bodies(office, self.published)
        self.taken = Taken()
        self.meetings: Counter[str] = Counter()
        self.motions = Settled(sink)
        self._tell = tell

    def result(self, source: str, asked: int = 0) -> Synced:
        """The count so far."""
        counted = tally(self.office, self.published)
        return Synced(source, self.taken, self.meetings, self.motions, self.bodies.added, asked, counted)

    @contextmanager
    def _part(self) -> Iterator[None]:
        """One batch: all of it, or nothing."""
        try:
            with self.office.book.writing():
                yield
        except BaseException:
            self.bodies.forget()
            raise

    def read_folder(self, path: Path) -> None:
        """Take over the objects of a folder or file."""
        for batch in folder.batches(path):
            with self._part():
                take(self.office, self.published, batch.objects, self.taken)
            self._tell(self.taken.objects.total())

    def read_service(self, client: Client, url: str, *, whole: bool = False) -> None:
        """Take over what a service has, or what has changed since the last time (`whole`: all of it)."""
        found = pages.discover(client, url)
        with self._part():
            take(self.office, self.published, found.objects, self.taken)
        for one in found.lists:
            self._read_list(client, url, one, whole=whole)
        self._read_missing(client)

    def _read_list(self, client: Client, source: str, url: str, *, whole: bool) -> None:
        known = self.published.progress(url) or Progress(url, source)
        if whole and known.page is None:
            known = known._replace(since=None, etag=None)
        resumed = known.page is not None
        begun = known.begun if resumed and known.begun else self.office.now.isoformat()
        first = known.page or pages.windowed(url, known.since)
        etag = "" if resumed else known.etag or ""
        stamps = Taken()
        for count, page in enumerate(pages.pages(client, first, since=known.since, etag=etag)):
            if count == 0 and not resumed:
                begun = page.date or begun
            # One page may stay as it is while another changes: only a list of one page is known by its tag.
            newest = page.etag or None if count == 0 and not resumed and page.next is None else None
            stamps.stamps |= {str(o.get("modified", "")) for o in page.objects[:2]}
            done = page.next is None
            progress = known._replace(source=source, page=page.next, begun=None if done else begun)
            if done:
                progress = _finished(progress, begun, newest, stamps)
            with self._part():
                take(self.office, self.published, page.objects, self.taken)
                self.published.note(progress)
            self._tell(self.taken.objects.total())

    def _read_missing(self, client: Client) -> None:
        """Objects that others only link to and that no list has: one by one, and not without end.

        One that is refused or broken keeps nobody from the others; it is asked for again once somebody who
        names it has changed.
        """
        refused: set[str] = set()
        for _ in range(3):
            missing = self.published.missing(_MOST_SINGLE)
            wanted = [u for u in missing if u not in refused and client.belongs(u)]
            if not wanted:
                return
            for url in wanted:
                try:
                    data = client.get(url).data
                except _OF_ONE_OBJECT as refusal:
                    refused.add(url)
                    if refusal.facts.get("status") != _GONE:
                        continue
                    data = None
                objects = [data] if isinstance(data, dict) else []
                with self._part():
                    take(self.office, self.published, objects, self.taken)
                    self.published.asked(url)

    def settle(self) -> None:
        """Bring what is fresh into the calendar and to the motions."""
        more = True
        while more:
            with self._part():
                more = settle_meetings(self.office, self.published, self.bodies, self.meetings)
        with self._part():
            self.published.look_again_at_papers()
        more = True
        while more:
            with self._part():
                more = settle_papers(self.office, self.published, self.bodies, self.motions)
            self._tell(self.taken.objects.total())


#: What is wrong with one object, and not with the service.
_OF_ONE_OBJECT = (Refused, NotJson, BrokenJson, TooLarge, OtherHost)
#: The status of what was deleted for good.
_GONE = 410
#: Objects asked for by themselves in one run.
_MOST_SINGLE = 2_000


def _finished(progress: Progress, begun: str, etag: str | None, stamps: Taken) -> Progress:
    """A list read to its end. Where all objects bear one and the same stamp, asking for what is newer would
    find nothing for ever, or everything; so the whole list is read again next time, as an empty one is."""
    told = len(stamps.stamps) > 1 or any(not _says_nothing(s, begun) for s in stamps.stamps)
    window = (datetime.fromisoformat(begun) - _OVERLAP).isoformat()
    since = window if told or progress.since is not None else None
    return progress._replace(since=since, etag=etag)


def _says_nothing(stamp: str, begun: str) -> bool:
    """A stamp that is no moment of a change: none at all, 2000-01-01, or that of the asking."""
    return stamp[:4] <= "2001" or stamp[:10] == begun[:10]


def bring_in(
    office: Office,
    source: str,
    *,
    client: Client | None = None,
    whole: bool = False,
    tell: Tell = lambda _: None,
    sink: Callable[[Line], None] = lambda _: None,
) -> Synced:
    """Read a source (an address or a folder) and bring what it holds to the calendar and the motions.

    With `office.dry_run` all of it happens in one transaction that is taken back. Raises the refusals of
    `workflow.intake.oparl.refusals`.
    """
    reading = Reading(office, tell=tell, sink=sink)

    def work() -> Synced:
        if _is_address(source):
            asking = client or Client(source)
            reading.read_service(asking, source, whole=whole)
        else:
            asking = None
            reading.read_folder(Path(source))
        reading.settle()
        return reading.result(source, asking.asked if asking else 0)

    return _carried(office, work)


def _carried(office: Office, work: Callable[[], Synced]) -> Synced:
    if not office.dry_run:
        return work()
    found: list[Synced] = []

    def rehearsed() -> Decision:
        found.append(work())
        return Decision(())

    office.carry_out(rehearsed)
    return found[0]


def sync(
    office: Office, url: str = "", *, client: Client | None = None, tell: Tell = lambda _: None
) -> list[Synced]:
    """Fetch what has changed at an address, or at every one that was read before: the service's job.

    Raises NoSource where nothing was ever read.
    """
    known = Published(office.book, office.council.id).sources()
    sources = [url] if url else known
    if not sources:
        raise NoSource
    return [bring_in(office, one, client=client, tell=tell) for one in sources]


def _is_address(source: str) -> bool:
    scheme, separator, _ = source.partition("://")
    if separator and scheme.casefold() not in ("http", "https"):
        raise BadAddress(url=source)
    return bool(separator)
