// The table that has all rows in the page: one string of markup, set once.

import { COLUMNS, arrange, rowMarkup } from "./words.js";

export function side(host) {
  let list = [];
  return {
    give: (jobs) => (list = jobs),
    open() {
      const heads = COLUMNS.map(([slug, label]) => `<div class="td" role="columnheader" data-column="${slug}">${label}</div>`);
      host.innerHTML = `<div class="jobs"><div class="jobs-table" role="table"><div class="heads" role="rowgroup"><div class="tr head" role="row">${heads.join("")}</div></div><div class="rows" role="rowgroup" style="--count: ${list.length}">${arrange(list).map(rowMarkup).join("")}</div></div></div>`;
    },
    close: () => host.replaceChildren(),
  };
}
