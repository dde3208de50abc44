/** The words of the API that the console uses as choices. */

/** The modes, in the order in which the documentation has them. */
export const MODES = ['sequential', 'event-loop', 'thread-pool', 'virtual-threads', 'process-pool'];

/** The states of jobs, in the order in which a job passes them. */
export const STATES = ['SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED'];

/**
 * Returns choices for a select, with one for all of them.
 *
 * @param {string[]} values
 * @returns {[string, string][]}
 */
export function choices(values) {
  return [['', 'all'], ...values.map((value) => /** @type {[string, string]} */ ([value, value]))];
}
