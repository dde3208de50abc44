/** The words of the API that the console uses as choices. */

/** The modes, in the order in which the documentation has them. */
export const MODES = ['sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool'];

/** The states of jobs, in the order in which a job passes them. */
export const STATES = ['SCHEDULED', 'BLOCKED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/** The states of a job that waits for an attempt. */
export const WAITING = ['SCHEDULED', 'BLOCKED', 'QUEUED'];

/** The states of groups, which are neither scheduled nor blocked themselves. */
export const GROUP_STATES = STATES.filter((state) => state !== 'SCHEDULED' && state !== 'BLOCKED');

/**
 * Returns choices for a select, with one for all of them.
 *
 * @param {string[]} values
 * @returns {[string, string][]}
 */
export function choices(values) {
  return [['', 'all'], ...values.map((value) => /** @type {[string, string]} */ ([value, value]))];
}

/** The states of a job that has ended. */
export const ENDED = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/**
 * Returns what holds a job, in words.
 *
 * @param {{limit: string, key?: string}} blocker the `blockedBy` of a job
 * @returns {string} such as `limit partner, key acme`
 */
export function heldBy({limit, key}) {
  return key === undefined ? `limit ${limit}` : `limit ${limit}, key ${key}`;
}

/**
 * Returns why a job cannot start, in words. Reasons that were added later stay as they are.
 *
 * @param {string | null | undefined} reason the `waitReason` of a job
 * @returns {string} empty without one
 */
export function waitReason(reason) {
  return reason === 'NO_NODE' ? 'no node has its type and serves its mode' : reason ?? '';
}
