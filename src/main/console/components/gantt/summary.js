import {count, duration, rate} from '../../core/format.js';
import {union} from './fold.js';

/**
 * The numbers of a chart in a sentence.
 *
 * @import {Item} from './layout.js'
 * @typedef {object} Summary
 * @property {number} started the number of jobs that run, or ended after a start
 * @property {number} waiting the number of other jobs: they wait, or ended without a start
 * @property {number} total seconds from the first start to the last end
 * @property {number} busy seconds of these in which at least one job ran
 * @property {number} work seconds that the jobs ran, added up
 */

/**
 * @param {Item[]} items
 * @param {number} now the end of jobs that run, in milliseconds since the epoch
 * @returns {Summary}
 */
export function summaryOf(items, now) {
  const spans = items
    .filter((item) => item.from !== null)
    .map((item) => {
      const from = /** @type {number} */ (item.from);
      return /** @type {[number, number]} */ ([from, Math.max(from, item.to ?? now)]);
    });
  const seconds = (/** @type {[number, number][]} */ parts) =>
    parts.reduce((sum, [from, to]) => sum + to - from, 0) / 1000;
  const busy = union(spans);
  const last = busy.at(-1);
  // attempts of one job are one job
  const started = new Set(items.filter((item) => item.from !== null).map((item) => item.id));
  return {
    started: started.size,
    waiting: new Set(items.map((item) => item.id)).size - started.size,
    total: last ? (last[1] - busy[0][0]) / 1000 : 0,
    busy: seconds(busy),
    work: seconds(spans),
  };
}

/**
 * @param {Summary} summary
 * @returns {string} such as 3 jobs, 3 s in total, 6.9 s of work: 2.3 at a time
 */
export function sentence({started, waiting, total, busy, work}) {
  const all = started + waiting;
  const jobs = `${count(all)} ${all === 1 ? 'job' : 'jobs'}`;
  if (started === 0) {
    return all === 0 ? 'No jobs' : `${jobs}, none of them running`;
  }
  const share = busy < total * 0.99 ? `, ${tenths(busy)} of it busy` : '';
  const average = busy > 0 ? `: ${rate(work / busy)} at a time` : '';
  const part = waiting === 0 ? '' : `${count(started)} of `;
  return `${part}${jobs}, ${tenths(total)} in total${share}, ${tenths(work)} of work${average}`;
}

/**
 * Returns a duration with a digit after the point if it is some seconds, so that two of them can be compared.
 *
 * @param {number} seconds
 */
function tenths(seconds) {
  return seconds >= 0.9995 && seconds < 59.95 ? `${seconds.toFixed(1)} s` : duration(seconds);
}
