"""What an episode's words look like outside a player: a page to read, and chapters for podcast clients."""

from __future__ import annotations

import html
import json
from typing import TYPE_CHECKING

from pipeline.studio.captions import milliseconds

if TYPE_CHECKING:
    from pipeline.model import Episode

STYLE = (
    "body{font:1.1em/1.8 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em;color-scheme:light dark}"
    "h1{line-height:1.3}h2{margin-top:2em}"
)


def transcript_html(episode: Episode, station_name: str) -> str:
    """A page of its own with all that is said: chapters as headings, paragraphs, the time of each sentence."""
    chapters = {chapter.start: chapter.title for chapter in episode.chapters}
    body = []
    paragraph: list[str] = []
    for cue in episode.cues:
        if cue.start in chapters:
            body += _paragraph(paragraph)
            paragraph = []
            body.append(f"<h2>{_text(chapters[cue.start])}</h2>")
        at = milliseconds(cue.start, episode.rate)
        paragraph.append(f'<span id="{_text(cue.id)}" data-start="{at / 1000:.3f}">{_text(cue.text)}</span>')
        if cue.pause in ("paragraph", "section"):
            body += _paragraph(paragraph)
            paragraph = []
    body += _paragraph(paragraph)
    byline = " · ".join(filter(None, (station_name, episode.author, episode.date[:10])))
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="zh-CN">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(episode.title)}</title>",
            f"<style>{STYLE}</style>",
            "</head>",
            "<body>",
            "<main>",
            "<header>",
            f"<h1>{_text(episode.title)}</h1>",
            f"<p>{_text(byline)}</p>",
            "</header>",
            *body,
            "</main>",
            "</body>",
            "</html>",
            "",
        ]
    )


def chapters_json(episode: Episode, station_name: str) -> bytes:
    """Chapters in the podcast namespace's own format, version 1.2.0."""
    record = {
        "version": "1.2.0",
        "title": episode.title,
        "author": episode.author,
        "podcastName": station_name,
        "chapters": [
            {"startTime": milliseconds(chapter.start, episode.rate) / 1000, "title": chapter.title}
            for chapter in episode.chapters
        ],
    }
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def _paragraph(sentences: list[str]) -> list[str]:
    return [f"<p>{''.join(sentences)}</p>"] if sentences else []


def _text(text: str) -> str:
    return html.escape(text)
