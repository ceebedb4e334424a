// ── the programme ───────────────────────────────────────────────────────────────────────────────
function programmePage(player, gone) {
  const cards = [...document.querySelectorAll("article[data-audio]")];

  function note(card) {
    const at = heardOf(card.dataset.slug);
    if (!at) return;
    let heard = card.querySelector(".heard");
    if (!heard) card.querySelector(".when").append(heard = element("span", "", "heard"));
    heard.textContent = at === "done" ? " · 已听完" : ` · 听到 ${clock(Number(at))}`;
  }
  function start(card) {
    if (player.holds(card.dataset.slug)) { player.toggle(); return; }
    const link = card.querySelector("h2 a");
    player.load({
      slug: card.dataset.slug, page: link.href, title: link.textContent, source: whole(card.dataset.audio),
      seconds: Number(card.dataset.seconds), image: card.querySelector("img").src,
      station: document.querySelector("h1").textContent, chapters: [],
    });
    player.play();
  }
  function state(slug, sounding) {
    byId("now").hidden = false;
    for (const card of cards) {
      const on = card.dataset.slug === slug;
      card.classList.toggle("on", on);
      const button = card.querySelector(".play");
      button.classList.toggle("playing", on && sounding);
      button.setAttribute("aria-label", button.getAttribute("aria-label").replace(/^.../, on && sounding ? "暂停：" : "播放："));
      note(card);
    }
  }
  player.onState.add(state);
  gone.addEventListener("abort", () => player.onState.delete(state));
  for (const card of cards) {
    const button = card.querySelector(".play");
    button.append(byId("play").querySelector("svg").cloneNode(true)); // written once, not with each card
    button.addEventListener("click", () => start(card));
    note(card);
  }
}
