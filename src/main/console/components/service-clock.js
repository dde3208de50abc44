/** The differences in milliseconds up to which two clocks are taken as equal. */
const NOISE = 1500;

/**
 * The clock of the service, by the times of its answers: how long something waits or runs is not known by the clock of
 * the browser, which can be wrong by minutes.
 */
export class ServiceClock {
  /** Milliseconds that it is ahead of the browser's. */
  #ahead = 0;
  #browser;

  /** @param {() => number} [browser] the clock of the browser, in milliseconds since the epoch */
  constructor(browser = Date.now) {
    this.#browser = browser;
  }

  /**
   * Takes the time of an answer that has just come. It has whole seconds, so a small difference means nothing.
   *
   * @param {string | null} date the header `Date`; without it the clock of the browser is taken
   */
  set(date) {
    const ahead = date ? Date.parse(date) + 500 - this.#browser() : 0;
    this.#ahead = Math.abs(ahead) > NOISE ? ahead : 0;
  }

  /** The time in milliseconds since the epoch; that of the browser before the first answer. */
  get now() {
    return this.#browser() + this.#ahead;
  }
}
