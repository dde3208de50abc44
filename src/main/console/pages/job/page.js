import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {guard} from '../../lib/lit-html/directives/guard.js';
import {badge, cell, refused} from '../../components/parts.js';
import {progressBar} from '../../components/progress.js';
import {ServiceClock} from '../../components/service-clock.js';
import {ApiError, call, get} from '../../core/client.js';
import {parse} from '../../core/json.js';
import {IDLE} from '../../core/live.js';
import {Page} from '../../core/page.js';
import {ENDED, waitReason} from '../../core/words.js';
import {jobActions} from './actions.js';
import {cancellation} from './cancellation.js';
import {JobStream} from './job-stream.js';
import {Kept} from './kept.js';
import {OutputWindow} from './output-window.js';
import {errorText, held, isMissing, missing, values} from './parts.js';
import {attemptsTable, deliveriesTable, jobFacts, lifeLine} from './sections.js';

/** The least time between two drawings, in milliseconds. */
const PACE = 250;

/** How often an ended job is looked at, in milliseconds: a redrive from elsewhere makes it run again. */
const GLANCE = 15_000;

/**
 * A job, live by its stream of events. When it has ended, the stream is closed.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 */
export default class JobPage extends Page {
  #id = this.params.id;
  #path = `/api/v1/jobs/${encodeURIComponent(this.params.id)}`;
  #output = new OutputWindow(this, this.params.id);
  #clock = new ServiceClock();
  #stream = new JobStream(`${this.#path}/events`, {
    begun: () => this.#begin(),
    received: (message) => this.#receive(message),
    refused: (error) => isMissing(error) && this.#miss(error),
    ended: () => this.#flush(),
  });
  /** The latest document of the stream that is not read yet. @type {string | null} */
  #unread = null;
  #attempts = new Kept();
  #deliveries = new Kept();
  #timer = 0;
  #readAt = 0;
  /** Why there is no job. @type {ApiError | null} */
  #gone = null;
  #isGroup = false;

  get title() {
    return `Job …${this.#id.slice(-12)}`;
  }

  start() {
    this.live.add('attempts', 2000, (signal) => this.#readAttempts(signal));
    this.live.add('deliveries', 5000, (signal) => this.#readDeliveries(signal));
    this.live.add('job', 1500, (signal) => this.#read(signal));
    void this.#stream.open();
  }

  stop() {
    this.#stream.close();
    window.clearTimeout(this.#timer);
    super.stop();
  }

  /** The output comes again from its first line. */
  #begin() {
    this.#output.buffer.clear();
    this.#unread = null;
  }

  /** @param {import('../../core/messages.js').Message} message */
  #receive({event, data}) {
    if (event === 'job') {
      this.#unread = data;
    } else if (event === 'output') {
      this.#output.buffer.push(parse(data));
    } else if (event === 'reset') {
      this.#output.buffer.clear();
    }
    this.#timer ||= window.setTimeout(() => this.#flush(), this.live.data.job ? PACE : 0);
  }

  /** Draws what came. */
  #flush() {
    window.clearTimeout(this.#timer);
    this.#timer = 0;
    if (this.#unread !== null) {
      this.live.data.job = this.#noticed(parse(this.#unread));
      this.#unread = null;
      delete this.live.problems.job;
    }
    this.update();
  }

  /**
   * Reads what belongs to a job anew if an attempt has begun or ended.
   *
   * @param {Job} job
   */
  #noticed(job) {
    const before = this.live.data.job;
    this.#readAt = Date.now();
    if (before && (before.state !== job.state || before.attempt !== job.attempt)) {
      this.#attempts.expire();
      this.#deliveries.expire();
      this.live.refresh('attempts', 'deliveries');
    }
    return job;
  }

  /**
   * @param {string} path
   * @param {AbortSignal} signal
   */
  async #get(path, signal) {
    const {data, headers} = await call(path, {signal});
    this.#clock.set(headers.get('Date'));
    return data;
  }

  /**
   * Reads the document while no stream brings it: when the stream is cut, and now and then after the end.
   *
   * @param {AbortSignal} signal
   */
  async #read(signal) {
    const known = this.live.data.job;
    const isFresh = this.#stream.isConnected
      || (known && ENDED.includes(known.state) && Date.now() - this.#readAt < GLANCE);
    if (this.#gone || (isFresh && this.live.staleSince === null)) {
      return IDLE;
    }
    try {
      const job = await this.#get(this.#path, signal);
      this.#gone = null;
      if (known && ENDED.includes(known.state) && !ENDED.includes(job.state)) {
        void this.#stream.open();
      }
      return this.#noticed(job);
    } catch (error) {
      if (!isMissing(error)) {
        throw error;
      }
      this.#miss(error);
      return IDLE;
    }
  }

  /** @param {AbortSignal} signal */
  async #readAttempts(signal) {
    const known = this.live.data.attempts;
    if (this.#gone) {
      return IDLE;
    }
    const page = await this.#attempts.read(known, () => this.#get(`${this.#path}/attempts`, signal));
    return page === known ? IDLE : page;
  }

  /**
   * Reads the deliveries, which are stored as the job ends, until they have ended, too.
   *
   * @param {AbortSignal} signal
   */
  async #readDeliveries(signal) {
    const known = this.live.data.deliveries;
    const job = this.live.data.job;
    if (this.#gone || !job || (!ENDED.includes(job.state) && this.live.staleSince === null)) {
      this.#deliveries.expire();
      return IDLE;
    }
    const page = await this.#deliveries.read(known, () => this.#get(`${this.#path}/deliveries`, signal));
    if (!page.items.every((/** @type {Job} */ each) => ENDED.includes(each.state))) {
      this.#deliveries.expire();
    }
    return page === known ? IDLE : page;
  }

  /**
   * @param {ApiError} error
   * @returns {true}
   */
  #miss(error) {
    this.#gone = error;
    if (error.status === 404) {
      void this.#lookForGroup();
    }
    this.update();
    return true;
  }

  /** The id may be that of a group, as the subject of a delivery is. */
  async #lookForGroup() {
    this.#isGroup = await get(`/api/v1/groups/${encodeURIComponent(this.#id)}`).then(() => true, () => false);
    this.update();
  }

  /** @param {'changed' | 'again' | 'redelivered' | 'deleted'} kind */
  #did(kind) {
    this.#attempts.expire();
    this.#deliveries.expire();
    if (kind === 'deleted') {
      this.context.go('/jobs');
    } else if (kind === 'redelivered') {
      this.live.refresh('deliveries');
    } else if (kind === 'again' || !this.#stream.isConnected) {
      this.#readAt = 0;
      void this.#stream.open();
    }
  }

  /** @returns {unknown} */
  render() {
    /** @type {Job | undefined} */
    const job = this.live.data.job;
    if (this.#gone) {
      return missing(this.#id, this.#gone, this.#isGroup);
    }
    if (!job) {
      return html`<h1>Job</h1>${this.live.problems.job ? refused(this.live.problems.job)
        : html`<p class="quiet">Loading…</p>`}`;
    }
    const attempts = this.live.data.attempts?.items ?? [];
    const isOpen = !ENDED.includes(job.state);
    const {now} = this.#clock;
    return html`
      <div class="head"><h1>${cell(job.type, 80)} <span class="id">${job.id}</span></h1>
        ${jobActions(this, job, (kind) => this.#did(kind))}</div>
      <p role="status">${badge(job.state)} ${held(job)} ${job.waitReason ? `It waits: ${waitReason(job.waitReason)}.` : nothing}
        ${cancellation(job, attempts.at(-1), now)}</p>
      ${this.live.problems.job ? refused(this.live.problems.job) : nothing}
      ${job.error ? errorText(job.error) : nothing}
      ${job.progress ? html`<div class="progress">${progressBar(job.progress)}</div>` : nothing}
      ${lifeLine(job, attempts, now)}
      ${this.#output.render(job.attempt, isOpen)}
      ${attemptsTable(job, attempts, now)}
      ${guard([job.payload, job.result], () => values(job))}
      ${deliveriesTable(this, job, this.live.data.deliveries?.items ?? [],
        () => this.#did('redelivered'))}
      ${jobFacts(job)}`;
  }
}
