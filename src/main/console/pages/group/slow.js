import {duration} from '../../core/format.js';
import {line} from '../../core/text.js';

/**
 * The slow steps of a group's jobs, as marks of its chart. A node keeps the latest few of each loop; the page keeps the
 * marks that it has seen.
 *
 * @typedef {{at: number, id: string, title: string}} Mark
 */
export class SlowSteps {
  /** @type {Map<string, Mark>} */
  #seen = new Map();
  /** A list is made anew only if there is a new mark: the chart is drawn again then. @type {Mark[]} */
  marks = [];

  /**
   * Takes what the loops of a node have recorded.
   *
   * @param {any[]} loops
   * @param {(id: string) => boolean} belongs whether a job is one of the group
   */
  take(loops, belongs) {
    for (const {name, slowSteps} of loops) {
      for (const step of slowSteps.recent) {
        // the time of a step can differ by some milliseconds from answer to answer, its length does not
        const key = `${step.jobId} ${step.cause} ${step.seconds}`;
        if (step.ended && step.jobId !== null && belongs(step.jobId) && !this.#seen.has(key)) {
          this.#seen.set(key, {at: Date.parse(step.startedAt), id: step.jobId, title: describe(name, step)});
        }
      }
    }
    if (this.#seen.size !== this.marks.length) {
      this.marks = [...this.#seen.values()];
    }
  }
}

/** @param {string} loop @param {any} step */
function describe(loop, step) {
  const where = step.place === null ? '' : ` at ${line(step.place, 200)}`;
  return step.cause === 'STEP'
    ? `Blocked ${loop} for ${duration(step.seconds)}${where}`
    : `Waited ${duration(step.seconds)} for a processor on ${loop}`;
}
