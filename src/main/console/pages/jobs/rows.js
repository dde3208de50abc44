/**
 * What the rows of the list of jobs show, and how they stay where they are.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {{items: Job[], nextCursor?: string | null, added?: number, left?: Set<string>}} Shown `added` is the number
 *     of jobs that are not shown yet, `left` has the ids of those that would not be shown any more
 */

const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/**
 * Returns the id in a text that was pasted, such as a line of a log or a URL.
 *
 * @param {string} text
 * @returns {string | null} null without an id
 */
export function pastedId(text) {
  return ID.exec(text)?.[0].toLowerCase() ?? null;
}

/**
 * Returns rows that stay where they are, with what is new about them.
 *
 * @param {Shown} before what is shown
 * @param {Shown} fresh the same page of the list, as it is now
 * @returns {Shown}
 */
export function hold(before, fresh) {
  const byId = new Map(fresh.items.map((job) => [job.id, job]));
  const items = before.items.map((job) => byId.get(job.id) ?? job);
  const shown = new Set(items.map((job) => job.id));
  return {
    items,
    nextCursor: before.nextCursor,
    added: fresh.items.filter((job) => !shown.has(job.id)).length,
    left: new Set(items.map((job) => job.id).filter((id) => !byId.has(id))),
  };
}

/**
 * Returns how long the latest attempt of a job waited after it was due, or waits.
 *
 * @param {Job} job
 * @param {number} now milliseconds since the epoch
 * @returns {number} seconds; NaN if the job is not due yet, or was cancelled before
 */
export function waited(job, now) {
  const due = Math.max(Date.parse(job.createdAt), Date.parse(job.runAt));
  // the start is null while a job waits, also for another attempt, and stays null if it is cancelled then
  const end = Date.parse(job.startedAt ?? job.finishedAt ?? new Date(now).toISOString());
  return end >= due ? (end - due) / 1000 : NaN;
}

/**
 * Returns how long the latest attempt of a job ran, or runs.
 *
 * @param {Job} job
 * @param {number} now milliseconds since the epoch
 * @returns {number} seconds; NaN if it waits, or never ran
 */
export function ran(job, now) {
  if (!job.startedAt) {
    return NaN;
  }
  return Math.max(0, ((job.finishedAt ? Date.parse(job.finishedAt) : now) - Date.parse(job.startedAt)) / 1000);
}

/**
 * Returns the attempts of a job, as of how many that may fail.
 *
 * @param {Job} job
 * @returns {string} such as 2 of 3
 */
export function attempts(job) {
  const most = job.maxAttempts + (job.priorAttempts ?? 0) + job.crashes;
  return job.attempt > most ? String(job.attempt) : `${job.attempt} of ${most}`;
}
