import {ApiError, UnreachableError} from './client.js';

/**
 * The values of a page that are asked for again and again: at most one call a second in a tab, none while the tab is
 * hidden, and slower while the service cannot be reached.
 *
 * @typedef {(signal: AbortSignal) => Promise<unknown>} Load may return the value that is known, without a call
 * @typedef {{load: Load, period: number, dueAt: number, busy: boolean}} Source
 */

/** What a load returns if there was nothing to ask for: its value stays, and says nothing about the service. */
export const IDLE = Symbol('idle');

const TICK = 1000;
const SLOWEST = 10_000;

export class Live {
  /** @type {Map<string, Source>} */
  #sources = new Map();
  #aborter = new AbortController();
  #timer = 0;
  #failures = 0;
  /** Milliseconds since the epoch of the last answer; 0 before the first. */
  #answeredAt = 0;
  #changed;
  #onVisible = () => this.#resume();

  /** The latest value of each source. @type {Record<string, any>} */
  data = {};
  /** Why the latest call of a source was refused. @type {Record<string, ApiError>} */
  problems = {};
  /** Since when the values are stale, in milliseconds since the epoch; null if they are not. @type {number | null} */
  staleSince = null;

  /** @param {() => void} changed called after each change */
  constructor(changed) {
    this.#changed = changed;
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  /**
   * Adds a source, and asks for its value at once.
   *
   * @param {string} name of the value in `data`
   * @param {number} period milliseconds between two calls; 0 for one call only
   * @param {Load} load
   */
  add(name, period, load) {
    this.#sources.set(name, {load, period, dueAt: 0, busy: false});
    void this.#ask(name);
    if (!this.#timer) {
      this.#timer = window.setInterval(() => this.#tick(), TICK);
    }
  }

  /**
   * Removes a source and its value.
   *
   * @param {string} name
   */
  remove(name) {
    this.#sources.delete(name);
    delete this.data[name];
    delete this.problems[name];
  }

  /**
   * Asks for values at once, as after an action.
   *
   * @param {string[]} names without any, all
   */
  refresh(...names) {
    for (const name of names.length ? names : this.#sources.keys()) {
      void this.#ask(name);
    }
  }

  /** Ends all calls. Nothing changes any more. */
  stop() {
    window.clearInterval(this.#timer);
    document.removeEventListener('visibilitychange', this.#onVisible);
    this.#aborter.abort();
    this.#sources.clear();
  }

  #resume() {
    if (!document.hidden) {
      this.#tick();
    }
  }

  /** Asks for the value that has been due for the longest time. */
  #tick() {
    if (document.hidden) {
      return;
    }
    const now = Date.now();
    const due = [...this.#sources]
      .filter(([, source]) => !source.busy && source.dueAt <= now)
      .sort(([, one], [, other]) => one.dueAt - other.dueAt);
    if (due.length > 0) {
      void this.#ask(due[0][0]);
    }
    if (this.staleSince !== null) {
      this.#changed(); // the time since when is shown
    }
  }

  /** @param {string} name */
  async #ask(name) {
    const source = this.#sources.get(name);
    if (!source || source.busy) {
      return;
    }
    source.busy = true;
    try {
      const value = await source.load(this.#aborter.signal);
      if (this.#sources.get(name) !== source || value === IDLE) {
        return;
      }
      if (value === this.data[name]) {
        return; // it was kept: the service has not answered anything
      }
      this.data[name] = value;
      delete this.problems[name];
      this.#answered();
    } catch (error) {
      if (this.#sources.get(name) !== source) {
        return;
      }
      this.#failed(name, error);
    } finally {
      source.busy = false;
      source.dueAt = source.period === 0 ? Infinity : Date.now() + this.#pause(source.period);
    }
    this.#changed();
  }

  #answered() {
    this.#answeredAt = Date.now();
    this.#failures = 0;
    this.staleSince = null;
  }

  /**
   * @param {string} name
   * @param {unknown} error
   */
  #failed(name, error) {
    if (error instanceof UnreachableError) {
      this.#failures++;
      this.staleSince ??= this.#answeredAt || Date.now();
      const source = this.#sources.get(name);
      if (source?.period === 0) {
        source.period = SLOWEST; // a value that was never read is asked for until it is
      }
    } else if (error instanceof ApiError) {
      this.problems[name] = error;
      this.#answered();
    } else if (/** @type {any} */ (error)?.name !== 'AbortError') {
      throw error;
    }
  }

  /** @param {number} period */
  #pause(period) {
    return this.#failures === 0
      ? period
      : Math.min(SLOWEST, Math.max(period, TICK * 2 ** Math.min(this.#failures, 4)));
  }
}
