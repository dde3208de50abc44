/**
 * A strip: the used share of a lane over the latest minutes. The strips of a page share one pointer.
 *
 * @typedef {{at: string | null, interval: string, percent: (number | null)[]}} Utilization
 */

/** Of all strips. */
const SYNCED = 'strips';
const HEIGHT = 64;
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
    const {default: Chart} = await import('../lib/uplot/uPlot.esm.js');
    if (!this.isConnected || !this.#data) {
      return;
    }
    this.#chart?.destroy();
    const {color, borderColor} = getComputedStyle(this);
    this.#chart = new Chart({
      width: this.clientWidth || 300,
      height: HEIGHT,
      legend: {show: false},
      cursor: {sync: {key: SYNCED}, y: false, drag: {x: false, y: false}},
      padding: [4, 0, 0, 0],
      scales: {x: {time: true}, y: {range: [0, 100]}},
      axes: [
        {stroke: borderColor, grid: {stroke: borderColor, width: .5}, size: 20, font: '11px sans-serif', gap: 2},
        {show: false},
      ],
      series: [{}, {stroke: color, fill: color + '33', width: 1.5, points: {show: false}}],
    }, this.#data, this);
    this.#chart.setScale('x', range(this.#data));
  }
}

/** @param {[number[], (number | null)[]]} data */
function range([times]) {
  const max = times.at(-1) ?? Date.now() / 1000;
  return {min: max - SHOWN, max};
}

customElements.define('jw-strip', Strip);
