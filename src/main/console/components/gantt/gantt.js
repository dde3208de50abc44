import {html, nothing, svg} from '../../lib/lit-html/lit-html.js';
import {guard} from '../../lib/lit-html/directives/guard.js';
import {ref} from '../../lib/lit-html/directives/ref.js';
import {plain} from '../../core/text.js';
import {within} from './chart.js';
import {areTitled, axis, barWords, breakLengths, grid, keyOf, patterns, track, waiting} from './drawing.js';
import {laneTitle, legend, origin} from './captions.js';
import {neighbor} from './keys.js';
import {barAt, marksOf, selection} from './overlay.js';
import {OVERVIEW, remembered} from './picture.js';
import {Drag, numbers} from './range.js';
import {inRange, PORTION, rows} from './rows.js';

/**
 * A Gantt chart of jobs: a track for each job that runs at the same time, so that its height is the concurrency.
 *
 * @import {Item} from './layout.js'
 * @import {Bar} from './merge.js'
 * @import {Picture} from './picture.js'
 * @import {Span} from './fold.js'
 * @import {Mark} from './rows.js'
 */

let charts = 0;

export class Gantt {
  #page;
  #href;
  #prefix = `gantt-${++charts}`;
  #picture = remembered();
  #drag;
  /** What is shown; null for all. @type {Span | null} */
  #range = null;
  #width = 0;
  #top = 0;
  /** The bar that the Tab key comes to. */
  #current = '';
  /** What is said below the chart. */
  #detail = '';
  #limit = PORTION;
  #isTableOpen = false;
  /** @type {Element | undefined} */
  #box;
  #observer = new ResizeObserver(() => this.#measure());

  /**
   * @param {import('../../core/page.js').Page} page that shows it
   * @param {(item: Item) => string} [href] the path of the page of an item, without /console
   */
  constructor(page, href = (item) => `/jobs/${encodeURIComponent(item.id)}`) {
    this.#page = page;
    this.#href = href;
    this.#drag = new Drag(() => page.update(), (range) => this.#choose(range));
  }

  /** Ends what it observes. */
  stop() {
    this.#observer.disconnect();
  }

