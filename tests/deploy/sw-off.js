// In place of the page's sw.js: every browser that comes by forgets the files it has kept, and the worker with them.
// Browsers ask for sw.js with each visit, past their cache; a missing file would leave the old worker at work.
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
