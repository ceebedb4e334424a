// ── from page to page ───────────────────────────────────────────────────────────────────────────
// While something sounds, another page takes the place of this one around the player. Else links are just links.
let player = null;
let left = null; // ends what belongs to the page
let shown = location.href.split("#")[0];
let opened = null; // the episode's page, if it is one

function enter() {
  left = new AbortController();
  opened = null;
  const gone = left.signal;
  const audio = document.querySelector("#page audio[data-slug]");
  const bar = byId("player");
  if (bar && !player) {
    const station = audio?.dataset.station ?? document.querySelector("h1").textContent;
    const episode = audio && episodeOf(audio, location.href);
    player = makePlayer(bar, audio ?? new Audio());
    followUp(player, station);
    if (audio) openEpisode(episode, gone);
  } else if (audio) {
    const episode = episodeOf(audio, location.href);
    audio.remove();
    openEpisode(episode, gone);
  }
  if (player && !audio) programmePage(player, gone);
  player?.state();
  if (byId("search")) search(byId("search"), gone);
  if (byId("address")) subscribing();
  if (byId("keep")) keeping(byId("keep"), gone);
}

function openEpisode(episode, gone) {
  opened = episodePage(player, episode, gone);
  sharing(byId("share"), player, episode);
  marking(player, episode, opened, gone);
}

// The page at `address` in the place of this one; false: it cannot be had.
async function exchange(address) {
  let page;
  try {
    const answer = await fetch(address, { headers: { accept: "text/html" } });
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch {
    player.say("网络断了，那一页打不开。");
    return false;
  }
  const next = page.getElementById("page");
  if (!next) return false;
  for (const one of next.querySelectorAll("noscript")) one.remove(); // to a parser that runs no script it has content
  left.abort();
  document.title = page.title;
  for (const old of document.querySelectorAll("meta[property], meta[name=description]")) old.remove();
  document.head.append(...page.querySelectorAll("meta[property], meta[name=description]"));
  byId("page").replaceWith(next);
  shown = address.split("#")[0];
  return true;
}

function arrive(address, y) {
  enter();
  const target = byId(decodeURIComponent(address.split("#")[1] ?? ""));
  if (y !== undefined) scrollTo({ top: y, behavior: "instant" });
  else if (target) target.scrollIntoView({ behavior: "instant" });
  else scrollTo({ top: 0, behavior: "instant" });
  const heading = document.querySelector("h1"); // whoever does not see that the page is another one hears it
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || !player?.wanted || !location.protocol.startsWith("http")) return;
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || link.target || link.download) return;
  const folder = location.href.slice(0, location.href.split(/[?#]/)[0].lastIndexOf("/") + 1);
  const [address] = link.href.split("#");
  if (!/^[^/?]+\.html$/.test(address.startsWith(folder) ? address.slice(folder.length) : "/") || address === shown) return;
  event.preventDefault();
  history.replaceState({ y: scrollY }, "");
  if (await exchange(link.href)) {
    history.pushState({}, "", link.href);
    arrive(link.href);
    if (timeIn(link.href) >= 0) opened?.jump(timeIn(link.href));
  }
});
addEventListener("popstate", async (event) => {
  const address = location.href;
  if (address.split("#")[0] === shown) return;
  if (!player || !(await exchange(address))) location.reload();
  else arrive(address, event.state?.y);
});

document.addEventListener("DOMContentLoaded", enter);
