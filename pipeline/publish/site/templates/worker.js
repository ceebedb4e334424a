// Keeps the newest episodes for a place without a network. It is at work only where a listener has asked for it
// (keeping.js), and where browsers allow it: over HTTPS, or on this machine.
"use strict";
const PAGES = "broadcast-pages";
const SOUNDS = "broadcast-sounds";
const SLOW = 4000; // milliseconds after which a page that is kept is shown instead of the one that does not come
const ALWAYS = ["index.html", "subscribe.html", "broadcast.css", "broadcast.js", "latest.js", "cover.jpg"];

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

// `count` newest episodes with their pages and pictures, and no others.
async function keep(count) {
  const [pages, sounds] = [await caches.open(PAGES), await caches.open(SOUNDS)];
  const text = await (await fetch("latest.js", { cache: "no-cache" })).text();
  const episodes = JSON.parse(text.slice(text.indexOf("["), text.lastIndexOf("]") + 1)).slice(0, count);
  const whole = (address) => new URL(address, self.location).href;
  const wanted = new Set(episodes.map((one) => whole(one[3])));
  for (const request of await sounds.keys()) if (!wanted.has(request.url)) await sounds.delete(request);
  let kept = 0;
  let bytes = 0;
  for (const [, page, , source, , , picture] of episodes) {
    const known = await sounds.match(source);
    const now = await fetch(source, { method: "HEAD", cache: "no-store" });
    if (!known || known.headers.get("etag") !== now.headers.get("etag")) await sounds.add(source);
    await pages.addAll([page, picture]);
    bytes += Number(now.headers.get("content-length"));
    kept += 1;
  }
  const beside = new Set([...ALWAYS, ...episodes.flatMap((one) => [one[1], one[6]])].map(whole));
  for (const request of await pages.keys()) if (!beside.has(request.url.split("?")[0])) await pages.delete(request);
  await pages.addAll(ALWAYS);
  return { kept, bytes };
}

self.addEventListener("message", (event) => {
  const answer = (told) => event.ports[0].postMessage(told);
  event.waitUntil(keep(event.data.keep).then(answer, (reason) => answer({ failed: String(reason) })));
});

// What is kept of a sound, or the part of it that is asked for.
async function sound(request) {
  const kept = await (await caches.open(SOUNDS)).match(request.url);
  if (!kept) return fetch(request);
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.get("range") ?? "");
  if (!range) return kept;
  const all = await kept.blob();
  const start = Number(range[1]);
  const end = range[2] ? Math.min(Number(range[2]), all.size - 1) : all.size - 1;
  if (start > end) return new Response(null, { status: 416, headers: { "content-range": `bytes */${all.size}` } });
  return new Response(all.slice(start, end + 1), {
    status: 206,
    headers: {
      "content-type": kept.headers.get("content-type"), "content-length": String(end - start + 1),
      "content-range": `bytes ${start}-${end}/${all.size}`, "accept-ranges": "bytes",
    },
  });
}

async function fresh(request) {
  const kept = await (await caches.open(PAGES)).match(request, { ignoreSearch: true });
  if (!kept) return fetch(request);
  const late = new Promise((done) => { setTimeout(() => done(kept), SLOW); });
  return Promise.race([fetch(request).catch(() => kept), late]);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(request.url.endsWith(".mp3") ? sound(request) : fresh(request));
});
