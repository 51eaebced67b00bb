// Runs before the first paint, and stands by until the page is up. It does what must not wait for WebAssembly: the
// chosen theme, which shell to show, and the page that says that Tuneboard cannot go on.

// The page's security policy hands all markup and script addresses of the program to this one. Its templates only hold
// elements that show something, with attributes that do nothing: whatever is not listed here is refused. The one script
// it names is the service worker.
const ELEMENT =
  "a|abbr|article|aside|b|br|button|canvas|caption|circle|code|col|colgroup|datalist|dd|defs|details|dialog|div|dl|dt|em|fieldset|" +
  "figcaption|figure|footer|form|g|h[1-6]|header|hr|i|input|kbd|label|legend|li|line|main|mark|menu|nav|ol|optgroup|option|" +
  "output|p|path|polygon|polyline|pre|progress|q|rect|s|samp|section|select|small|span|strong|sub|summary|sup|svg|table|" +
  "tbody|td|template|text|textarea|tfoot|th|thead|time|title|tr|tspan|ul|var|wbr";
const ATTRIBUTE =
  "(?:aria|data)-[a-z-]+|accept|autocapitalize|autocomplete|checked|class|cols|colspan|cx|cy|d|datetime|dir|disabled|draggable|fill|" +
  "for|height|hidden|id|inputmode|lang|max|maxlength|min|multiple|name|open|placeholder|points|preserveAspectRatio|r|readonly|" +
  "rel|required|role|rows|rowspan|rx|ry|scope|selected|spellcheck|step|stroke|stroke-width|tabindex|target|title|transform|" +
  "type|value|viewBox|width|x|x1|x2|y|y1|y2";
const TAG = new RegExp(`<(?:!|!----|/?(?:${ELEMENT})(?:\\s+(?:(?:${ATTRIBUTE})(?:="[^"<>]*")?|href="#[^"<>]*"))*\\s*/?)>`, "g");
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (markup) => (/</.test(markup.replace(TAG, "")) ? null : markup),
  createScriptURL: (url) => (url === "sw.js" ? url : null),
});

(() => {
  const root = document.documentElement;

  // Storage can be switched off, or hold anything.
  const stored = (area, test) => {
    try {
      return test(window[area]);
    } catch {
      return undefined;
    }
  };

  // All pages of a host share its storage, so that names hold the page's folder, as `src/browser/site.rs` makes them.
  const scope = "tuneboard" + location.pathname.replace(/[^/]*$/, "");

  const theme = stored("localStorage", (storage) => storage.getItem(scope + "theme"));
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;

  // The shell of the page the link asks for; `#/jobs/…` is one job.
  const [, page = "", id] = location.hash.split(/[?]/)[0].split("/");
  root.dataset.page = page === "jobs" && id ? "job" : page || "jobs";

  // Has the files of a part of the program on their way before the program asks for them, behind what starts it. The
  // release build names them, their folder first; see xtask/src/bundle/page.rs.
  const ask = (part, fetchPriority) => {
    const [folder, ...files] = document.querySelector(`meta[name="${part}"]`)?.content.split(" ") ?? [];
    const kind = { rel: "preload", as: "fetch", crossOrigin: "anonymous", fetchPriority };
    for (const file of files) document.head.append(Object.assign(document.createElement("link"), kind, { href: folder + file }));
  };

  // Without a connection of one's own the demo will come: keep its banner's room, too.
  const connected = (storage) => Object.keys(storage).some((key) => key.startsWith(scope + "connections"));
  if (!stored("localStorage", connected) && !stored("sessionStorage", connected)) {
    root.dataset.demo = "";
    ask("demo");
  }
  // The main program has the line first.
  if (/^(job|new)$/.test(root.dataset.page)) ask(root.dataset.page, "low");

  const panic = (message) => {
    const show = () => {
      const page = document.getElementById("panic");
      if (!page || !page.hidden) return;
      const detail = document.getElementById("panic-detail");
      // What a fault is looked for by. The address names jobs, so only its first word is told.
      const [, screen = ""] = location.hash.split(/[?]/)[0].split("/");
      detail.textContent = [message, `Screen: ${screen || "jobs"}`, navigator.userAgent, new Date().toISOString()].join("\n");
      const copy = document.getElementById("panic-copy");
      copy.onclick = () => {
        const select = () => getSelection().selectAllChildren(detail);
        if (!navigator.clipboard) return select();
        navigator.clipboard.writeText(detail.textContent).then(() => (copy.textContent = "Copied"), select);
      };
      document.getElementById("app").inert = true;
      document.body.style.overflow = "hidden";
      document.getElementById("panic-reload").onclick = () => location.reload();
      page.hidden = false;
      page.querySelector("h1").focus();
    };
    if (document.readyState === "loading") addEventListener("DOMContentLoaded", show);
    else show();
  };

  // An old copy of this page may ask for files that its server no longer has. It is fetched past every cache, once
  // per release; if that does not help, `otherwise` says so.
  const renew = (otherwise) => {
    const release = document.querySelector("script[src]")?.src ?? "";
    const isFirst = stored("sessionStorage", (storage) => {
      const before = storage.getItem(scope + "renewed");
      storage.setItem(scope + "renewed", release);
      return before !== release;
    });
    if (!isFirst) return otherwise();
    fetch(location.pathname + location.search, { cache: "reload" }).then(
      ({ ok }) => (ok ? location.reload() : otherwise()),
      otherwise,
    );
  };

  // Until the app has replaced the shell, any script error means that it never will. Later, only a trap of
  // WebAssembly does: after it no code of the app runs any more.
  const fatal = (error) => {
    const starting = document.querySelector("#app[data-shell]") !== null || document.readyState === "loading";
    const trapped = typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError;
    return starting || trapped;
  };

  addEventListener("tuneboard:panic", (event) => panic(String(event.detail)));
  addEventListener("unhandledrejection", ({ reason }) => {
    if (!fatal(reason)) return;
    if (reason instanceof TypeError) renew(() => panic(String(reason)));
    else panic(String(reason));
  });
  addEventListener(
    "error",
    (event) => {
      const failed = event.target;
      if (failed instanceof HTMLScriptElement) {
        if (fatal()) renew(() => panic("A part of the page could not be loaded: " + (failed.src || "the program")));
      } else if (event instanceof ErrorEvent && fatal(event.error)) {
        panic(event.message);
      }
    },
    true,
  );

  // The style of later screens, which nothing waits for; see xtask/src/bundle/page.rs. The window hears of no element's
  // load.
  document.addEventListener(
    "load",
    ({ target }) => {
      if (target instanceof HTMLLinkElement && "later" in target.dataset) target.media = "all";
    },
    true,
  );

  if (typeof WebAssembly !== "object") panic("This browser has no WebAssembly, or it is switched off.");
})();
