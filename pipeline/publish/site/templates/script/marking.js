// ── “这里读错了” ────────────────────────────────────────────────────────────────────────────────
// Only the station's own server can be told; a page on other hosting shows nothing of it.
const TELL = "../misread";

async function canBeTold() {
  if (!location.protocol.startsWith("http")) return false;
  try {
    const known = sessionStorage.getItem("broadcast:told");
    if (known) return known === "yes";
  } catch { /* as in `memory` */ }
  let yes = false;
  try { yes = (await fetch(TELL, { method: "HEAD" })).status === 204; } catch { return false; }
  try { sessionStorage.setItem("broadcast:told", yes ? "yes" : "no"); } catch { /* likewise */ }
  return yes;
}

async function marking(player, episode, view, gone) {
  const box = byId("report");
  const asked = byId("asked");
  const told = byId("told");
  let place = -1; // of the sentence
  const on = (id, act) => byId(id).addEventListener("click", act, { signal: gone });
  const offer = () => { box.hidden = !view.lines.length || !player.holds(episode.slug); };
  gone.addEventListener("abort", () => { box.hidden = true; player.onState.delete(offer); });
  asked.hidden = true;
  box.classList.remove("open");
  told.textContent = "";
  if (!(await canBeTold()) || gone.aborted) return;
  offer();
  player.onState.add(offer);

  const open = (yes) => { asked.hidden = !yes; box.classList.toggle("open", yes); };
  function ask(number) {
    place = Math.max(0, number);
    told.textContent = "";
    open(true);
    byId("which").textContent = `哪一句读错了？“${view.lines[place].textContent}”`;
    byId("earlier").disabled = place === 0;
  }
  on("wrong", () => (asked.hidden ? ask(view.current()) : open(false)));
  on("earlier", () => ask(place - 1));
  on("never", () => open(false));
  on("tell", async () => {
    open(false);
    let status = 0;
    try {
      const sent = { episode: episode.slug, sentence: place };
      const headers = { "content-type": "application/json" };
      status = (await fetch(TELL, { method: "POST", headers, body: JSON.stringify(sent) })).status;
    } catch { /* told below */ }
    told.textContent = status === 204 ? "谢谢，已经告诉编辑。" : status === 429 ? "今天说得够多了，谢谢。" : "没有送到，请过一会儿再试。";
  });
}
