import {WAITING} from '../../core/words.js';

/**
 * What the latest ended jobs of a type say about it.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {{p50: number, p95: number}} Spread seconds; NaN without any job
 * @typedef {{ended: number, failed: number, share: number, run: Spread, wait: Spread}} Figures
 */

/**
 * Returns the least value that at least a share of the values does not exceed.
 *
 * @param {number[]} values those that are not finite are left out
 * @param {number} share more than 0, at most 1
 * @returns {number} NaN without values
 */
export function percentile(values, share) {
  const sorted = values.filter(Number.isFinite).sort((one, other) => one - other);
  return sorted.length === 0 ? NaN : sorted[Math.min(sorted.length, Math.ceil(sorted.length * share)) - 1];
}

/**
 * Returns how long the last attempt of a job ran.
 *
 * @param {Job} job
 * @returns {number} seconds; NaN if it has not started or not ended
 */
export function runTime(job) {
  return job.startedAt && job.finishedAt ? (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000 : NaN;
}

/**
 * Returns how long the last attempt of a job could have started before it did.
 *
 * @param {Job} job
 * @returns {number} seconds; NaN if it has not started
 */
export function waitTime(job) {
  if (!job.startedAt) {
    return NaN;
  }
  return Math.max(0, Date.parse(job.startedAt) - Math.max(Date.parse(job.createdAt), Date.parse(job.runAt))) / 1000;
}

/**
 * Returns the figures of jobs that have succeeded or failed.
 *
 * @param {Job[]} jobs
 * @returns {Figures}
 */
export function figures(jobs) {
  const failed = jobs.filter((job) => job.state === 'FAILED').length;
  const spread = (/** @type {number[]} */ values) => ({p50: percentile(values, 0.5), p95: percentile(values, 0.95)});
  return {
    ended: jobs.length,
    failed,
    share: jobs.length === 0 ? NaN : failed / jobs.length,
    run: spread(jobs.map(runTime)),
    wait: spread(jobs.map(waitTime)),
  };
}

/**
 * Returns the number of jobs of a type that wait, scheduled and held ones included.
 *
 * @param {components['schemas']['Summary'] | undefined} summary
 * @param {string} type
 * @returns {number | null} null if it is not known: only the 100 types that have most jobs are counted apart
 */
export function waiting(summary, type) {
  const types = summary?.types;
  if (!summary || !types) {
    return null;
  }
  const sum = (/** @type {Record<string, number> | null} */ states) =>
    WAITING.reduce((all, state) => all + (states?.[state] ?? 0), 0);
  if (Object.hasOwn(types, type)) {
    return sum(types[type]);
  }
  return sum(summary.otherTypes) === 0 ? 0 : null;
}

/**
 * Returns the type to ask about next: the one whose figures are the oldest.
 *
 * @param {string[]} names those in view
 * @param {Map<string, number>} askedAt when each was asked about, in milliseconds
 * @param {number} now
 * @param {number} age how old the figures of a type may get, in milliseconds
 * @returns {string | null} null while none is too old
 */
export function nextType(names, askedAt, now, age) {
  /** @type {string | null} */
  let oldest = null;
  let since = now - age;
  for (const name of names) {
    const at = askedAt.get(name) ?? -Infinity;
    if (at <= since && (oldest === null || at < since)) {
      oldest = name;
      since = at;
    }
  }
  return oldest;
}
