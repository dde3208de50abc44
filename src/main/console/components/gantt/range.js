import {html} from '../../lib/lit-html/lit-html.js';

/**
 * How a user chooses what a chart shows: by dragging over it, or by two numbers.
 *
 * @import {Scale, Span} from './fold.js'
 */

/** Pixels that the pointer has to move, so that a click is none. */
const LEAST = 4;

/** A range that is being dragged. */
export class Drag {
  /** @type {{time: number, x: number, pointer: number} | null} */
  #start = null;
  /** What has been dragged over so far. @type {Span | null} */
  draft = null;
  /** Whether the pointer was dragged before the next click, which is the end of it then. */
  ended = false;
  #changed;
  #done;

  /**
   * @param {() => void} changed called while it goes on
   * @param {(range: Span) => void} done called at its end
   */
  constructor(changed, done) {
    this.#changed = changed;
    this.#done = done;
  }

  /**
   * Returns the listener of `pointerdown`.
   *
   * @param {Scale} scale of the picture that it is on
   */
  down(scale) {
    return (/** @type {PointerEvent} */ event) => {
      this.ended = false;
      if (event.button === 0 && event.isPrimary) {
        const x = place(event);
        this.#start = {time: scale.time(x), x, pointer: event.pointerId};
      }
    };
  }

  /**
   * Returns the listener of `pointermove`.
   *
   * @param {Scale} scale of the picture that it is on
   */
  move(scale) {
    return (/** @type {PointerEvent} */ event) => {
      if (!this.#start || event.pointerId !== this.#start.pointer) {
        return;
      }
      const x = place(event);
      if (this.draft === null) {
        if (Math.abs(x - this.#start.x) < LEAST) {
          return;
        }
        /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
      }
      const time = scale.time(x);
      this.draft = [Math.min(time, this.#start.time), Math.max(time, this.#start.time)];
      this.#changed();
    };
  }

  /** @param {PointerEvent} event */
  up = (event) => {
    if (this.#start?.pointer === event.pointerId && this.draft) {
      const range = this.draft;
      this.ended = true;
      this.cancel();
      this.#done(range);
    } else {
      this.#start = null;
    }
  };

  cancel = () => {
    this.#start = null;
    if (this.draft) {
      this.draft = null;
      this.#changed();
    }
  };
}

/** @param {PointerEvent} event */
function place(event) {
  return event.clientX - /** @type {Element} */ (event.currentTarget).getBoundingClientRect().left;
}

/**
 * The two numbers, in seconds since the beginning of the chart, and the way back.
 *
 * @param {Span} shown
 * @param {Span} whole
 * @param {boolean} isPart whether a part is shown
 * @param {(range: Span | null) => void} choose
 */
export function numbers(shown, whole, isPart, choose) {
  const seconds = (/** @type {number} */ time) => String(Number(((time - whole[0]) / 1000).toFixed(6)));
  const input = (/** @type {string} */ text, /** @type {0 | 1} */ index) => html`<label class="field">
    <span>${text}</span><input type="number" step="any" min="0" max=${seconds(whole[1])} .value=${seconds(shown[index])}
      @change=${(/** @type {Event} */ event) => {
        const field = /** @type {HTMLInputElement} */ (event.target);
        /** @type {Span} */
        const range = [...shown];
        range[index] = whole[0] + field.valueAsNumber * 1000;
        if (Number.isFinite(range[index]) && range[0] < range[1]) {
          choose(range);
        } else {
          field.value = seconds(shown[index]);
        }
      }}></label>`;
  return html`<div class="gantt-range">
    ${input('Shown from, in seconds', 0)}${input('to', 1)}
    <button type="button" ?disabled=${!isPart} @click=${() => choose(null)}>Show all</button>
  </div>`;
}
