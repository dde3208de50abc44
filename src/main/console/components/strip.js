/**
 * A strip: the used share of a lane over the latest minutes. The strips of a page share one pointer.
 *
 * @typedef {{at: string | null, interval: string, percent: (number | null)[]}} Utilization
 */

/** Of all strips. */
const SYNCED = 'strips';
const HEIGHT = 72;
/** The minutes that a strip shows, also while there are fewer samples. */
const SHOWN = 15 * 60;

/** The element `jw-strip`, with the property `data`. The chart is drawn on a canvas: its label has the numbers. */
class Strip extends HTMLElement {
  /** @type {[number[], (number | null)[]] | null} */
  #data = null;
  /** @type {any} */
  #chart = null;
  #resized = new ResizeObserver(() => this.#fit());
  #scheme = matchMedia('(prefers-color-scheme: dark)');
  #repaint = () => void this.#create();

  /** @param {[number[], (number | null)[]]} data times in seconds since the epoch, and percentages */
  set data(data) {
    this.#data = data;
    this.#chart?.setData(data, false);
    this.#chart?.setScale('x', range(data));
  }

  connectedCallback() {
    this.#resized.observe(this);
    this.#scheme.addEventListener('change', this.#repaint);
    void this.#create();
  }

  disconnectedCallback() {
    this.#resized.disconnect();
    this.#scheme.removeEventListener('change', this.#repaint);
    this.#chart?.destroy();
    this.#chart = null;
  }

  #fit() {
    this.#chart?.setSize({width: this.clientWidth, height: HEIGHT});
  }

  async #create() {
    const Chart = await (loading ??= load());
    if (!this.isConnected || !this.#data) {
      return;
    }
    this.#chart?.destroy();
    const {color, caretColor} = getComputedStyle(this); // a canvas does not know the custom properties
    this.#chart = new Chart({
      width: this.clientWidth || 300,
      height: HEIGHT,
      legend: {show: false},
      cursor: {sync: {key: SYNCED}, y: false, drag: {x: false, y: false}},
      padding: [8, 0, 0, 0],
      scales: {x: {time: true}, y: {range: [0, 100]}},
      axes: [
        {
          stroke: caretColor, size: 22, gap: 2, font: '11px sans-serif', space: 80,
          grid: {stroke: caretColor, width: .4}, ticks: {size: 3, stroke: caretColor, width: .4},
          values: (/** @type {any} */ chart, /** @type {number[]} */ times) => times.map((at) =>
            new Date(at * 1000).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})),
        },
        {
          stroke: caretColor, size: 34, gap: 2, font: '11px sans-serif', splits: [0, 50, 100], ticks: {show: false},
          grid: {stroke: caretColor, width: .4},
          values: (/** @type {any} */ chart, /** @type {number[]} */ shares) => shares.map((share) => share + '%'),
        },
      ],
      series: [{}, {
        stroke: color, width: 1.5, points: {show: false}, fill: color.replace(/^rgb\((.*)\)$/, 'rgba($1, .2)'),
      }],
    }, this.#data, this);
    this.#chart.setScale('x', range(this.#data));
  }
}

/** @type {Promise<any> | null} */
let loading = null;

/** Loads the library and its style, which only pages with charts need. */
async function load() {
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = new URL('../lib/uplot/uPlot.min.css', import.meta.url).href;
  const styled = new Promise((resolve) => {
    style.addEventListener('load', resolve);
    style.addEventListener('error', resolve);
  });
  document.head.append(style);
  const [module] = await Promise.all([import('../lib/uplot/uPlot.esm.js'), styled]);
  return module.default;
}

/** @param {[number[], (number | null)[]]} data */
function range([times]) {
  const max = times.at(-1) ?? Date.now() / 1000;
  return {min: max - SHOWN, max};
}

customElements.define('jw-strip', Strip);
