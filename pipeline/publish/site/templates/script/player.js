// ── the player ──────────────────────────────────────────────────────────────────────────────────
// One for as long as the document lives: pages come and go around it (pages.js).
const STEP = 15; // seconds that the two buttons move
const SAVE_EVERY = 5; // seconds of audio between two savings of the position
const BEGUN = 3; // seconds from either end that are not worth remembering

function makePlayer(bar, audio) {
  const seek = byId("seek");
  const speed = byId("speed");
  const sleep = byId("sleep");
  const note = byId("note");
  let saved = 0;
  let sleepAt = Infinity; // Date.now() at which to stop
  let stopAt = Infinity; // position at which to stop
  audio.id = "audio";
  audio.controls = false;
  audio.preload = "none"; // what is not heard is not fetched
  bar.append(audio);

  const player = {
    audio,
    episode: null, // what is in it: slug, page, title, source, seconds, image, station, chapters
    wanted: false, // whether the listener wants to hear it
    place: 0, // seconds: where it was heard last
    onTime: new Set(), // told the position
    onState: new Set(), // told the slug, and whether it sounds
    onEnd: () => {},
    holds: (slug) => player.episode?.slug === slug,
    say(text) { if (note.textContent !== text) note.textContent = text; },
  };

  const save = () => {
    saved = audio.currentTime;
    if (player.episode && saved > BEGUN && !audio.ended) memory.set("at:" + player.episode.slug, saved.toFixed(1));
  };

  player.load = (episode) => {
    if (player.holds(episode.slug)) return;
    if (player.episode && audio.currentTime) save();
    player.episode = episode;
    saved = 0;
    player.say("");
    if (audio.src !== episode.source) audio.src = episode.source;
    bar.hidden = false;
    seek.max = episode.seconds;
    byId("total").textContent = clock(episode.seconds);
    byId("now-title").textContent = episode.title;
    byId("now-title").href = episode.page;
    byId("now-image").src = episode.image;
    if (sleep.value === "chapter") { sleep.value = ""; stopAt = Infinity; }
    player.divide(episode.chapters);
    const at = Number(heardOf(episode.slug)) || 0;
    player.place = at > BEGUN && at < episode.seconds - BEGUN ? at : 0;
    if (player.place) audio.currentTime = player.place;
    audio.defaultPlaybackRate = audio.playbackRate = Number(speed.value);
    if ("mediaSession" in navigator && window.MediaMetadata) {
      navigator.mediaSession.metadata = new MediaMetadata({
        title: episode.title, artist: episode.station,
        artwork: episode.image.startsWith("http") ? [{ src: episode.image, sizes: "320x320" }] : [],
      });
    }
    show();
    state();
  };
  // `chapters`: where they begin, in seconds; a page of the programme does not know them.
  player.divide = (chapters) => {
    player.episode.chapters = chapters;
    const choice = sleep.querySelector("[value=chapter]");
    choice.hidden = choice.disabled = !chapters.length;
  };
  player.play = () => {
    player.wanted = true;
    return audio.play().catch((reason) => {
      if (reason.name === "NotAllowedError") { player.wanted = false; player.say("按播放，接着听。"); }
      state(); // of all else the audio's own `error` tells
    });
  };
  player.pause = () => { player.wanted = false; audio.pause(); };
  player.toggle = () => (audio.paused || audio.error ? player.play() : player.pause());
  player.to = (seconds) => {
    audio.currentTime = player.place = Math.max(0, Math.min(seconds, Number(seek.max)));
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
    const sounding = !audio.paused && !audio.error;
    byId("play").classList.toggle("playing", sounding);
    byId("play").setAttribute("aria-label", sounding ? "暂停" : "播放");
    if (player.episode) for (const tell of player.onState) tell(player.episode.slug, sounding);
  }
  player.state = state;

  audio.addEventListener("timeupdate", () => {
    if (audio.error || !audio.readyState) return;
    player.place = audio.currentTime;
    show();
    if (Math.abs(audio.currentTime - saved) >= SAVE_EVERY) save();
    if (Date.now() >= sleepAt || audio.currentTime >= stopAt) {
      player.pause();
      sleepAt = stopAt = Infinity;
      sleep.value = "";
    }
  });
  audio.addEventListener("play", state);
  audio.addEventListener("pause", () => { save(); state(); });
  audio.addEventListener("seeked", show);
  audio.addEventListener("ended", () => {
    memory.set("at:" + player.episode.slug, "done");
    player.wanted = false;
    state();
    player.onEnd();
  });
  addEventListener("pagehide", () => { if (audio.currentTime) save(); });

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
    const starts = player.episode.chapters;
    stopAt = sleep.value === "chapter" ? starts[placeOf(starts, audio.currentTime) + 1] ?? Infinity : Infinity;
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
    on("play", player.play);
    on("pause", player.pause);
    on("seekbackward", () => player.to(audio.currentTime - STEP));
    on("seekforward", () => player.to(audio.currentTime + STEP));
  }
  oneAtATime(player);
  outlastFailures(player);
  return player;
}

// Of all the pages of the station that are open, the one that was started last sounds.
function oneAtATime(player) {
  const me = `${Date.now()}-${Math.random()}`;
  let since = 0;
  const heard = ({ id, at }) => { if (player.wanted && (at > since || (at === since && id > me))) player.pause(); };
  const tell = window.BroadcastChannel
    ? (() => {
      const channel = new BroadcastChannel("broadcast");
      channel.onmessage = (event) => heard(event.data);
      return (message) => channel.postMessage(message);
    })()
    : (message) => memory.set("sounding", JSON.stringify(message));
  addEventListener("storage", (event) => {
    if (event.key === "broadcast:sounding" && event.newValue) heard(JSON.parse(event.newValue));
  });
  player.audio.addEventListener("play", () => { since = Date.now(); tell({ id: me, at: since }); });
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
