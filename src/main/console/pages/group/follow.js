import {ServiceClock} from '../../components/service-clock.js';
import {ApiError, call, get} from '../../core/client.js';
import {parse} from '../../core/json.js';
import {IDLE} from '../../core/live.js';
import {query} from '../../core/query.js';
import {follow} from '../../core/stream.js';
import {hasEnded, Members} from './model.js';

/**
 * Keeps the jobs of a group as they are: all of them once, their ends by the stream, and those that run by a list,
 * since the stream has no starts.
 *
 * @import {components} from '#api'
 * @import {Page} from '../../core/page.js'
 * @typedef {Omit<components['schemas']['Group'], 'jobs'>} Group
 */

/** The period in milliseconds of the list of those that run, of which one call reads a page. */
const RUNNING = 1000;
/** The period of the check whether all jobs are to be read again, and the times after which they are. */
const CHECK = 5000;
const REST = 15_000;
const REST_OF_MANY = 60_000;
const MANY = 1000;

export class GroupFollower {
  members = new Members();
  /** @type {Group | null} */
  group = null;
  #serviceClock = new ServiceClock();
  #page;
  #path;
  #id;
  #etag = '';
  #readAt = 0;
  #isStale = true;
  #isConnected = false;
  #isStreaming = false;
  /** @type {string | null} */
  #cursor = null;
  /** @type {Set<string>} */
  #running = new Set();
  #sweptAt = 0;
  #aborter = new AbortController();
  #clock = 0;

  /**
   * @param {Page} page
   * @param {string} id
   */
  constructor(page, id) {
    this.#page = page;
    this.#id = id;
    this.#path = `/api/v1/groups/${encodeURIComponent(id)}`;
  }

  start() {
    this.#page.live.add('group', CHECK, (signal) => this.#check(signal));
    this.#page.live.add('running', RUNNING, (signal) => this.#sweep(signal));
    this.#clock = window.setInterval(() => {
      if (!document.hidden && this.isActive) {
        this.#page.update(); // bars of jobs that run grow
      }
    }, 1000);
  }

  stop() {
    this.#aborter.abort();
    window.clearInterval(this.#clock);
  }

  /** Whether jobs can still change by themselves. */
  get isActive() {
    return this.group !== null && (!hasEnded(this.group.state) || this.members.isActive);
  }

  /** The time by the clock of the service, in milliseconds since the epoch. */
  get now() {
    return this.#serviceClock.now;
  }

  /** Reads all jobs again soon. */
  refresh() {
    this.#isStale = true;
    this.#page.live.refresh('group');
  }

  /** @param {AbortSignal} signal */
  async #check(signal) {
    const rest = this.members.size > MANY ? REST_OF_MANY : REST;
    const isFollowed = this.#isConnected || this.group !== null && hasEnded(this.group.state) && !this.isActive;
    const due = this.#isStale || Date.now() - this.#readAt >= (isFollowed ? rest : CHECK);
    if (!due && this.#page.live.staleSince === null) {
      return IDLE;
    }
    const answer = await call(`${this.#path}?include=payload`,
      {signal, headers: this.#etag ? {'If-None-Match': this.#etag} : {}});
    this.#readAt = Date.now();
    this.#isStale = false;
    this.#serviceClock.set(answer.headers.get('Date'));
    if (answer.status === 200) {
      const {jobs, ...group} = answer.data;
      this.#etag = answer.headers.get('ETag') ?? '';
      this.members.takeAll(jobs);
      this.group = group;
    }
    if (this.isActive && this.group && !hasEnded(this.group.state)) {
      void this.#stream();
    }
    return {}; // a new value: the service has answered
  }

  /**
   * Reads a page of the jobs that run. After the last one, a job that ran and does not is looked for.
   *
   * @param {AbortSignal} signal
   */
  async #sweep(signal) {
    if (!this.isActive && this.#page.live.staleSince === null) {
      return IDLE;
    }
    this.#sweptAt = Date.now();
    const page = await get('/api/v1/jobs' + query({
      group: this.#id, state: 'RUNNING', limit: 1000, cursor: this.#cursor,
    }), signal);
    for (const job of page.items) {
      this.#running.add(job.id);
      this.members.take(job);
    }
    this.#cursor = page.nextCursor;
    if (this.#cursor === null) {
      this.#isStale ||= this.members.hasLost(this.#running);
      this.#running.clear();
    }
    return {};
  }

  async #stream() {
    if (this.#isStreaming) {
      return;
    }
    this.#isStreaming = true;
    try {
      await follow(`${this.#path}/events`, this.#aborter.signal,
        ({event, data}) => this.#receive(event, data), (connected) => { this.#isConnected = connected; });
    } catch (error) {
      if (!(error instanceof ApiError)) {
        throw error;
      } // the check says why
    } finally {
      this.#isStreaming = false;
      this.#isConnected = false;
      this.#isStale = true; // jobs can go on after the end of their group
    }
  }

  /**
   * @param {string} event
   * @param {string} data
   */
  #receive(event, data) {
    if (event === 'group') {
      this.group = parse(data);
    } else if (event === 'finished') {
      this.members.take(parse(data));
    }
    if (Date.now() - this.#sweptAt >= RUNNING) {
      this.#page.live.refresh('running'); // where one ends, another one is started
    }
    this.#page.update();
  }
}
