"""The page with all that is said, and the chapters for podcast clients."""

from __future__ import annotations

import json
import re

from lxml import etree

from pipeline.studio.sound.trim import RATE
from pipeline.studio.transcript import chapters_json, transcript_html
from tests.studio.conftest import Made


def test_the_page_is_well_formed_and_asks_nobody_for_anything(made: Made) -> None:
    text = transcript_html(made.episode, "车间<之>声")
    body = etree.fromstring(re.sub(r"(<meta [^>]*)>", r"\1/>", text).removeprefix("<!DOCTYPE html>\n"))
    assert body.get("lang") == "zh-CN"
    assert text.startswith("<!DOCTYPE html>")
    assert "http" not in text
    assert [h.text for h in body.iter("h1")] == ["安全生产 = 头等大事；“第二期”"]
    assert [h.text for h in body.iter("h2")] == ["第一条", "第二条"]
    assert "车间&lt;之&gt;声 · 2026-11-20" in text


def test_every_sentence_is_there_once_with_its_time(made: Made) -> None:
    text = transcript_html(made.episode, "车间之声")
    body = etree.HTML(text)
    spans = body.findall(".//span")
    assert [(s.get("id"), s.text) for s in spans] == [(cue.id, cue.text) for cue in made.episode.cues]
    assert [float(s.get("data-start") or -1) for s in spans] == [
        cue.start * 1000 // RATE / 1000 for cue in made.episode.cues
    ]


def test_paragraphs_are_the_scripts(made: Made) -> None:
    body = etree.HTML(transcript_html(made.episode, "车间之声"))
    said = [[s.get("id") for s in p.iter("span")] for p in body.findall(".//main/p")]
    assert said == [["opening"], ["s001-001", "s001-002"], ["s002-001", "closing"]]


def test_chapters_follow_the_podcast_namespace(made: Made) -> None:
    told = json.loads(chapters_json(made.episode, "车间之声"))
    assert told["version"] == "1.2.0"
    assert told["podcastName"] == "车间之声"
    assert [c["title"] for c in told["chapters"]] == ["第一条", "第二条"]
    starts = [c["startTime"] for c in told["chapters"]]
    assert starts == sorted(starts)
    assert starts[0] == made.episode.chapters[0].start * 1000 // RATE / 1000
