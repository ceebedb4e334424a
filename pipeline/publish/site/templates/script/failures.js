// ── when the network fails ──────────────────────────────────────────────────────────────────────
// What was fetched plays on; then the player says what is the matter, tries again by itself for a while, and a press on
// play always tries at once, from where it stopped.
const PATIENCE = 20; // seconds without a sound after which what is being fetched is given up
const MOVING = "/next/"; // where an episode that is made anew has its files for a moment
const TRIES = [2, 4, 8, 15, 30, 30, 30]; // seconds before each try

function outlastFailures(player) {
  const { audio } = player;
  let tried = 0;
  let next = 0; // timers
  let hung = 0;

  const calm = () => { clearTimeout(next); clearTimeout(hung); next = hung = 0; };
  const here = () => (player.place > 1 ? `从 ${clock(player.place)} ` : "");

  // A failed element is of no use any more until it loads anew, and then begins at the start.
  function anew() {
    calm();
    const at = player.place;
    audio.load();
    audio.currentTime = at;
    audio.addEventListener("loadedmetadata", () => { if (Math.abs(audio.currentTime - at) > 1) audio.currentTime = at; },
      { once: true });
  }
  function again() {
    anew();
    play();
  }
  const play = player.play;
  player.play = () => {
    if (audio.error) anew();
    return play();
  };

  async function failed() {
    calm();
    player.state();
    const source = audio.src;
    const status = await statusOf(source);
    if (audio.src !== source || !audio.error) return;
    const gone = status === 404 || status === 410;
    if (gone && source.includes(MOVING)) {
      audio.src = player.episode.source = source.replace(MOVING, "/");
      if (player.wanted) again(); else anew();
    } else if (gone) {
      player.wanted = false;
      player.say("这一期已经撤下，不能再听了。");
    } else if (status === 200 && audio.error.code === MediaError.MEDIA_ERR_DECODE) {
      player.wanted = false;
      player.say("这台设备放不了这个文件。");
    } else if (player.wanted && tried < TRIES.length) {
      player.say(`网络断了，接上以后${here()}继续。`);
      next = setTimeout(() => { if (player.wanted) again(); }, TRIES[tried] * 1000);
      tried += 1;
    } else {
      player.wanted = false;
      player.say(`网络断了。按播放，${here()}再试。`);
    }
  }
  audio.addEventListener("error", failed);
  audio.addEventListener("playing", () => { calm(); tried = 0; player.say(""); player.state(); });
  audio.addEventListener("pause", calm);
  audio.addEventListener("waiting", () => {
    if (hung) return;
    hung = setTimeout(() => {
      player.say("网络很慢，正在等…");
      hung = setTimeout(() => { if (player.wanted && audio.readyState < 3) again(); }, PATIENCE * 1000);
    }, 1500);
  });
  addEventListener("online", () => { if (player.wanted && audio.error) again(); });
}

// What the server says of an address; 0: it cannot be asked.
async function statusOf(address) {
  if (!address.startsWith("http")) return 0;
  try {
    return (await fetch(address, { method: "HEAD", cache: "no-store" })).status;
  } catch {
    return 0;
  }
}
