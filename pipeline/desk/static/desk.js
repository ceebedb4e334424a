// What pages cannot do without script: drop files, play sentences, choose a character by a click.
"use strict";

document.documentElement.classList.add("js");
const token = document.body.dataset.token;
const words = JSON.parse(document.body.dataset.words);
// A text of the program with what belongs into its braces.
const told = (name, facts) => words[name].replace(/\{(\w+)\}/g, (_all, key) => facts[key]);
const say = (text) => { const place = document.getElementById("dropped"); if (place) place.textContent = text; };

// ── dropping ──

// What is no document is told at once, not after it has been sent.
const known = (name) => document.getElementById("files").accept.split(",").includes((name.match(/\.[^.]*$/) || [""])[0].toLowerCase());

async function send(files) {
  let where = "", refused = "", kept = 0;
  for (const [number, file] of [...files].entries()) {
    if (!known(file.name)) { refused += `${told("kind", file)} `; continue; }
    say(told("receiving", { n: number + 1, all: files.length, name: file.name }));
    try {
      const answer = await fetch(`/drop?name=${encodeURIComponent(file.name)}`, {
        method: "POST", body: file, headers: { "x-desk-token": token, "content-type": "application/octet-stream" },
      });
      const text = (await answer.text()).trim();
      if (answer.ok) { where = text; kept += 1; } else { refused += `${file.name} – ${text} `; }
    } catch {
      refused += `${told("lost", file)} `;
    }
  }
  if (kept === 1 && !refused) { location.href = where; return; }
  say(`${kept ? `${told("kept", { n: kept })} ` : ""}${refused}`);
}

const drop = document.getElementById("drop");
if (drop) {
  const chosen = document.getElementById("files");
  chosen.addEventListener("change", () => { send(chosen.files); });
  if (chosen.files.length) send(chosen.files); // by somebody who was quicker than this script
  // The whole page takes what is dropped: a file that misses the zone must not replace the page.
  document.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    if (event.dataTransfer.files.length) send(event.dataTransfer.files);
  });
}

// ── listening ──

const audio = document.getElementById("audio");
let playing = null, queue = [];

function stop() {
  if (!playing) return;
  playing.classList.remove("playing");
  playing.removeAttribute("aria-busy");
  playing.closest(".sentence")?.classList.remove("on");
  playing = null;
  audio.pause();
}

async function play(button) {
  const again = playing === button;
  stop();
  if (again) { queue = []; return; }
  playing = button;
  button.classList.add("playing");
  button.setAttribute("aria-busy", "true");
  if (queue.length) button.closest(".sentence")?.classList.add("on");
  audio.src = button.dataset.sound;
  try {
    await audio.play();
    button.removeAttribute("aria-busy");
  } catch {
    if (playing === button && audio.error) { stop(); queue = []; say(words.silent); }
  }
}

if (audio) {
  audio.addEventListener("ended", () => {
    const next = queue.shift();
    if (next) { play(next); } else { stop(); }
  });
  const all = document.getElementById("play-all");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      queue = [...document.querySelectorAll(".sentence > .play:not(:disabled)")];
      const first = queue.shift();
      if (first) play(first);
    });
  }
}

// ── mending ──

function mend(sentence, at) {
  const panel = sentence.querySelector(".panel");
  const address = sentence.querySelector("[data-words]").dataset.words;
  if (panel.firstElementChild && at === null) { panel.replaceChildren(); return; }
  htmx.ajax("GET", at === null ? address : `${address}&at=${at}`, { target: panel, swap: "innerHTML" }).then(() => {
    (panel.querySelector("[aria-pressed=true]") || panel.querySelector(".doubtful") || panel.querySelector("button"))?.focus();
  });
}

document.addEventListener("click", (event) => {
  const player = event.target.closest(".play");
  if (player) { if (!queue.includes(player)) queue = []; play(player); return; }
  const sentence = event.target.closest(".sentence");
  if (!sentence) return;
  if (event.target.closest(".mend")) { mend(sentence, null); return; }
  const character = event.target.closest(".words [data-at]");
  if (character) mend(sentence, character.dataset.at);
});

document.addEventListener("keydown", (event) => {
  const alarm = document.querySelector(".alarm[open]");
  if (event.key === "Escape" && alarm) { alarm.open = false; alarm.querySelector("summary").focus(); }
});

// Left and right go from character to character.
document.addEventListener("keydown", (event) => {
  const unit = event.target.closest?.(".unit");
  if (!unit || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  const all = [...unit.parentElement.querySelectorAll(".unit")];
  const next = all[all.indexOf(unit) + (event.key === "ArrowRight" ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); }
});

// The list tells how far the document at hand is, as the line above does.
document.addEventListener("htmx:sseMessage", () => {
  const far = document.getElementById("so-far"), badge = document.getElementById("at-hand");
  if (far && badge) badge.textContent = `${badge.dataset.stage} ${far.textContent}`;
});

document.addEventListener("htmx:responseError", (event) => { say(event.detail.xhr.responseText || words.failed); });
