import {query} from '../../core/query.js';
import {nextType} from './figures.js';

const SIZE = 200;
const MOST_PAGES = 5;
const AGE = 30_000;

/**
 * Reads the latest ended jobs of types, one type after the other.
 *
 * @import {Job} from './figures.js'
 */
export class Sampler {
  /** The jobs by type, newest first. @type {Map<string, Job[]>} */
  samples = new Map();
  /** @type {Map<string, number>} */
  #askedAt = new Map();
  /** A sample whose list has more pages. @type {{type: string, jobs: Job[], cursor: string, pages: number} | null} */
  #open = null;
  #get;

  /** @param {(path: string, signal: AbortSignal) => Promise<any>} get reads data of the API */
  constructor(get) {
    this.#get = get;
  }

  /**
   * Makes one call: for the type whose sample is the oldest, or for the next page of the last one, because a page can
   * have fewer jobs than asked for.
   *
   * @param {string[]} names the types in view
   * @param {AbortSignal} signal
   * @param {number} now milliseconds since the epoch
   * @returns {Promise<boolean>} whether a call was made: none is while no sample is older than half a minute
   */
  async next(names, signal, now) {
    const before = this.#open;
    const type = before?.type ?? nextType(names, this.#askedAt, now, AGE);
    if (type === null) {
      return false;
    }
    this.#open = null;
    const page = await this.#get('/api/v1/jobs' + query({
      type, state: 'SUCCEEDED,FAILED', limit: SIZE - (before?.jobs.length ?? 0), cursor: before?.cursor,
    }), signal);
    this.#askedAt.set(type, now);
    const jobs = [...(before?.jobs ?? []), ...page.items];
    const pages = (before?.pages ?? 0) + 1;
    if (jobs.length < SIZE && page.nextCursor && pages < MOST_PAGES) {
      this.#open = {type, jobs, cursor: page.nextCursor, pages};
    } else {
      this.samples.set(type, jobs);
    }
    return true;
  }

  /** Asks about a type again soon. @param {string} type */
  forget(type) {
    this.#askedAt.delete(type);
  }
}
