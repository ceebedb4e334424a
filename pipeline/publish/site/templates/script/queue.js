// ── what comes next ─────────────────────────────────────────────────────────────────────────────
// The newest episodes that were not heard yet. Whether the next one begins by itself is the listener's to say.
const SHOWN = 12;

const latest = { episodes: null };
window.broadcastLatest = (records) => {
  latest.episodes = records.map(([slug, page, title, source, seconds, day, image]) => (
    { slug, page: whole(page), title, source: whole(source), seconds, day, image: whole(image), chapters: [] }
  ));
};
const whole = (address) => new URL(address, document.baseURI).href;

function followUp(player, station) {
  const box = byId("queue");
  const list = byId("unheard");
  const onward = byId("onward");
  onward.checked = memory.get("onward") === "yes";
  onward.addEventListener("change", () => memory.set("onward", onward.checked ? "yes" : "no"));

  // After what is in the player first what is older, as the programme lists it, then what is newer.
  function unheard() {
    const all = latest.episodes ?? [];
    const at = all.findIndex((one) => player.holds(one.slug));
    return [...all.slice(at + 1), ...all.slice(0, Math.max(0, at))].filter((one) => heardOf(one.slug) !== "done");
  }
  function begin(episode) {
    player.load({ ...episode, station });
    player.play();
    show();
  }
  function show() {
    const waiting = unheard();
    box.hidden = !latest.episodes?.length;
    byId("waiting").textContent = waiting.length ? `${waiting.length} 期没听` : "都听过了";
    list.replaceChildren(...waiting.slice(0, SHOWN).map((one) => {
      const item = element("li");
      const play = element("button", one.title, "text");
      play.type = "button";
      play.append(element("span", ` ${one.day}`, "when"));
      play.addEventListener("click", () => begin(one));
      const skip = element("button", "×", "text");
      skip.type = "button";
      skip.setAttribute("aria-label", `不听了：${one.title}`);
      skip.addEventListener("click", () => { memory.set("at:" + one.slug, "done"); show(); player.state(); });
      item.append(play, skip);
      return item;
    }));
  }
  let loading = null;
  const known = async () => {
    await (loading ??= loadScript("latest.js"));
    show();
  };
  player.onState.add(() => { if (loading || player.wanted) known(); });
  player.onEnd = async () => {
    await known();
    const [following] = unheard();
    if (onward.checked && following) begin(following);
  };
  if ("mediaSession" in navigator) {
    navigator.mediaSession.setActionHandler("nexttrack", () => { const [one] = unheard(); if (one) begin(one); });
  }
}
