import {ApiError, UnreachableError} from './client.js';

/**
 * The values of a page that are read again and again. They are read at once when a page opens and after an action, then
 * at most one a second; none while the tab is hidden, and more rarely the longer the service does not answer.
 *
 * @typedef {(signal: AbortSignal) => Promise<unknown>} Load may return the value that is known, without a call
 *
 * @typedef {object} Source
 * @property {Load} load
 * @property {number} period milliseconds between two calls; 0 for none after the first answer
 * @property {number} dueAt milliseconds since the epoch
 * @property {boolean} busy whether a call is under way
 * @property {boolean} again whether it is asked for again after that call
 * @property {number} failures calls in a row that the service could not answer
 * @property {number} answeredAt milliseconds since the epoch; 0 before the first answer
 * @property {number | null} staleSince milliseconds since the epoch; null if the latest call was answered
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
  #changed;
  #onVisible = () => this.#resume();

  /** The latest value of each source. @type {Record<string, any>} */
  data = {};
  /** Why the latest call of a source was refused. @type {Record<string, ApiError>} */
  problems = {};

  /** @param {() => void} changed called after each change */
  constructor(changed) {
    this.#changed = changed;
    document.addEventListener('visibilitychange', this.#onVisible);
  }

  /** Since when a value is stale, in milliseconds since the epoch; null if none is. @returns {number | null} */
  get staleSince() {
    const times = [...this.#sources.values()].flatMap(({staleSince}) => staleSince === null ? [] : [staleSince]);
    return times.length === 0 ? null : Math.min(...times);
  }

  /**
   * Adds a source, and reads its value at once.
   *
   * @param {string} name of the value in `data`
   * @param {number} period milliseconds between two calls; 0 for one answer only
   * @param {Load} load
   */
  add(name, period, load) {
    this.#sources.set(name,
      {load, period, dueAt: 0, busy: false, again: false, failures: 0, answeredAt: 0, staleSince: null});
    void this.#ask(name);
    if (!this.#timer) {
      this.#timer = window.setInterval(() => this.#tick(), TICK);
    }
  }

  /**
   * Changes how often the value of a source is read, without a call.
   *
   * @param {string} name
   * @param {number} period as in {@link add}; 0 for no further call
   */
  pace(name, period) {
    const source = this.#sources.get(name);
    if (source) {
      source.period = period;
      source.dueAt = this.#next(source);
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
   * Reads values at once, as after an action. A value that is being read is read once more.
   *
   * @param {string[]} names without any, all
   */
  refresh(...names) {
    for (const name of names.length ? names : this.#sources.keys()) {
      const source = this.#sources.get(name);
      if (source?.busy) {
        source.again = true;
      } else {
        void this.#ask(name);
      }
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

  /** Reads the value that has been due for the longest time. */
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
    source.again = false;
    try {
      const value = await source.load(this.#aborter.signal);
      if (this.#sources.get(name) === source && value !== IDLE && value !== this.data[name]) {
        this.data[name] = value;
        delete this.problems[name];
        this.#answered(source);
      }
    } catch (error) {
      if (this.#sources.get(name) === source) {
        this.#failed(name, source, error);
      }
    } finally {
      source.busy = false;
      source.dueAt = source.again ? 0 : this.#next(source);
    }
    if (this.#sources.get(name) === source) {
      this.#changed();
    }
  }

  /** @param {Source} source */
  #answered(source) {
    source.answeredAt = Date.now();
    source.failures = 0;
    source.staleSince = null;
  }

  /**
   * @param {string} name
   * @param {Source} source
   * @param {any} error
   */
  #failed(name, source, error) {
    if (error instanceof UnreachableError) {
      source.failures++;
      source.staleSince ??= source.answeredAt || Date.now();
    } else if (error instanceof ApiError) {
      this.problems[name] = error;
      this.#answered(source);
      source.failures = error.isTransient ? 1 : 0;
    } else if (error?.name !== 'AbortError') {
      console.error(error);
      this.problems[name] = new ApiError({status: 0, detail: `The answer cannot be shown: ${error?.message ?? error}`});
      this.#answered(source);
    }
  }

  /** Returns when a source is due. @param {Source} source */
  #next({period, failures, answeredAt}) {
    if (failures > 0) {
      return Date.now() + Math.min(SLOWEST, Math.max(period, TICK * 2 ** Math.min(failures, 4)));
    }
    return period === 0 && answeredAt > 0 ? Infinity : Date.now() + (period || TICK);
  }
}
