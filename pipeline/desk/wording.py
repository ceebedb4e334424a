"""The words of the pages, in English as all of the source; the catalogue has them in Chinese.

Templates ask for them by name, ``{{ say.undo }}``, so that a page reads as what it is, not as its prose.
"""

from __future__ import annotations

from datetime import date, datetime

from pipeline.messages import N_, _, shown

TEXTS = {
    # around every page
    "desk": N_("operator's desk"),
    "skip": N_("Skip to the text"),
    "documents": N_("Documents"),
    "drop_here": N_("Drop documents here"),
    "choose": N_("Choose files"),
    "kinds": N_("Word, PDF, Excel, web pages, text; as many at once as you like."),
    "paste": N_("Paste a text"),
    "first_line": N_("Its first line is the title"),
    "keep_draft": N_("Keep as a draft"),
    "save": N_("Save"),
    "yes": N_("yes"),
    "no": N_("no"),
    "undo": N_("Undo"),
    "undo_of": N_("Undo: {act} {about}"),
    "undone": N_("undone"),
    "done_line": N_("{act}: {about}"),
    "nothing_yet": N_("Nothing yet."),
    "password": N_("Password"),
    "enter": N_("Enter"),
    "wrong_password": N_("This is not the password."),
    "too_many_tries": N_("Too many tries: wait a while."),
    # the list
    "no_documents": N_("No documents yet."),
    "bring_back": N_("Bring back"),
    "bring_back_of": N_("Bring back: {title}"),
    "why_and_remedy": N_("{why}. What to do: {remedy}"),
    "more_documents": N_("{n} more"),
    # how far the build is
    "elsewhere": N_("Something else is being made; waiting for it"),
    "making": N_("Making “{title}”"),
    "progress": N_("Progress"),
    "so_far": N_("{said} of {all} sentences"),
    "getting_ready": N_("Getting ready …"),
    "not_made": N_("Not made: {why}"),
    "some_not_made": N_("Done; {n} could not be made"),
    "all_made": N_("All is made"),
    # the first page
    "checking": N_("Being checked …"),
    "in_order": N_("All is in order: {n} episodes were checked."),
    "not_in_order": N_("Not in order: {n}"),
    "hints": N_("Hints: {n}"),
    "on_loudspeakers": N_("On the loudspeakers, {day}"),
    "nothing_today": N_("Nothing is to be played today."),
    "ends_today": N_("Ends today"),
    "ends_today_of": N_("Ends today: {title}"),
    "withdraw": N_("Withdraw"),
    "withdraw_of": N_("Withdraw: {title}"),
    "misread": N_("What listeners heard read wrongly"),
    "times": N_("{n} times"),
    "settled": N_("Seen to"),
    "settled_of": N_("Seen to: {sentence}"),
    "journal": N_("What was done"),
    # the first start
    "first": N_("This station has no name of its own yet"),
    "first_hint": N_("Three questions: what it is called, who speaks, where it is heard."),
    "start": N_("Set up the station"),
    "start_later": N_("Not now"),
    "start_hint": N_("All of it stands in station.toml and can be changed there; it can be taken back here."),
    "start_name": N_("What is the station called? It is said in every opening."),
    "start_voice": N_("Who speaks? Several take turns."),
    "hear_voice": N_("Hear {voice}"),
    "female": N_("female"),
    "male": N_("male"),
    "start_where": N_("Where is it heard?"),
    "where_here": N_("on this machine alone, for now"),
    "where_network": N_("in the works' network, from this machine:"),
    "where_elsewhere": N_("at another address"),
    # on the air
    "off_air": N_("The station is not on the air."),
    "off_air_remedy": N_("Nothing plays by itself on the loudspeakers. What to do: run make air on this machine."),
    "all_zones": N_("All loudspeakers"),
    "other_zones": N_("Loudspeakers in no zone"),
    "where": N_("Where (none: everywhere)"),
    "until": N_("until {time}"),
    "next": N_("Next:"),
    "nothing_now": N_("silence"),
    "muted": N_("turned off"),
    "volume_of": N_("Volume: {zone}"),
    "quieter": N_("Quieter:"),
    "louder": N_("Louder:"),
    "sound_off": N_("Turn off"),
    "sound_on": N_("Turn on"),
    "silent_output": N_("{output} takes no sound."),
    "emergency": N_("Emergency"),
    "emergency_on": N_("Emergency on the air: {name}"),
    "emergency_off": N_("End the emergency"),
    "emergency_text": N_("Or these words, behind the bell:"),
    "emergency_say": N_("Say it over everything"),
    "no_standing": N_("Standing messages are written under [air.emergency] in station.toml."),
    "no_fire_alarm": N_("This is no part of a fire alarm system."),
    "say_now": N_("Say something now"),
    "say_now_text": N_("It is said over what plays, behind the chime"),
    "say_it": N_("Say it"),
    "end_words": N_("End what is being said"),
    "microphone_hint": N_("Or speak yourself, into the microphone of the machine on which the desk runs:"),
    "microphone_open": N_("Open the microphone"),
    "microphone_close": N_("Close the microphone"),
    "microphone_on": N_("The microphone is open: you are heard."),
    "microphone_over": N_("The microphone is closed: {why}"),
    "as_run_link": N_("What has played today"),
    "as_run": N_("What played, {day}"),
    "day_before": N_("The day before"),
    "day_after": N_("The day after"),
    "nothing_played": N_("Nothing is on record for this day."),
    "time": N_("Time"),
    "what_played": N_("What"),
    "result": N_("Result"),
    # one document
    "publish": N_("Put on the air"),
    "replace": N_("Put on the air in its place"),
    "replaces": N_(
        "One of the same name is on the air; this one takes its place. To have both, rename the file and drop it again."
    ),
    "publish_then": N_("Put on the air on {day}"),
    "publish_now": N_("Put on the air now"),
    "publish_at": N_("Put on the air later"),
    "from_when": N_("From when on"),
    "discard": N_("Discard"),
    "make_now": N_("Make it now"),
    "hear_all": N_("Hear all of it"),
    "unreadable": N_("Cannot be read: {why}"),
    "what_to_do": N_("What to do: {remedy}"),
    "fields": N_("Title, date, end, presenter"),
    "left_out": N_("Changed or left out in reading ({n})"),
    "around": N_("Around the article, not said:"),
    "doubts": N_("Doubtful readings: {n}, marked below. Click any character to hear others."),
    "click_any": N_("Click any character to hear other readings."),
    "hear": N_("Hear sentence {n}"),
    "marked": N_("Listeners say that this sentence is read wrongly ({n} times)"),
    "said_as": N_("Said as"),
    "unsaid": N_("(not said)"),
    "no_reading": N_("has no reading and is not said"),
    "correct": N_("Correct"),
    "correct_of": N_("Correct sentence {n}"),
    "new_text": N_("New text (empty: without this sentence)"),
    "readings": N_("Readings"),
    "choose_readings_of": N_("Choose readings of sentence {n}"),
    "readings_of": N_("Readings of sentence {n}"),
    "whole": N_("Whole text"),
    "whole_label": N_("All that stands in the file"),
    # its readings
    "hear_as": N_("Hear: {text} as {reading}"),
    "as_now": N_("as it is now"),
    "only_here": N_("Only here"),
    "everywhere": N_("Everywhere"),
    "keep_of": N_("{where}: {word} as {reading}"),
    "other": N_("“{word}” as"),
    "example": N_("chóng qìng, or other words"),
}
SCRIPT = {
    "kind": N_("{name}: this kind of file cannot be read."),
    "receiving": N_("Receiving {n} of {all}: {name}"),
    "lost": N_("{name}: did not arrive, please drop it again."),
    "kept": N_("Kept: {n}."),
    "silent": N_("This sentence cannot be heard now."),
    "failed": N_("Not done, please try again."),
}
"""What the script says."""
ACTS = {
    "drop": N_("dropped"), "publish": N_("put on the air"), "withdraw": N_("withdrawn"),
    "discard": N_("draft discarded"), "edit": N_("text changed"), "fields": N_("title or dates changed"),
    "reading": N_("reading changed"), "now": N_("said at once"), "now over": N_("said no longer"),
    "microphone": N_("microphone opened"), "microphone over": N_("microphone closed"),
    "emergency": N_("emergency"), "emergency over": N_("emergency ended"), "volume": N_("volume turned"),
    "bring back": N_("brought back"), "settled": N_("listeners' mark seen to"), "station": N_("station set up"),
    "later": N_("setting up put off"), "undo": N_("taken back"),
}  # fmt: skip
"""What the journal calls each act."""
RULES = {
    "number": N_("number"), "quantity": N_("quantity"), "date": N_("date"), "date range": N_("date"),
    "time": N_("time of day"), "percent": N_("per cent"), "telephone": N_("telephone"), "money": N_("money"),
    "unit": N_("unit"), "symbol": N_("sign"), "letters": N_("letters"),
}  # fmt: skip
"""What the commonest rules are called; others have the name that `broadcast script` tells."""


