// tuneboard: switched off. In place of the page's sw.js: every browser that comes by forgets the files it has kept, and the
// worker with them. The page itself goes by the first words.
const forget = async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith(`tuneboard ${registration.scope} `)) await caches.delete(name);
  }
};

// At once: the old worker may stay for as long as it has something to do, and gets by without them.
addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(forget());
});
addEventListener("activate", (event) => event.waitUntil(forget().then(() => registration.unregister())));
