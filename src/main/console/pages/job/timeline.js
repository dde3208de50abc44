/**
 * The life of a job as stretches of time: it was delayed, waited, ran, paused before another attempt.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {components['schemas']['Attempt']} Attempt
 * @typedef {'delayed' | 'waited' | 'ran' | 'paused'} Kind
 * @typedef {object} Stretch
 * @property {Kind} kind `delayed` until it was due, `waited` for a slot, `ran`, or `paused` between two attempts
 * @property {number} attempt the attempt that ran or was awaited
 * @property {string} outcome of an attempt that ran; empty otherwise
 * @property {number} from milliseconds since the epoch
 * @property {number} to milliseconds since the epoch
 * @property {boolean} open whether it goes on
 */

/** The least width of a stretch, as a share of the whole, so that each can be seen. */
const LEAST = 0.006;

/**
 * Returns the stretches of a job, in order and without gaps.
 *
 * @param {Job} job
 * @param {Attempt[]} attempts those that are known, in order
 * @param {number} now milliseconds since the epoch
 * @returns {Stretch[]} those of no length are left out, except runs
 */
export function timeline(job, attempts, now) {
  const runs = known(job, attempts);
  const finished = job.finishedAt ? Date.parse(job.finishedAt) : null;
  const end = finished ?? Math.max(now, Date.parse(job.createdAt));
  /** @type {Stretch[]} */
  const stretches = [];
  let at = Date.parse(job.createdAt);
  for (const [index, run] of runs.entries()) {
    const started = Date.parse(run.startedAt);
    const isLast = index === runs.length - 1;
    // the document has the due time of the latest attempt only
    wait(isLast && job.startedAt ? Date.parse(job.runAt) : NaN, started, index, run.attempt);
    const ended = run.finishedAt ? Date.parse(run.finishedAt) : null;
    add('ran', run.attempt, ended ?? end, run.outcome, ended === null && finished === null);
  }
  if (!job.startedAt) {
    wait(Date.parse(job.runAt), end, runs.length, job.attempt + 1, finished === null);
  }
  return stretches;

  /**
   * @param {Kind} kind
   * @param {number} attempt
   * @param {number} to
   * @param {string} [outcome]
   * @param {boolean} [open]
   */
  function add(kind, attempt, to, outcome = '', open = false) {
    const limit = Math.max(at, to);
    if (limit > at || kind === 'ran') {
      stretches.push({kind, attempt, outcome, from: at, to: limit, open});
    }
    at = limit;
  }

  /**
   * @param {number} due
   * @param {number} until
   * @param {number} index
   * @param {number} attempt
   * @param {boolean} [open]
   */
  function wait(due, until, index, attempt, open = false) {
    const before = index === 0 ? 'delayed' : 'paused';
    if (Number.isNaN(due)) {
      add(index === 0 ? 'waited' : before, attempt, until);
      return;
    }
    add(before, attempt, Math.min(due, until), '', open && due >= until);
    add('waited', attempt, until, '', open);
  }
}

/**
 * Returns the attempts; the latest one by the job's document if the list does not have it yet.
 *
 * @param {Job} job
 * @param {Attempt[]} attempts
 * @returns {{attempt: number, outcome: string, startedAt: string, finishedAt: string | null}[]}
 */
function known(job, attempts) {
  const runs = attempts.filter((each) => each.attempt < job.attempt || !job.startedAt);
  return job.startedAt
    ? [...runs, {attempt: job.attempt, outcome: job.state, startedAt: job.startedAt, finishedAt: job.finishedAt}]
    : runs;
}

/**
 * Returns the places of stretches on a line. Short ones are widened, and the others narrowed in proportion.
 *
 * @param {{from: number, to: number}[]} stretches without gaps
 * @returns {{x: number, width: number}[]} shares of the line, 0 to 1
 */
export function places(stretches) {
  const lengths = stretches.map((each) => each.to - each.from);
  const total = lengths.reduce((sum, each) => sum + each, 0);
  const shares = lengths.map((each) => Math.max(LEAST, total === 0 ? 0 : each / total));
  const whole = shares.reduce((sum, each) => sum + each, 0);
  let x = 0;
  return shares.map((share) => {
    const place = {x, width: share / whole};
    x += place.width;
    return place;
  });
}

/**
 * Returns how long a job has been in each kind of stretch.
 *
 * @param {Stretch[]} stretches
 * @returns {Record<Kind, number>} seconds
 */
export function totals(stretches) {
  const sums = {delayed: 0, waited: 0, ran: 0, paused: 0};
  for (const stretch of stretches) {
    sums[stretch.kind] += (stretch.to - stretch.from) / 1000;
  }
  return sums;
}
