// The pages' one script: a player, a transcript that follows it, search, buttons that copy. Everything it needs stands
// beside the pages; without it they can still be read and heard.
document.documentElement.classList.add("js"); // before the page is painted

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

// What was heard of an episode: seconds, or "done".
const heardOf = (slug) => memory.get("at:" + slug);

function element(name, text = "", kind = "") {
  const made = document.createElement(name);
  made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

// A script element, because from a disk nothing else may be loaded. Runs what stands there, or nothing.
function loadScript(name) {
  return new Promise((done) => {
    const script = document.createElement("script");
    script.src = name;
    script.onload = script.onerror = () => { script.remove(); done(); };
    document.head.append(script);
  });
}
