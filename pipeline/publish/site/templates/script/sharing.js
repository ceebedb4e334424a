// ── passing it on ───────────────────────────────────────────────────────────────────────────────
const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

// Without HTTPS, as in a works network, browsers have only the old way.
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = element("textarea", text);
    field.setAttribute("readonly", "");
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    return done;
  }
}

function sharing(button, player, episode) {
  const told = byId("shared");
  button.addEventListener("click", async () => {
    const seconds = player.holds(episode.slug) ? Math.floor(player.audio.currentTime) : 0;
    const moment = seconds > 3 ? `#t=${seconds}` : "";
    const address = (document.querySelector("meta[property='og:url']")?.content ?? location.href.split("#")[0]) + moment;
    const from = moment ? `，从 ${clock(seconds)} 听起` : "";
    if (inWeChat) {
      history.replaceState(history.state, "", moment || location.pathname); // WeChat passes on what it finds here
      told.textContent = `点右上角的 ⋯，发给朋友${from}。`;
      return;
    }
    if (navigator.share) {
      try {
        await navigator.share({ title: episode.title, text: `${episode.station}：${episode.title}`, url: address });
        return;
      } catch (reason) {
        if (reason.name === "AbortError") return;
      }
    }
    told.textContent = await copied(address) ? `链接已复制${from}。` : `请复制这个链接${from}：${address}`;
  });
}

// Where the station has no address of its own, what this page was opened at is one.
function subscribing() {
  const address = byId("address");
  if (address.dataset.here && location.protocol.startsWith("http")) {
    const feed = new URL(address.dataset.here, location.href).href;
    address.value = feed;
    for (const link of document.querySelectorAll("a[data-link]")) {
      link.href = link.dataset.link.replace("{bare}", feed.replace(/^\w+:\/\//, "")).replace("{whole}", encodeURIComponent(feed));
    }
  }
  byId("in-wechat").hidden = !inWeChat;
  byId("copy").addEventListener("click", async () => {
    address.select();
    byId("copied").textContent = await copied(address.value) ? "已复制。" : "请按住地址，选择“复制”。";
  });
}
