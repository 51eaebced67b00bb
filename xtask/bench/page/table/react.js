// The peer most pages would be: React and TanStack Virtual, rows that are keyed and memoised. Bundled for production.

import { createElement as h, memo, useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { COLUMNS, arrange, placeOf, wordsOf } from "./words.js";

/// Rows above and below the view, as ours.
const OVERSCAN = 8;

const cell = (column, ...inside) => h("div", { className: "td", role: "cell", "data-column": column }, ...inside);
const text = (column, title, inside) =>
  h("div", { className: column === "elapsed" ? "td text num" : "td text", role: "cell", "data-column": column, title }, inside);
const svg = (className, viewBox, d) => h("svg", { className, viewBox, "aria-hidden": "true" }, h("path", { d }));

const Row = memo(function Row({ job, index }) {
  const says = wordsOf(job);
  return h(
    "div",
    { className: "tr", role: "row", "aria-rowindex": index + 2, style: { translate: placeOf(index) } },
    cell("select", h("span", { className: "check", role: "checkbox", tabIndex: -1, "aria-checked": false, "aria-label": `Select ${says.name}` })),
    cell(
      "status",
      h(
        "span",
        { className: "status", "data-class": says.slug, title: says.label },
        svg("icon", "0 0 16 16", says.path),
        h("span", { className: "word" }, says.label),
      ),
    ),
    cell(
      "name",
      h("a", { className: "name", href: says.href, title: says.name }, says.name),
      h("span", { className: "id", title: says.id }, says.id),
    ),
    text("provider", undefined, says.provider),
    text("model", says.modelFull, says.model),
    cell(
      "progress",
      h(
        "div",
        { className: "bar", "data-class": says.slug },
        h("i", { "aria-hidden": "true", hidden: !says.hasBar, style: { "--share": says.share } }),
        h("span", null, says.progress),
      ),
    ),
    cell("loss", h("span", null, says.loss)),
    cell("finding", h("span", null, "–")),
    text("created", undefined, h("time", { title: says.createdExact, dateTime: says.createdExact }, says.created)),
    text("elapsed", undefined, says.elapsed),
    text("left", undefined, h("span", null, says.left)),
  );
});

function Table({ list, query, rowHeight }) {
  const rows = useMemo(() => arrange(list, query), [list, query]);
  const box = useRef(null);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: box.current?.offsetTop ?? 0,
    getItemKey: (index) => rows[index].id,
  });
  return h(
    "div",
    { className: "jobs" },
    h(
      "div",
      { className: "jobs-table", role: "table", "aria-label": "Jobs", "aria-rowcount": rows.length + 1 },
      h(
        "div",
        { className: "heads", role: "rowgroup" },
        h(
          "div",
          { className: "tr head", role: "row", "aria-rowindex": 1 },
          COLUMNS.map(([slug, label]) =>
            h("div", { key: slug, className: "td", role: "columnheader", "data-column": slug }, h("button", { className: "sort" }, label)),
          ),
        ),
      ),
      h(
        "div",
        { className: "rows", role: "rowgroup", ref: box, style: { "--count": rows.length } },
        virtual.getVirtualItems().map(({ key, index }) => h(Row, { key, job: rows[index], index })),
      ),
    ),
  );
}

/// A side of the benchmark: every change is done when its call returns.
export function side(host, rowHeight) {
  let root = null;
  let list = [];
  let query = {};
  const show = () => flushSync(() => root.render(h(Table, { list, query, rowHeight })));
  return {
    give: (jobs) => (list = jobs),
    open() {
      root = createRoot(host);
      show();
    },
    close() {
      flushSync(() => root.unmount());
    },
    ask(asked) {
      query = asked;
      show();
    },
    tick(body) {
      list = JSON.parse(body).data;
      show();
    },
  };
}
