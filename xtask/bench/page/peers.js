// The peers at their best: no animation, no legend, nothing that we do not show either.

import { HEIGHT, LINE_WIDTH, WIDTH, color, readPixel } from "./ours.js";

const GRID = "#e0e2e5";
const host = () => document.querySelector("#peer");

const uPlots = new Map();

/// uPlot as it is on a screen of so many device pixels per CSS pixel: it asks the window once, when it is loaded.
async function uPlotAt(dpr) {
  if (!uPlots.has(dpr)) {
    Object.defineProperty(window, "devicePixelRatio", { configurable: true, get: () => dpr });
    uPlots.set(dpr, (await import(`/peers/uplot/dist/uPlot.esm.js?${dpr}`)).default);
    delete window.devicePixelRatio;
  }
  return uPlots.get(dpr);
}
await uPlotAt(1);
await uPlotAt(2);

/// Gaps are `null` for uPlot, and typed arrays are best where there are none.
export function uPlotValues(ys) {
  return ys.some(Number.isNaN) ? Array.from(ys, (y) => (Number.isNaN(y) ? null : y)) : ys;
}

/// uPlot with the plot rectangle of one of our charts and the range of values that `yRange` gives.
export function uPlot(data, { dpr, rect, yRange, hasCursor = false }) {
  const UPlot = uPlots.get(dpr);
  const [left, top, right, bottom] = rect.map((px) => px / dpr);
  const axis = { font: "11px sans-serif", ticks: { show: false } };
  const line = (_, slot) => ({ stroke: color(slot), width: LINE_WIDTH, points: { show: false } });
  const plot = new UPlot(
    {
      width: WIDTH,
      height: HEIGHT,
      padding: [top, WIDTH - right, 0, 0],
      legend: { show: false },
      cursor: { show: hasCursor, drag: { x: false, y: false } },
      // As our range of values, which is found by looking at them all, too.
      scales: { x: { time: false }, y: { range: (_, low, high) => yRange() ?? [low, high] } },
      axes: [
        { ...axis, size: HEIGHT - bottom, grid: { show: false } },
        { ...axis, size: left, grid: { stroke: GRID, width: 1 } },
      ],
      series: [{}, ...data.slice(1).map(line)],
    },
    data,
    host(),
  );
  const canvas = plot.root.querySelector("canvas");
  return { plot, canvas, flush: () => readPixel(canvas) };
}

/// Loads a script that sets a global.
async function script(url) {
  if (document.querySelector(`script[src="${url}"]`)) return;
  const element = document.createElement("script");
  element.src = url;
  await new Promise((resolve, reject) => {
    element.onload = resolve;
    element.onerror = () => reject(new Error(`${url} cannot be loaded`));
    document.head.append(element);
  });
}

export const loadChartJs = () => script("/peers/chart.js/dist/chart.umd.min.js");
export const loadECharts = () => script("/peers/echarts/dist/echarts.min.js");

/// Chart.js with its decimation, of points `{x, y}`.
export function chartJs(points) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  host().append(canvas);
  const chart = new globalThis.Chart(canvas, {
    type: "line",
    data: { datasets: [{ data: points, borderColor: color(0), borderWidth: LINE_WIDTH, pointRadius: 0 }] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: false,
      devicePixelRatio: 1,
      events: [],
      plugins: {
        legend: { display: false },
        tooltip: { enabled: false },
        decimation: { enabled: true, algorithm: "min-max" },
      },
      scales: {
        x: { type: "linear", min: 1, max: points.length, grid: { display: false } },
        y: { grid: { color: GRID } },
      },
    },
  });
  readPixel(canvas);
  return {
    canvas,
    end() {
      chart.destroy();
      canvas.remove();
    },
  };
}

/// ECharts with its sampling, of a typed array `x, y, x, y, …` or of pairs.
export function eCharts(data) {
  const element = document.createElement("div");
  element.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px`;
  host().append(element);
  const chart = globalThis.echarts.init(element, null, { renderer: "canvas", devicePixelRatio: 1 });
  chart.setOption({
    animation: false,
    grid: { left: 48, top: 8, right: 10, bottom: 22 },
    xAxis: { type: "value", min: "dataMin", max: "dataMax", splitLine: { show: false } },
    yAxis: { type: "value", scale: true },
    series: [
      {
        type: "line",
        data,
        sampling: "minmax",
        showSymbol: false,
        silent: true,
        lineStyle: { width: LINE_WIDTH, color: color(0) },
      },
    ],
  });
  const canvas = element.querySelector("canvas");
  readPixel(canvas);
  return {
    canvas,
    end() {
      chart.dispose();
      element.remove();
    },
  };
}
