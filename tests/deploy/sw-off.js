// In place of the page's sw.js: every browser that comes by forgets the files it has kept, and the worker with them.
// Browsers ask for sw.js with each visit, past their cache; a missing file would leave the old worker at work.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  const end = async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith(`tuneboard ${registration.scope} `)) await caches.delete(name);
    }
    await registration.unregister();
  };
  event.waitUntil(end());
});
