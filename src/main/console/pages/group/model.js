import {line} from '../../core/text.js';

/**
 * The jobs of a group as the page keeps them: only what it shows, since a group can have thousands.
 *
 * @import {components} from '#api'
 * @import {Item} from '../../components/gantt/layout.js'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {components['schemas']['Attempt']} Attempt
 * @typedef {object} Member
 * @property {string} id
 * @property {number} number its place in the order of submit, from 1
 * @property {string} name
 * @property {string} type
 * @property {string} mode
 * @property {string} state
 * @property {number} attempt
 * @property {{code: string, message: string} | null} error
 * @property {string} createdAt
 * @property {string} runAt
 * @property {string | null} startedAt
 * @property {string | null} finishedAt
 */

const ENDED = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** @param {string} state */
export function hasEnded(state) {
  return ENDED.includes(state);
}

/**
 * Returns an instant in milliseconds since the epoch, with the microseconds that `Date.parse` cuts.
 *
 * @param {string | null} instant an ISO 8601 instant
 * @returns {number | null}
 */
export function millis(instant) {
  if (!instant) {
    return null;
  }
  const fraction = /\.\d{3}(\d+)/.exec(instant);
  return Date.parse(instant) + (fraction ? Number(`0.${fraction[1]}`) : 0);
}

/** The jobs of one group. */
export class Members {
  /** @type {Map<string, Member>} */
  #byId = new Map();
  /** What is made of the jobs, until one changes. @type {Item[] | null} */
  #items = null;
  /** @type {Member[] | null} */
  #completed = null;
  /** @type {Map<string, Attempt[]>} */
  #attempts = new Map();

  get size() {
    return this.#byId.size;
  }

  /** Whether a job is one of the group. @param {string} id */
  has(id) {
    return this.#byId.has(id);
  }

  /** Whether a job can still change by itself. */
  get isActive() {
    return [...this.#byId.values()].some((member) => !hasEnded(member.state));
  }

  /**
   * Takes all jobs of the group, in the order of submit. Jobs that are not there any more are forgotten.
   *
   * @param {Job[]} jobs
   */
  takeAll(jobs) {
    const before = this.#byId;
    this.#byId = new Map();
    jobs.forEach((job, index) => {
      const known = before.get(job.id);
      this.#byId.set(job.id, known && isNewer(known, job) ? {...known, number: index + 1} : memberOf(job, index + 1));
    });
    this.#changed();
  }

  /**
   * Takes the newer state of a job, which the group has to have.
   *
   * @param {Job} job
   */
  take(job) {
    const known = this.#byId.get(job.id);
    if (known && !isNewer(known, job)) {
      // lists have no payloads, so the name stays
      this.#byId.set(job.id, {...memberOf(job, known.number), name: known.name});
      this.#changed();
    }
  }

  /**
   * Returns whether a job that was running is neither among those that run now nor known to have ended.
   *
   * @param {Set<string>} running the ids of all jobs that run
   */
  hasLost(running) {
    return [...this.#byId.values()].some((member) => member.state === 'RUNNING' && !running.has(member.id));
  }

  /** @returns {Member[]} in the order of submit */
  submitted() {
    return [...this.#byId.values()];
  }

  /** @returns {Member[]} in the order in which they ended; those that have not, after them in the order of submit */
  completed() {
    const key = (/** @type {Member} */ member) => endOf(member) ?? Infinity;
    this.#completed ??= this.submitted()
      .map((member) => ({member, at: key(member)}))
      .sort((one, other) => one.at === other.at ? one.member.number - other.member.number : one.at - other.at)
      .map(({member}) => member);
    return this.#completed;
  }

  #changed() {
    this.#items = null;
    this.#completed = null;
  }

  /** @returns {string[]} the ids of the jobs with more than one attempt whose attempts were not taken */
  retried() {
    return this.submitted().filter(({id, attempt}) => attempt > 1 && !this.#attempts.has(id)).map(({id}) => id);
  }

  /**
   * @param {string} id
   * @param {Attempt[]} attempts
   */
  takeAttempts(id, attempts) {
    this.#attempts.set(id, attempts);
    this.#changed();
  }

  /** @returns {Item[]} what the chart shows; the same list until something has changed */
  items() {
    this.#items ??= this.submitted().flatMap((member) => [
      ...(this.#attempts.get(member.id) ?? [])
        .filter(({attempt, outcome}) => attempt < member.attempt && outcome !== 'RUNNING')
        .map((attempt) => attemptItem(member, attempt)),
      itemOf(member),
    ]);
    return this.#items;
  }
}

/**
 * Returns whether what is known of a job is newer than a document. Answers can overtake each other: the stream has an
 * end before a list that was read earlier comes. A redrive begins after the end, and has a later time.
 *
 * @param {Member} known
 * @param {Job} job
 */
function isNewer(known, job) {
  const end = millis(known.finishedAt) ?? 0;
  return job.attempt < known.attempt
    || hasEnded(known.state) && job.state === 'RUNNING' && (millis(job.startedAt) ?? 0) < end;
}

/**
 * @param {Job} job
 * @param {number} number
 * @returns {Member}
 */
function memberOf(job, number) {
  const payload = /** @type {any} */ (job.payload);
  const name = typeof payload?.name === 'string' && payload.name ? payload.name : job.type;
  return {
    id: job.id, number, name: line(name, 60), type: job.type, mode: job.mode, state: job.state, attempt: job.attempt,
    error: job.error && {code: job.error.code, message: job.error.message.slice(0, 300)},
    createdAt: job.createdAt, runAt: job.runAt, startedAt: job.startedAt, finishedAt: job.finishedAt,
  };
}

/** @param {Member} member */
function endOf(member) {
  return hasEnded(member.state) ? millis(member.finishedAt) : null;
}

/**
 * @param {Member} member
 * @returns {Item}
 */
export function itemOf(member) {
  const waits = Math.max(millis(member.createdAt) ?? 0, millis(member.runAt) ?? 0);
  const isStarted = member.state === 'RUNNING' || hasEnded(member.state);
  const from = isStarted ? millis(member.startedAt) : null;
  return {
    id: member.id, name: member.name, lane: member.mode, state: member.state,
    waitFrom: from === null ? waits : Math.min(waits, from), from,
    to: endOf(member),
  };
}

/**
 * @param {Member} member
 * @param {Attempt} attempt that ended without ending the job
 * @returns {Item}
 */
function attemptItem(member, attempt) {
  return {
    id: member.id, key: `${member.id}#${attempt.attempt}`, name: `${member.name}, attempt ${attempt.attempt}`,
    lane: member.mode, state: attempt.outcome, waitFrom: null, from: millis(attempt.startedAt),
    to: millis(attempt.finishedAt),
  };
}
