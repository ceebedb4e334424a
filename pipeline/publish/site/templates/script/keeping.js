// ── for a place without a network ───────────────────────────────────────────────────────────────
// The listener says how many of the newest episodes to keep; a service worker (worker.js) does. Nothing of it is shown
// where browsers have none: without HTTPS, but on this machine.
const ASKED = "keep";

async function keeping(box, gone) {
  if (!navigator.serviceWorker || !window.isSecureContext || !location.protocol.startsWith("http")) return;
  const choice = byId("kept");
  const told = byId("keeping");
  box.hidden = false;
  choice.value = memory.get(ASKED) ?? "0";
  choice.addEventListener("change", () => { memory.set(ASKED, choice.value); set(); }, { signal: gone });
  if (choice.value !== "0") set();

  async function set() {
    const count = Number(choice.value);
    if (!count) {
      const known = await navigator.serviceWorker.getRegistration();
      await known?.unregister();
      for (const name of await caches.keys()) if (name.startsWith("broadcast-")) await caches.delete(name);
      told.textContent = "";
      return;
    }
    told.textContent = "正在保存…";
    const { kept, bytes, failed } = await asked(count).catch((reason) => ({ failed: String(reason) }));
    told.textContent = failed ? (navigator.onLine ? "没有存好，下次打开再试。" : "没有网络：能听存好的节目。")
      : `已存最近 ${kept} 期，共 ${(bytes / 1e6).toFixed(1)} MB。`;
  }
}

async function asked(count) {
  await navigator.serviceWorker.register("worker.js", { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return new Promise((done) => {
    port1.onmessage = (event) => done(event.data);
    active.postMessage({ keep: count }, [port2]);
  });
}
