// Keeps the files of one release of the page on this device, so that it opens without a network. It knows these files
// alone: no answer of a service and no config.json passes through here. `cargo xtask build` fills in the list; nothing
// registers this file in a page that is built otherwise. To switch it off for everybody, put tests/deploy/sw-off.js in
// its place.
const RELEASE = "";
const FILES = [];

// Pages at other paths of the same host have caches of their own.
const MINE = `tuneboard ${registration.scope} `;
const PAGE = registration.scope;
const kept = new Set(FILES.map((file) => PAGE + file));

const fill = async () => {
  const cache = await caches.open(MINE + RELEASE);
  const page = await fetch(PAGE, { cache: "no-cache" });
  // Another release has come in between, with a worker of its own.
  if (!page.ok || !FILES.some((file) => file.endsWith("/start.js"))) throw new Error("not this release's page");
  const text = await page.clone().text();
  if (!FILES.filter((file) => file.endsWith("/start.js")).every((file) => text.includes(file))) {
    throw new Error("not this release's page");
  }
  await cache.put(PAGE, page);
  await cache.addAll(FILES.map((file) => PAGE + file));
};

const forget = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(MINE) && name !== MINE + RELEASE) await caches.delete(name);
  }
};

// Not by opening it: that would make it again after somebody has deleted it.
const fromCache = (url) => caches.match(url, { cacheName: MINE + RELEASE });

// The page itself comes from the network whenever that answers: a new release is never hidden by an old one.
const page = async (request) => {
  try {
    const answer = await fetch(request);
    return answer.status < 500 ? answer : ((await fromCache(PAGE)) ?? answer);
  } catch (error) {
    const old = await fromCache(PAGE);
    if (old) return old;
    throw error;
  }
};

// No skipWaiting: open pages keep the files of their own release until the last of them is closed.
addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(forget()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const url = request.url.split(/[?#]/)[0];
  if (request.method !== "GET") return;
  if (url === PAGE || url === `${PAGE}index.html`) event.respondWith(page(request));
  else if (kept.has(url)) event.respondWith(fromCache(url).then((found) => found ?? fetch(request)));
});
