// The peer a patient person would write by hand: rows that leave the view are written again for those that come.

import { COLUMNS, ROW, arrange, placeOf, wordsOf } from "./words.js";

const OVERSCAN = 8;

export function side(host, rowHeight) {
  const original = document.createElement("template");
  original.innerHTML = ROW;
  let list = [];
  let query = {};
  let rows = [];
  let box = null;
  let pool = [];
  const onScroll = () => place();

  function make() {
    const root = original.content.firstElementChild.cloneNode(true);
    const find = (selector) => root.querySelector(selector);
    // Another text in the same node is less than another node.
    const text = (selector) => {
      const node = document.createTextNode("");
      find(selector).append(node);
      return node;
    };
    return {
      root,
      index: -1,
      job: null,
      check: find(".check"),
      status: find(".status"),
      path: find(".status path"),
      word: text(".word"),
      name: find(".name"),
      nameText: text(".name"),
      id: find(".id"),
      idText: text(".id"),
      provider: text("[data-column=provider]"),
      model: find("[data-column=model]"),
      modelText: text("[data-column=model]"),
      bar: find(".bar"),
      fill: find(".bar i"),
      progress: text(".bar span"),
      loss: text("[data-column=loss] span"),
      time: find("time"),
      timeText: text("time"),
      elapsed: text("[data-column=elapsed]"),
      left: text("[data-column=left] span"),
    };
  }

  function write(row, job, index) {
    if (row.index !== index) {
      row.index = index;
      row.root.style.translate = placeOf(index);
      row.root.setAttribute("aria-rowindex", index + 2);
    }
    if (row.job === job) return;
    row.job = job;
    const says = wordsOf(job);
    row.check.setAttribute("aria-label", `Select ${says.name}`);
    row.status.dataset.class = says.slug;
    row.status.title = says.label;
    row.path.setAttribute("d", says.path);
    row.word.data = says.label;
    row.nameText.data = says.name;
    row.name.title = says.name;
    row.name.setAttribute("href", says.href);
    row.idText.data = says.id;
    row.id.title = says.id;
    row.provider.data = says.provider;
    row.modelText.data = says.model;
    row.model.title = says.modelFull;
    row.bar.dataset.class = says.slug;
    row.fill.hidden = !says.hasBar;
    row.fill.style.setProperty("--share", says.share);
    row.progress.data = says.progress;
    row.loss.data = says.loss;
    row.timeText.data = says.created;
    row.time.title = says.createdExact;
    row.time.setAttribute("datetime", says.createdExact);
    row.elapsed.data = says.elapsed;
    row.left.data = says.left;
  }

  function place() {
    const top = -box.getBoundingClientRect().top;
    const first = Math.min(rows.length, Math.max(0, Math.floor(top / rowHeight) - OVERSCAN));
    const last = Math.min(rows.length, Math.ceil((top + innerHeight) / rowHeight) + OVERSCAN);
    const kept = new Map();
    const free = [];
    for (const row of pool) {
      if (first <= row.index && row.index < last) kept.set(row.index, row);
      else free.push(row);
    }
    pool = [];
    for (let index = first; index < last; index++) {
      let row = kept.get(index) ?? free.pop();
      if (!row) {
        row = make();
        box.append(row.root);
      }
      write(row, rows[index], index);
      pool.push(row);
    }
    free.forEach(({ root }) => root.remove());
  }

  function show() {
    rows = arrange(list, query);
    box.style.setProperty("--count", rows.length);
    place();
  }

  return {
    give: (jobs) => (list = jobs),
    open() {
      const heads = COLUMNS.map(
        ([slug, label]) => `<div class="td" role="columnheader" data-column="${slug}"><button class="sort">${label}</button></div>`,
      );
      host.innerHTML = `<div class="jobs"><div class="jobs-table" role="table" aria-label="Jobs"><div class="heads" role="rowgroup"><div class="tr head" role="row">${heads.join("")}</div></div><div class="rows" role="rowgroup"></div></div></div>`;
      box = host.querySelector(".rows");
      pool = [];
      addEventListener("scroll", onScroll);
      show();
    },
    close() {
      removeEventListener("scroll", onScroll);
      host.replaceChildren();
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
