// What a row of the peers' tables says: the words, attributes and markup of ours, made in JavaScript.

import { NOW } from "./jobs.js";

export const COLUMNS = [
  ["select", ""],
  ["status", "Status"],
  ["name", "Name"],
  ["provider", "Provider"],
  ["model", "Base model"],
  ["progress", "Progress"],
  ["loss", "Train loss"],
  ["finding", "Finding"],
  ["created", "Created"],
  ["elapsed", "Elapsed"],
  ["left", "Time left"],
];

const CLASSES = {
  queued: ["waiting", "Waiting", "M8 4.5V8l2.5 1.5M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0z"],
  running: ["running", "Running", "M5 3.5v9l7-4.5z"],
  completed: ["completed", "Completed", "m3.5 8.5 3 3 6-7"],
  error: ["failed", "Failed", "m4 4 8 8m0-8-8 8"],
  cancelled: ["cancelled", "Cancelled", "M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM4.2 11.8l7.6-7.6"],
};
const IS_OVER = new Set(["completed", "error", "cancelled"]);
/// As the numbers of classes in their order.
export const RANK = { queued: 0, running: 2, completed: 5, cancelled: 8, error: 9 };

function duration(secs) {
  if (secs < 90) return `${Math.round(secs)} s`;
  if (secs < 5400) return `${Math.round(secs / 60)} min`;
  if (secs < 129_600) return `${(secs / 3600).toFixed(1)} h`;
  return `${(secs / 86_400).toFixed(1)} d`;
}

export const progressOf = (job) => (job.status === "completed" ? 1 : job.steps_completed / job.total_steps);

/// All that one row writes.
export function wordsOf(job) {
  const [slug, label, path] = CLASSES[job.status];
  const created = Date.parse(job.created_at);
  const end = IS_OVER.has(job.status) ? Date.parse(job.updated_at) : NOW;
  const share = progressOf(job);
  const isWaiting = job.status === "queued";
  return {
    slug,
    label,
    path,
    name: job.suffix,
    id: job.id,
    href: `#/jobs/prod/${encodeURIComponent(job.id)}`,
    provider: "Together",
    model: job.model.slice(job.model.indexOf("/") + 1),
    modelFull: job.model,
    share: `${(share * 100).toFixed(1)}%`,
    progress: isWaiting ? "Not started" : job.status === "completed" ? "3 of 3 epochs" : `${Math.floor(share * 100)} %`,
    hasBar: !isWaiting,
    loss: "–",
    created: `${duration((NOW - created) / 1000)} ago`,
    createdExact: job.created_at,
    elapsed: duration((end - created) / 1000),
    // The list at hand expects no end.
    left: "–",
  };
}

/// Sorts as the table is asked to; ties keep the newest first.
export function arrange(list, { column = "created", isDescending = true, but = [] } = {}) {
  const kept = list.filter((job) => !but.includes(job.status));
  const sign = isDescending ? -1 : 1;
  const byTime = (a, b) => (a.created_at < b.created_at ? 1 : a.created_at > b.created_at ? -1 : a.id < b.id ? -1 : 1);
  const compare = {
    created: (a, b) => (a.created_at < b.created_at ? -sign : a.created_at > b.created_at ? sign : byTime(a, b)),
    progress: (a, b) => sign * (progressOf(a) - progressOf(b)) || byTime(a, b),
    status: (a, b) => sign * (RANK[a.status] - RANK[b.status]) || byTime(a, b),
  };
  return kept.sort(compare[column]);
}

/// Where a row stands among the others, as `translate`.
export const placeOf = (index) => `0 calc(${index} * var(--row-height))`;

/// A row's markup, as of ours.
export const ROW = `<div class="tr" role="row">
<div class="td" role="cell" data-column="select"><span class="check" role="checkbox" tabindex="-1" aria-checked="false"></span></div>
<div class="td" role="cell" data-column="status"><span class="status"><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path></path></svg><span class="word"></span></span></div>
<div class="td" role="cell" data-column="name"><a class="name"></a><span class="id"></span></div>
<div class="td text" role="cell" data-column="provider"></div>
<div class="td text" role="cell" data-column="model"></div>
<div class="td" role="cell" data-column="progress"><div class="bar"><i aria-hidden="true"></i><span></span></div></div>
<div class="td" role="cell" data-column="loss"><span></span></div>
<div class="td" role="cell" data-column="finding"><span>–</span></div>
<div class="td text" role="cell" data-column="created"><time></time></div>
<div class="td text num" role="cell" data-column="elapsed"></div>
<div class="td text" role="cell" data-column="left"><span></span></div>
</div>`.replaceAll("\n", "");

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");

/// A whole row as markup, for the table that has all of them.
export function rowMarkup(job, index) {
  const says = wordsOf(job);
  const e = Object.fromEntries(Object.entries(says).map(([name, value]) => [name, typeof value === "string" ? escaped(value) : value]));
  return `<div class="tr" role="row" aria-rowindex="${index + 2}" style="translate: ${placeOf(index)}"><div class="td" role="cell" data-column="select"><span class="check" role="checkbox" tabindex="-1" aria-checked="false" aria-label="Select ${e.name}"></span></div><div class="td" role="cell" data-column="status"><span class="status" data-class="${e.slug}"><svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${e.path}"></path></svg><span class="word">${e.label}</span></span></div><div class="td" role="cell" data-column="name"><a class="name" href="${e.href}" title="${e.name}">${e.name}</a><span class="id" title="${e.id}">${e.id}</span></div><div class="td text" role="cell" data-column="provider">${e.provider}</div><div class="td text" role="cell" data-column="model" title="${e.modelFull}">${e.model}</div><div class="td" role="cell" data-column="progress"><div class="bar" data-class="${e.slug}"><i aria-hidden="true"${says.hasBar ? "" : " hidden"} style="--share: ${e.share}"></i><span>${e.progress}</span></div></div><div class="td" role="cell" data-column="loss"><span>${e.loss}</span></div><div class="td" role="cell" data-column="finding"><span>–</span></div><div class="td text" role="cell" data-column="created"><time title="${e.createdExact}" datetime="${e.createdExact}">${e.created}</time></div><div class="td text num" role="cell" data-column="elapsed">${e.elapsed}</div><div class="td text" role="cell" data-column="left"><span>${e.left}</span></div></div>`;
}
