/**
 * How far a bulk operation is.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Operation']} Operation
 * @typedef {{at: number, handled: number}} Sample
 */

/** The samples from which a rate is made. */
const WINDOW = 30_000;

/**
 * Returns the jobs that an operation has come to: those on which it has acted, and those that it has skipped.
 *
 * @param {Operation} operation
 * @returns {number}
 */
export function handled(operation) {
  const {changed, inOpenGroup, keyHeld} = operation.skipped;
  return operation.done + changed + inOpenGroup + keyHeld;
}

/**
 * Returns the share of its jobs that an operation has come to.
 *
 * @param {Operation} operation
 * @returns {number} 0 to 1; NaN while they are not counted
 */
export function share(operation) {
  if (operation.state === 'COMPLETED') {
    return 1;
  }
  if (operation.matched === null) {
    return NaN;
  }
  return operation.matched === 0 ? 0 : Math.min(1, handled(operation) / operation.matched);
}

/** The rate at which an operation proceeds, as it was seen lately. */
export class Pace {
  /** @type {Sample[]} */
  #samples = [];

  /**
   * @param {Operation} operation
   * @param {number} at milliseconds since the epoch
   */
  add(operation, at) {
    if (operation.state !== 'RUNNING') {
      this.#samples = []; // a pause is not slowness
      return;
    }
    this.#samples.push({at, handled: handled(operation)});
    this.#samples = this.#samples.filter((sample) => sample.at >= at - WINDOW);
  }

  /** Jobs per second; NaN until there are two samples. */
  get rate() {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    return first && last && last.at > first.at ? (last.handled - first.handled) * 1000 / (last.at - first.at) : NaN;
  }

  /**
   * Returns the time that is left at this rate.
   *
   * @param {Operation} operation
   * @returns {number} seconds; NaN if it is not known
   */
  left(operation) {
    return this.rate > 0 && operation.matched !== null
      ? Math.max(0, operation.matched - handled(operation)) / this.rate
      : NaN;
  }
}

/**
 * Returns what delays an operation, in a sentence.
 *
 * @param {Operation} operation
 * @returns {string} empty if nothing does
 */
export function blocked(operation) {
  if (!operation.blockedBy) {
    return '';
  }
  return operation.blockedBy === 'backlog'
    ? 'It waits: the backlog of a mode is full. It goes on by itself when jobs of the mode have started.'
    : `It waits: ${operation.blockedBy}.`;
}
