import {between, duration} from '../../core/format.js';

/**
 * What became of the cancellation of a job, in a sentence that claims no more than is known.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {components['schemas']['Attempt']} Attempt
 */

/**
 * Returns the sentence.
 *
 * @param {Job} job
 * @param {Attempt | undefined} last the latest attempt, if it is known
 * @param {number} now milliseconds since the epoch
 * @returns {string} empty if the job was not to be cancelled
 */
export function cancellation(job, last, now) {
  const cancel = job.cancel;
  if (!cancel) {
    return job.state === 'CANCELLED' ? beforeARun(job) : '';
  }
  if (cancel.outcome === null) {
    return pending(job, duration(Math.max(0, Math.floor((now - Date.parse(cancel.requestedAt)) / 1000))));
  }
  const took = duration(Math.max(0, between(cancel.requestedAt, job.finishedAt)));
  if (cancel.outcome === 'FORCED') {
    return `The handler did not end in time: its worker process was killed, ${took} after the request.`;
  }
  if (cancel.outcome === 'IGNORED') {
    return job.state === 'SUCCEEDED'
      ? `The handler ignored the request: the job succeeded, ${took} after it.`
      : `The handler ignored the request: the job failed by itself, ${took} after it.`;
  }
  if (last && last.attempt === job.attempt && last.outcome in OTHERWISE) {
    return `${OTHERWISE[last.outcome]} ${took} after the request; the job is cancelled instead of having another `
      + 'attempt.';
  }
  return `The handler acknowledged the request, and ended ${took} after it.`;
}

/** How an attempt can end after a request other than by it. */
const OTHERWISE = /** @type {Record<string, string>} */ ({
  FAILED: 'The attempt failed',
  CRASHED: 'The attempt lost its worker process or node',
  RELEASED: 'Its node stopped the attempt',
});

/** @param {Job} job */
function beforeARun(job) {
  return job.attempt > (job.priorAttempts ?? 0)
    ? 'It was cancelled while it waited for another attempt; nothing was interrupted.'
    : 'It was cancelled while it waited; it did not run.';
}

/**
 * @param {Job} job
 * @param {string} passed
 */
function pending(job, passed) {
  if (job.state !== 'RUNNING') {
    return `Its cancellation was requested ${passed} ago; it is going to be cancelled.`;
  }
  const requested = `Its cancellation was requested ${passed} ago, and the handler has not acknowledged it yet.`;
  return job.mode === 'process-pool'
    ? `${requested} If it does not end in time, its worker process is killed.`
    : `${requested} It goes on until its handler ends; a handler of this mode cannot be killed.`;
}
