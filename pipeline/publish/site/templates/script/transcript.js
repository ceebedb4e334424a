// ── an episode's page ───────────────────────────────────────────────────────────────────────────
// What the page has in the player, or the player would have of it.
function episodeOf(audio, page) {
  return {
    slug: audio.dataset.slug, page: page.split("#")[0], title: document.querySelector("h1").textContent,
    source: audio.src, seconds: Number(audio.dataset.seconds), image: document.querySelector(".station img").src,
    station: audio.dataset.station,
    chapters: [...document.querySelectorAll("#chapter-list a")].map((chapter) => timeIn(chapter.getAttribute("href"))),
  };
}

// `gone`: a signal that the page has been left.
function episodePage(player, episode, gone) {
  const { audio } = player;
  const lines = [...document.querySelectorAll("#transcript a")];
  const starts = lines.map((line) => timeIn(line.getAttribute("href")));
  const chapters = [...document.querySelectorAll("#chapter-list a")];
  const words = followWords();
  let current = -1;
  let chapter = -1;
  let following = true;
  let begun = player.holds(episode.slug) && !audio.paused; // before the first sound nothing is marked, nothing scrolls
  const on = (target, kind, act, how = {}) => target.addEventListener(kind, act, { ...how, signal: gone });

  function show(time) {
    if (!player.holds(episode.slug)) { leave(); return; }
    begun ||= !audio.paused;
    if (!begun) return;
    const place = placeOf(starts, time + 0.005); // the page's times have two decimals
    if (place !== current) {
      leave();
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
    const nowIn = placeOf(episode.chapters, time + 0.005);
    if (nowIn !== chapter) {
      chapters[chapter]?.removeAttribute("aria-current");
      chapters[nowIn]?.setAttribute("aria-current", "true");
      chapter = nowIn;
    }
  }
  function leave() {
    if (current < 0) return;
    lines[current].removeAttribute("aria-current");
    words.leave();
    current = -1;
  }
  player.onTime.add(show);
  // Another episode may be in the player: then this page offers its own, and the player tells what it has.
  const offer = () => {
    byId("start").hidden = player.holds(episode.slug);
    byId("now").hidden = player.holds(episode.slug);
  };
  player.onState.add(offer);
  on(gone, "abort", () => { player.onTime.delete(show); player.onState.delete(offer); });
  on(byId("start"), "click", () => jump(null));

  // timeupdate comes four times a second, too seldom for words.
  let asked = 0;
  const often = () => {
    show(audio.currentTime);
    asked = audio.paused || gone.aborted ? 0 : requestAnimationFrame(often);
  };
  on(audio, "play", () => { if (!asked) often(); });

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
    on(window, kind, () => { if (!audio.paused) follow(false); }, { passive: true });
  }
  on(again, "click", () => { follow(true); if (lines[current]) bring(lines[current]); });

  // From there (null: where it was left), whatever is in the player.
  function jump(seconds) {
    player.load(episode);
    begun = true;
    follow(true);
    if (seconds !== null) player.to(seconds);
    player.play();
  }
  // One stop of the tab key for the whole transcript; arrows go from sentence to sentence.
  function rove(place) {
    lines.forEach((line, i) => { line.tabIndex = i === place ? 0 : -1; });
  }
  if (lines.length) rove(0);
  on(byId("transcript"), "focusin", (event) => rove(lines.indexOf(event.target)));
  on(byId("transcript"), "keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const place = lines.indexOf(event.target);
    if (!step || place < 0 || !lines[place + step]) return;
    event.preventDefault();
    follow(false);
    lines[place + step].focus();
  });
  on(document, "click", (event) => {
    const link = event.target.closest("#transcript a, #chapter-list a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    jump(timeIn(link.getAttribute("href")));
  });

  if (!player.wanted) player.load(episode);
  if (player.holds(episode.slug)) player.divide(episode.chapters);
  offer();
  if (begun) often();
  const asLinked = timeIn(location.hash);
  if (asLinked >= 0 && player.holds(episode.slug) && audio.paused) {
    begun = true;
    player.to(asLinked);
    if (lines[current]) bring(lines[current]);
  }
  on(window, "hashchange", () => { if (timeIn(location.hash) >= 0) jump(timeIn(location.hash)); });
  return { jump, lines, current: () => current };
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
        spans.push(element("span", characters.slice(begin, end).join("")));
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
