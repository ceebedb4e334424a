// The pages' one script: a player, a transcript that follows it, search, and a button that copies.
// Everything it needs stands in the page; without it the pages can still be read and heard.
"use strict";
(() => {
  document.documentElement.classList.add("js"); // before the page is painted

  const STEP = 15; // seconds that the two buttons move
  const SAVE_EVERY = 5; // seconds of audio between two savings of the position
  const byId = (id) => document.getElementById(id);

  // Opened from a disk, or with storage switched off, a browser may refuse; then nothing is remembered.
  const memory = {
    get(key) {
      try { return localStorage.getItem("broadcast:" + key); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem("broadcast:" + key, value); } catch { /* see above */ }
    },
  };

  function clock(seconds) {
    const s = Math.floor(seconds);
    const two = (n) => String(n).padStart(2, "0");
    return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}`
      : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  }

  const timeIn = (address) => Number(/#t=([\d.]+)$/.exec(address)?.[1] ?? NaN);

  // ── the player ────────────────────────────────────────────────────────────────────────────────
  // `audio` is the page's own element, or a new one on a page with many episodes.
  function makePlayer(audio) {
    const bar = byId("player");
    const seek = byId("seek");
    const speed = byId("speed");
    const sleep = byId("sleep");
    let slug = "";
    let saved = 0;
    let sleepAt = Infinity; // Date.now() at which to stop
    let stopAt = Infinity; // position at which to stop
    const player = { audio, onTime: [], onState: [], endOfChapter: () => Infinity };

    // What was heard: seconds, or "done".
    const remembered = (which) => memory.get("at:" + which);
    const save = () => {
      saved = audio.currentTime;
      if (slug && saved > 3) memory.set("at:" + slug, saved.toFixed(1));
    };

    player.remembered = remembered;
    player.load = (episode) => {
      if (slug) save();
      slug = episode.slug;
      bar.hidden = false;
      seek.max = episode.seconds;
      byId("total").textContent = clock(episode.seconds);
      const at = Number(remembered(slug)) || 0;
      if (at > 3 && at < episode.seconds - 3) audio.currentTime = at;
      audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
      if ("mediaSession" in navigator && window.MediaMetadata) {
        navigator.mediaSession.metadata = new MediaMetadata({
          title: episode.title, artist: episode.station,
          artwork: episode.image.startsWith("http") ? [{ src: episode.image, sizes: "320x320" }] : [],
        });
      }
      show();
    };
    player.toggle = () => (audio.paused ? player.play() : audio.pause());
    player.play = () => audio.play().catch((reason) => {
      if (reason.name !== "AbortError") byId("total").textContent = "无法播放";
    });
    player.to = (seconds) => {
      audio.currentTime = Math.max(0, Math.min(seconds, Number(seek.max)));
      show();
    };

    function show() {
      const now = audio.currentTime;
      seek.value = now;
      seek.setAttribute("aria-valuetext", `${clock(now)}，共 ${clock(Number(seek.max))}`);
      byId("elapsed").textContent = clock(now);
      for (const tell of player.onTime) tell(now);
    }

    function state() {
      const button = byId("play");
      button.classList.toggle("playing", !audio.paused);
      button.setAttribute("aria-label", audio.paused ? "播放" : "暂停");
      for (const tell of player.onState) tell(slug, !audio.paused);
    }

    audio.addEventListener("timeupdate", () => {
      show();
      if (Math.abs(audio.currentTime - saved) >= SAVE_EVERY) save();
      if (Date.now() >= sleepAt || audio.currentTime >= stopAt) {
        audio.pause();
        sleepAt = stopAt = Infinity;
        sleep.value = "";
      }
    });
    audio.addEventListener("play", state);
    audio.addEventListener("pause", () => { save(); state(); });
    audio.addEventListener("seeked", show);
    audio.addEventListener("ended", () => { memory.set("at:" + slug, "done"); state(); });
    addEventListener("pagehide", () => { if (!audio.ended && audio.currentTime) save(); });

    byId("play").addEventListener("click", player.toggle);
    byId("back").addEventListener("click", () => player.to(audio.currentTime - STEP));
    byId("forward").addEventListener("click", () => player.to(audio.currentTime + STEP));
    seek.addEventListener("input", () => player.to(Number(seek.value)));
    speed.addEventListener("change", () => {
      audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
      memory.set("speed", speed.value);
    });
    const before = memory.get("speed");
    if ([...speed.options].some((option) => option.value === before)) speed.value = before;
    sleep.value = "";
    sleep.addEventListener("change", () => {
      const minutes = Number(sleep.value);
      sleepAt = minutes ? Date.now() + minutes * 60000 : Infinity;
      stopAt = sleep.value === "chapter" ? player.endOfChapter(audio.currentTime) : Infinity;
    });

    document.addEventListener("keydown", (event) => {
      if (bar.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target.closest("input, select, textarea, button, summary")) return;
      if (event.key === " ") player.toggle();
      else if (event.key === "ArrowLeft") player.to(audio.currentTime - 5);
      else if (event.key === "ArrowRight") player.to(audio.currentTime + 5);
      else return;
      event.preventDefault();
    });
    if ("mediaSession" in navigator) {
      const on = (action, move) => navigator.mediaSession.setActionHandler(action, move);
      on("seekbackward", () => player.to(audio.currentTime - STEP));
      on("seekforward", () => player.to(audio.currentTime + STEP));
    }
    return player;
  }

  // The last place in `starts` (ascending) that is not after `time`; -1 before the first.
  function placeOf(starts, time) {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= time) low = middle + 1; else high = middle;
    }
    return low - 1;
  }

  // ── an episode's page ─────────────────────────────────────────────────────────────────────────
  function episodePage() {
    const audio = byId("audio");
    const player = makePlayer(audio);
    const lines = [...document.querySelectorAll("#transcript a")];
    const starts = lines.map((line) => timeIn(line.getAttribute("href")));
    const chapters = [...document.querySelectorAll("#chapter-list a")];
    const chapterStarts = chapters.map((chapter) => timeIn(chapter.getAttribute("href")));
    player.endOfChapter = (time) => chapterStarts[placeOf(chapterStarts, time) + 1] ?? Infinity;

    const words = followWords();
    let current = -1;
    let chapter = -1;
    let following = true;
    let begun = false; // nothing is marked before the first sound, and nothing scrolls

    function show(time) {
      begun ||= !audio.paused;
      if (!begun) return;
      const place = placeOf(starts, time + 0.005); // the page's times have two decimals
      if (place !== current) {
        lines[current]?.removeAttribute("aria-current");
        words.leave();
        current = place;
        const line = lines[current];
        if (line) {
          line.setAttribute("aria-current", "true");
          words.enter(line, starts[current]);
          if (!lines.includes(document.activeElement)) rove(current);
          if (following && !audio.paused) bring(line);
        }
      }
      words.show(time);
      const nowIn = placeOf(chapterStarts, time + 0.005);
      if (nowIn !== chapter) {
        chapters[chapter]?.removeAttribute("aria-current");
        chapters[nowIn]?.setAttribute("aria-current", "true");
        chapter = nowIn;
      }
    }
    player.onTime.push(show);

    // timeupdate comes four times a second, too seldom for words.
    let asked = 0;
    const often = () => { show(audio.currentTime); asked = audio.paused ? 0 : requestAnimationFrame(often); };
    audio.addEventListener("play", () => { if (!asked) often(); });

    // Following stops when the reader scrolls, and goes on when asked.
    const again = byId("again");
    function follow(yes) {
      following = yes;
      again.hidden = yes || current < 0;
    }
    function bring(line) {
      const { top, bottom } = line.getBoundingClientRect();
      const below = innerHeight - byId("player").offsetHeight;
      if (top < 24 || bottom > below - 48) scrollBy({ top: top - below / 3 });
    }
    for (const kind of ["wheel", "touchmove"]) {
      addEventListener(kind, () => { if (!audio.paused) follow(false); }, { passive: true });
    }
    again.addEventListener("click", () => { follow(true); if (lines[current]) bring(lines[current]); });

    function jump(seconds) {
      begun = true;
      follow(true);
      player.to(seconds);
      player.play();
    }
    // One stop of the tab key for the whole transcript; arrows go from sentence to sentence.
    function rove(place) {
      lines.forEach((line, i) => { line.tabIndex = i === place ? 0 : -1; });
    }
    if (lines.length) rove(0);
    byId("transcript").addEventListener("focusin", (event) => rove(lines.indexOf(event.target)));
    byId("transcript").addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const place = lines.indexOf(event.target);
      if (!step || place < 0 || !lines[place + step]) return;
      event.preventDefault();
      follow(false);
      lines[place + step].focus();
    });
    document.addEventListener("click", (event) => {
      const link = event.target.closest("#transcript a, #chapter-list a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      jump(timeIn(link.getAttribute("href")));
    });

    player.load({
      slug: audio.dataset.slug, seconds: Number(audio.dataset.seconds), title: document.querySelector("h1").textContent,
      station: audio.dataset.station, image: document.querySelector(".station img").src,
    });
    const asLinked = timeIn(location.hash);
    if (asLinked >= 0) {
      begun = true;
      player.to(asLinked);
      if (lines[current]) bring(lines[current]);
    }
    addEventListener("hashchange", () => { if (timeIn(location.hash) >= 0) jump(timeIn(location.hash)); });
  }

  // Words of the sentence that is heard: its text is divided when it begins and put together again after it.
  function followWords() {
    let line = null;
    let text = "";
    let starts = [];
    let spans = [];
    let at = -1;
    return {
      enter(next, start) {
        if (!next.dataset.w) return;
        line = next;
        text = line.textContent;
        const characters = [...text]; // by code point, as they were counted
        let when = start;
        let begin = 0;
        starts = [];
        spans = [];
        for (const step of next.dataset.w.split(" ")) {
          const [hundredths, count] = step.split("*");
          const end = begin + Number(count ?? 1);
          const span = document.createElement("span");
          span.textContent = characters.slice(begin, end).join("");
          spans.push(span);
          starts.push(when += Number(hundredths) / 100);
          begin = end;
        }
        line.replaceChildren(...spans);
      },
      leave() {
        line?.replaceChildren(text);
        line = null;
        spans = [];
        at = -1;
      },
      show(time) {
        if (!line) return;
        const place = time > Number(line.dataset.e) ? -1 : placeOf(starts, time + 0.005);
        if (place === at) return;
        spans[at]?.classList.remove("word");
        spans[place]?.classList.add("word");
        at = place;
      },
    };
  }

  // ── the programme ─────────────────────────────────────────────────────────────────────────────
  function programmePage() {
    const audio = new Audio();
    audio.preload = "none";
    const player = makePlayer(audio);
    const cards = [...document.querySelectorAll("article[data-audio]")];
    let playing = null;

    function note(card) {
      const at = player.remembered(card.dataset.slug);
      if (!at) return;
      let heard = card.querySelector(".heard");
      if (!heard) {
        heard = document.createElement("span");
        heard.className = "heard";
        card.querySelector(".when").append(heard);
      }
      heard.textContent = at === "done" ? " · 已听完" : ` · 听到 ${clock(Number(at))}`;
    }
    function start(card) {
      if (playing === card) { player.toggle(); return; }
      playing = card;
      const link = card.querySelector("h2 a");
      const image = card.querySelector("img").src;
      audio.src = card.dataset.audio;
      byId("now").hidden = false;
      byId("now-image").src = image;
      byId("now-title").textContent = link.textContent;
      byId("now-title").href = link.href;
      player.load({
        slug: card.dataset.slug, seconds: Number(card.dataset.seconds), title: link.textContent,
        station: document.querySelector("h1").textContent, image,
      });
      player.play();
    }
    player.onState.push((slug, sounding) => {
      for (const card of cards) {
        const on = card === playing;
        card.classList.toggle("on", on);
        const button = card.querySelector(".play");
        button.classList.toggle("playing", on && sounding);
        button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/^.../, on && sounding ? "暂停：" : "播放："));
        if (on) note(card);
      }
    });
    for (const card of cards) {
      card.querySelector(".play").addEventListener("click", () => start(card));
      note(card);
    }
  }

  // ── search ────────────────────────────────────────────────────────────────────────────────────
  function search(form) {
    const ENOUGH = 20;
    const SENTENCES = 3;
    const query = byId("query");
    const hits = byId("hits");
    const more = byId("more");
    const parts = []; // by number
    const waiting = new Map();
    let run = 0;

    // The same text whatever its width and case.
    const folded = (text) => text.normalize("NFKC").toLowerCase();

    window.broadcastSearch = (number, records) => {
      parts[number] = records.map(([page, title, day, lines, steps]) => (
        { page, title, day, lines: lines.split("\n"), steps: steps.split(" "), all: folded(title + "\n" + lines) }
      ));
      waiting.get(number)?.();
    };
    // A script element, because from a disk nothing else may be loaded.
    const load = (number) => parts[number] ? Promise.resolve() : new Promise((done) => {
      waiting.set(number, done);
      const script = document.createElement("script");
      script.src = `search-${String(number).padStart(4, "0")}.js`;
      script.onerror = () => { parts[number] = []; done(); };
      document.head.append(script);
    });

    async function find(limit) {
      const mine = ++run;
      const terms = folded(query.value).split(/\s+/).filter(Boolean);
      byId("programme").hidden = terms.length > 0;
      hits.hidden = !terms.length;
      more.hidden = true;
      hits.replaceChildren();
      if (!terms.length) { byId("found").textContent = ""; return; }
      let count = 0;
      for (let number = Number(form.dataset.parts); number > 0 && count < limit; number -= 1) {
        if (!parts[number]) byId("found").textContent = "正在搜索…";
        await load(number);
        if (mine !== run) return; // the words have changed meanwhile
        for (const record of [...parts[number]].reverse()) {
          if (!terms.every((term) => record.all.includes(term))) continue;
          count += 1;
          if (count > limit) break;
          hits.append(hit(record, terms));
        }
        if (count >= limit) more.hidden = number === 1 && count === limit;
      }
      more.firstElementChild.onclick = () => find(limit + ENOUGH);
      const shown = Math.min(count, limit);
      byId("found").textContent = !count ? "没有找到相关节目。" : `找到 ${shown} 期节目${more.hidden ? "" : "，可能还有更多"}。`;
    }

    function hit(record, terms) {
      const item = document.createElement("li");
      const title = document.createElement("h2");
      title.append(link(record.page, record.title, terms));
      const day = document.createElement("p");
      day.className = "when";
      day.textContent = record.day;
      item.append(title, day);
      let tenths = 0;
      let found = 0;
      record.lines.forEach((line, i) => {
        tenths += Number(record.steps[i]);
        if (found === SENTENCES || !terms.some((term) => folded(line).includes(term))) return;
        found += 1;
        const sentence = document.createElement("p");
        const time = document.createElement("span");
        time.className = "clock";
        time.textContent = clock(tenths / 10);
        const target = link(`${record.page}#t=${tenths / 10}`, line, terms);
        target.prepend(time);
        sentence.append(target);
        item.append(sentence);
      });
      return item;
    }

    function link(address, text, terms) {
      const made = document.createElement("a");
      made.href = address;
      // A folded character may be longer than it was (℃), so each remembers whose it is.
      let same = "";
      const origin = [];
      for (let i = 0; i < text.length; i += 1) {
        const one = folded(text[i]);
        same += one;
        origin.push(...Array(one.length).fill(i));
      }
      let from = 0;
      let after = 0; // the same place in `same`
      for (;;) {
        const next = terms.map((term) => [same.indexOf(term, after), term.length]).filter(([place]) => place >= 0)
          .sort((one, other) => one[0] - other[0] || other[1] - one[1])[0];
        if (!next) break;
        after = next[0] + next[1];
        const start = Math.max(from, origin[next[0]]);
        const end = origin[after - 1] + 1;
        const mark = document.createElement("mark");
        mark.textContent = text.slice(start, end);
        made.append(text.slice(from, start), mark);
        from = end;
      }
      made.append(text.slice(from));
      return made;
    }

    form.addEventListener("submit", (event) => event.preventDefault());
    query.addEventListener("input", () => find(ENOUGH));
    addEventListener("pageshow", () => { if (query.value) find(ENOUGH); });
  }

  // ── the address ───────────────────────────────────────────────────────────────────────────────
  function copying(button) {
    const address = byId("address");
    if (address.dataset.here && location.protocol.startsWith("http")) {
      address.value = new URL(address.dataset.here, location.href).href;
    }
    button.addEventListener("click", async () => {
      address.select();
      let done = false;
      try {
        await navigator.clipboard.writeText(address.value);
        done = true;
      } catch {
        // Without HTTPS, as in a works network, browsers have only the old way.
        done = document.execCommand("copy");
      }
      byId("copied").textContent = done ? "已复制。" : "请按住地址，选择“复制”。";
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (byId("audio")) episodePage();
    else if (byId("player")) programmePage();
    if (byId("search")) search(byId("search"));
    if (byId("copy")) copying(byId("copy"));
  });
})();
