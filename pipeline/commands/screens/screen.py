"""What the operator sees while an episode is made, and at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from pipeline.messages import _, ngettext, shown

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress, TaskID

    from pipeline.build import Order, Summary
    from pipeline.progress import Screen


@contextmanager
def screen_for(output: TextIO) -> Iterator[Screen]:
    """A live screen on a terminal, plain lines anywhere else."""
    if not output.isatty():
        yield PlainScreen(output)
        return
    live = LiveScreen(output)
    try:
        yield live
    finally:
        live.close()


class PlainScreen:
    """One line for each thing that happens; for log files and pipes."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._sentences = self._said = 0

    def planned(self, waiting: int) -> None:
        if waiting:
            self._say(ngettext("{n} document to look at", "{n} documents to look at", waiting).format(n=waiting))

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:  # noqa: ARG002  # no bar
        self._sentences, self._said = sentences, 0
        text = ngettext(
            "{source}: “{title}”, {n} sentence, {engine}", "{source}: “{title}”, {n} sentences, {engine}", sentences
        )
        self._say(text.format(source=source, title=title, n=sentences, engine=engine))

    def sentence(self, syllables: int) -> None:  # noqa: ARG002  # likewise
        self._said += 1
        if self._said == self._sentences or self._said % 20 == 0:
            self._say(
                ngettext("  {done} of {n} sentence", "  {done} of {n} sentences", self._sentences).format(
                    done=self._said, n=self._sentences
                )
            )

    def finished(self, source: str) -> None:
        pass

    def notice(self, where: str, text: str) -> None:
        self._say("! " + (f"{where}: {text}" if where else text))

    def _say(self, text: str) -> None:
        print(text, file=self._output, flush=True)


class LiveScreen:
    """Two bars: the sentences of the episode at hand, and all documents with the time that remains.

    Time is told by syllables, which take as long to say in any document: of those that nobody has read yet, each is
    taken to have as many as the others on average.
    """

    def __init__(self, output: TextIO) -> None:
        from rich.console import Console  # late: only a terminal with something to do pays for it

        self._console = Console(file=output)
        self._progress: Progress | None = None
        self._all: TaskID | None = None
        self._one: TaskID | None = None
        self._sentences = self._said = 0
        self._waiting = 0
        """Documents in all."""
        self._at_hand = ""
        """The document whose sentences are being said."""
        self._syllables: dict[str, int] = {}
        """Of each document that has been begun."""
        self._done: dict[str, int] = {}
        """Syllables that have their sounds, of each document that has been begun or is done with."""

    def planned(self, waiting: int) -> None:
        if not waiting:
            return
        self._waiting = waiting
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        self._progress = Progress(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=28),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.fields[detail]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=self._console,
            transient=True,
            speed_estimate_period=300.0,
        )
        self._all = self._progress.add_task(
            _("all"), total=None, detail=ngettext("{n} document", "{n} documents", waiting).format(n=waiting)
        )
        self._progress.start()

    def started(self, source: str, title: str, engine: str, sentences: int, syllables: int) -> None:
        if self._progress is None:
            return
        self._at_hand = source
        self._syllables[source], self._done[source] = syllables, 0
        self._show_all()
        if self._one is not None:
            self._progress.remove_task(self._one)
        self._sentences, self._said = sentences, 0
        self._one = self._progress.add_task(_shortened(title), total=sentences, detail=engine)

    def sentence(self, syllables: int) -> None:
        self._said += 1
        if self._progress is None or self._one is None or self._all is None:
            return
        detail = ngettext("{done} of {n} sentence", "{done} of {n} sentences", self._sentences).format(
            done=self._said, n=self._sentences
        )
        self._progress.update(self._one, advance=1, detail=detail)
        self._done[self._at_hand] += syllables
        self._show_all()

    def finished(self, source: str) -> None:
        self._done[source] = self._syllables.get(source, 0)  # what failed is not said any more
        self._show_all()

    def _show_all(self) -> None:
        if self._progress is None or self._all is None:
            return
        begun, unread = sum(self._syllables.values()), self._waiting - len(self._done)
        total = begun + unread * begun / max(1, len(self._syllables))
        self._progress.update(self._all, total=total or None, completed=sum(self._done.values()))

    def notice(self, where: str, text: str) -> None:
        line = "! " + (f"{where}: {text}" if where else text)
        self._console.print(line, style="yellow", markup=False, highlight=False, emoji=False)

    def close(self) -> None:
        """Take the bars away."""
        if self._progress is not None:
            self._progress.stop()


def tell_summary(summary: Summary, order: Order, seconds: float, output: TextIO, errors: TextIO) -> None:
    """The last lines: what was made, kept, failed; minutes of audio; where to listen. Failures go to ``errors``."""

    def say(text: str) -> None:
        print(text, file=output)

    for episode in summary.made:
        length = clock(episode.samples / episode.rate)
        say(f"  + {length:>7}  {episode.title}  [{episode.engine}]")
    for engine, reason in dict.fromkeys((episode.engine, episode.engine_reason) for episode in summary.made):
        if reason:
            say(_("  {engine}, because: {reason}").format(engine=engine, reason=shown(reason)))
    for line in _of_note(summary):
        say(f"  {line}")
    for failure in summary.failures:
        print(f"✗ {failure}", file=errors)
    if not (summary.made or summary.withdrawn or summary.failures):
        say(
            ngettext(
                "Nothing to do: {kept} episode stands as it should.",
                "Nothing to do: {kept} episodes stand as they should.",
                summary.kept,
            ).format(kept=summary.kept)
        )
        return
    minutes = sum(episode.samples / episode.rate for episode in summary.made)
    say(
        _("{made} made, {kept} kept, {failed} failed; {audio} of new audio in {time}.").format(
            made=len(summary.made),
            kept=summary.kept,
            failed=len(summary.failures),
            audio=clock(minutes),
            time=clock(seconds),
        )
    )
    if summary.drafts:
        say(
            ngettext(
                "{n} draft was read and not published.", "{n} drafts were read and not published.", summary.drafts
            ).format(n=summary.drafts)
        )
    say(_("Listen: open {page}, or run make serve.").format(page=order.feeds / "index.html"))


def clock(seconds: float) -> str:
    """``1:02:03`` or ``2:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _of_note(summary: Summary) -> Iterator[str]:
    """What became of episodes that nobody made: one line each."""
    for slug in summary.withdrawn:
        yield "- " + _("“{title}”: its document is gone; taken off the feed").format(title=summary.titles[slug])
    for title, names in summary.same_titles:
        yield "! " + _("“{title}” is what {n} episodes of one day are called, so feeds number them: {names}").format(
            title=title, n=len(names), names=", ".join(names)
        )
    for title, begins in summary.waiting:
        yield "~ " + _("“{title}” waits: on the air from {moment}").format(title=title, moment=_moment(begins))


def _moment(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M")


def _shortened(title: str, width: int = 20) -> str:
    return title if len(title) <= width else title[: width - 1] + "…"