class Wording:
    """Texts by name, in the language of the process."""

    def __init__(self, texts: dict[str, str]) -> None:
        self._texts = texts

    def __getitem__(self, name: str) -> str:
        return shown(self._texts[name])

    def get(self, name: str) -> str:
        """As above; what has no words of its own is called by its name."""
        return shown(self._texts[name]) if name in self._texts else name

    def all(self) -> dict[str, str]:
        return {name: shown(text) for name, text in self._texts.items()}


def day_of(moment: datetime) -> str:
    """A day of the year, as people say it; with its time where that says something."""
    clock = f" {moment:%H:%M}" if moment.strftime("%H:%M") not in ("00:00", "23:59") else ""
    return date_of(moment) + clock


def date_of(moment: date) -> str:
    """The day alone."""
    return moment.strftime(_("%-d %b"))


def clock_of(text: str, today: date) -> str:
    """The time of day in a moment of the air, ISO 8601, to the minute; behind its day if that is another."""
    moment = datetime.fromisoformat(text)
    return f"{moment:%H:%M}" if moment.date() == today else f"{date_of(moment)} {moment:%H:%M}"


def length_of(samples: int, rate: int) -> str:
    """So much sound, in minutes and seconds."""
    minutes, seconds = divmod(round(samples / rate), 60)
    return _("{minutes} min {seconds:02} s").format(minutes=minutes, seconds=seconds)
