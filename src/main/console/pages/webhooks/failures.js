/**
 * What fails among deliveries.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {{code: string, message: string, deliveries: number, givenUp: number, latest: string}} Failure
 */

/**
 * Groups deliveries by their error, the most frequent first. Those that have succeeded at last have none.
 *
 * @param {Job[]} deliveries newest first
 * @returns {Failure[]}
 */
export function failures(deliveries) {
  /** @type {Map<string, Failure>} */
  const found = new Map();
  for (const job of deliveries) {
    if (!job.error) {
      continue;
    }
    const {code, message} = job.error;
    const key = JSON.stringify([code, message]);
    const failure = found.get(key) ?? {code, message, deliveries: 0, givenUp: 0, latest: job.id};
    failure.deliveries++;
    failure.givenUp += job.state === 'FAILED' ? 1 : 0;
    found.set(key, failure);
  }
  return [...found.values()].sort((one, other) => other.deliveries - one.deliveries);
}

/**
 * Returns when a delivery is tried next.
 *
 * @param {Job} job
 * @returns {string | null} an ISO 8601 instant; null if it has ended or is being tried
 */
export function nextAttempt(job) {
  return job.state === 'SCHEDULED' || job.state === 'QUEUED' ? job.runAt : null;
}

/**
 * Returns which of some ids are of groups: those that have jobs.
 *
 * @param {string[]} asked ids of jobs and groups
 * @param {{items: {groupId: string | null}[], nextCursor: string | null}} page the latest jobs of groups with these ids
 * @returns {[string, 'jobs' | 'groups'][]} while the list has more pages only those that are certain, but at least one
 */
export function kindsOf(asked, page) {
  const groups = new Set(page.items.map((job) => job.groupId));
  /** @type {[string, 'jobs' | 'groups'][]} */
  const kinds = asked.map((id) => [id, groups.has(id) ? 'groups' : 'jobs']);
  const certain = page.nextCursor === null ? kinds : kinds.filter(([, kind]) => kind === 'groups');
  return certain.length > 0 ? certain : kinds.slice(0, 1);
}