  /** @param {Element | undefined} element */
  #attach = (element) => {
    if (this.#box) {
      this.#observer.unobserve(this.#box);
    }
    this.#box = element;
    if (element) {
      this.#observer.observe(element);
    }
  };

  #measure() {
    const width = Math.max(120, Math.floor(this.#box?.clientWidth ?? 0));
    if (width !== this.#width) {
      this.#width = width;
      this.#page.update();
    }
  }

  /** @param {Span | null} range */
  #choose(range) {
    this.#range = range;
    this.#limit = PORTION;
    this.#page.update();
  }

  /**
   * @param {{items: Item[], now: number, marks?: Mark[]}} data a list that changes has to be a new one; `now` is in
   *     milliseconds since the epoch, of the clock of the items
   */
  render({items, now, marks = []}) {
    const picture = this.#picture({items, now, range: this.#range, width: this.#width || 800, top: this.#top});
    if (!picture) {
      return html`<p class="quiet">Nothing has been due yet.</p>`;
    }
    const {whole, scale, height, overview} = picture;
    const chosen = this.#drag.draft ?? this.#range;
    return html`<div class="gantt">
      <p class="gantt-summary">${picture.summary}</p>
      ${legend(this.#prefix, picture.states)}
      <svg class="overview" width=${overview.width} height=${OVERVIEW + 2} aria-hidden="true"
        @pointerdown=${this.#drag.down(overview)} @pointermove=${this.#drag.move(overview)}
        @pointerup=${this.#drag.up} @pointercancel=${this.#drag.cancel}>
        <path class="running-jobs" d=${picture.area}/>
        ${chosen ? selection(overview, within(chosen, whole) ?? whole, OVERVIEW) : nothing}
      </svg>
      <svg class="axis" width=${scale.width} height="30" aria-hidden="true">
        ${axis(picture.marks, scale)}${breakLengths(scale)}</svg>
      <div class="tracks" ${ref(this.#attach)} @scroll=${this.#scroll}>
        <svg width=${scale.width} height=${height} role="group"
          aria-label="Jobs over time. Arrow keys go from bar to bar."
          @pointerdown=${this.#drag.down(scale)} @pointermove=${this.#drag.move(scale)}
          @pointerup=${this.#drag.up} @pointercancel=${this.#drag.cancel}
          @dragstart=${(/** @type {Event} */ event) => event.preventDefault()}
          @click=${(/** @type {MouseEvent} */ event) => this.#click(event, picture)}
          @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event, picture)}
          @pointerover=${(/** @type {Event} */ event) => this.#describe(event, picture)}
          @focusin=${(/** @type {Event} */ event) => this.#describe(event, picture)}>
          ${guard([picture, this.#current, marks], () => this.#bars(picture, marks))}
          ${this.#drag.draft ? selection(scale, this.#drag.draft, height) : nothing}
        </svg>
      </div>
      <p class="detail quiet" aria-hidden="true">${plain(this.#detail) || origin(picture)}</p>
      ${numbers(picture.shown, whole, this.#range !== null, (range) => this.#choose(range && within(range, whole)))}
      ${this.#table(picture, marks)}
    </div>`;
  }

  /**
   * @param {Picture} picture
   * @param {Mark[]} marks
   */
  #bars(picture, marks) {
    const {scale, now, drawn, bars, height, barCount} = picture;
    const all = [...bars.values()].flat();
    const current = all.some((bar) => keyOf(bar.jobs[0].item) === this.#current)
      ? this.#current
      : all.length > 0 ? keyOf(all[0].jobs[0].item) : '';
    const chart = {scale, now, prefix: this.#prefix, current, titled: areTitled(barCount), href: this.#href};
    return svg`${patterns(this.#prefix)}${grid(picture.marks, scale, height)}
      ${drawn.map((row) => row.kind === 'track' ? track(row, bars.get(row) ?? [], chart)
        : row.kind === 'waiting' ? waiting(row, scale, now)
        : svg`<text class="lane-name" x="0" y=${row.y + 15}>${laneTitle(row.lane)}</text>`)}
      ${marksOf(picture, marks)}`;
  }

  /**
   * @param {Picture} picture
   * @param {Mark[]} marks
   */
  #table(picture, marks) {
    const items = this.#isTableOpen ? inRange(picture.items, picture.shown, picture.now) : [];
    return html`<details class="as-table" @toggle=${(/** @type {Event} */ event) => {
      this.#isTableOpen = /** @type {HTMLDetailsElement} */ (event.target).open;
      this.#page.update();
    }}><summary>As a table</summary>
      ${this.#isTableOpen ? rows(items, this.#limit, {
        origin: picture.whole[0], now: picture.now, href: this.#href, marks,
        more: () => { this.#limit += PORTION; this.#page.update(); },
      }) : nothing}</details>`;
  }

  /** @param {Event} event */
  #scroll = (event) => {
    // in steps, so that a little scrolling draws nothing anew
    const top = Math.floor(/** @type {Element} */ (event.target).scrollTop / 60) * 60;
    if (top !== this.#top) {
      this.#top = top;
      this.#page.update();
    }
  };

  /** @param {Event} event @param {Picture} picture */
  #describe(event, picture) {
    const found = barAt(event, picture);
    const detail = found ? barWords(found.bar, picture.now) : '';
    if (found && event.type === 'focusin') {
      this.#current = keyOf(found.bar.jobs[0].item);
    }
    if (detail !== this.#detail) {
      this.#detail = detail;
      this.#page.update();
    }
  }

  /** @param {MouseEvent} event @param {Picture} picture */
  #click(event, picture) {
    const found = barAt(event, picture);
    const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (this.#drag.ended || found && (isPlain || found.bar.jobs.length > 1)) {
      event.preventDefault();
    }
    if (found && !this.#drag.ended && isPlain) {
      this.#open(found.bar, picture);
    }
    this.#drag.ended = false;
  }

  /** @param {Bar} bar @param {Picture} picture */
  #open(bar, picture) {
    if (bar.jobs.length === 1) {
      this.#page.context.go(this.#href(bar.jobs[0].item));
    } else {
      const margin = (bar.to - bar.from) / 20 + 0.005;
      this.#choose(within([bar.from - margin, bar.to + margin], picture.whole));
    }
  }

  /** @param {KeyboardEvent} event @param {Picture} picture */
  #key(event, picture) {
    if (event.key === 'Escape') {
      this.#drag.cancel();
    }
    const found = barAt(event, picture);
    if (found && event.key === ' ') {
      event.preventDefault();
      this.#open(found.bar, picture);
      return;
    }
    const next = found && neighbor(picture, found.row, found.bar, event.key);
    if (next) {
      event.preventDefault();
      this.#current = keyOf(next.bar.jobs[0].item);
      this.#page.update();
      requestAnimationFrame(() => requestAnimationFrame(() => this.#focus()));
    }
  }

  #focus() {
    const bar = /** @type {SVGElement | null | undefined} */ (this.#box?.querySelector('a[tabindex="0"]'));
    bar?.focus();
  }
}
