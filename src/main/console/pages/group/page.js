import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {Gantt} from '../../components/gantt/gantt.js';
import {badge, cell, exactly, facts, refused} from '../../components/parts.js';
import {inTurn} from '../../components/turns.js';
import {call, get} from '../../core/client.js';
import {between, count, duration} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {BulkActions} from './bulk.js';
import {DeliveriesOfGroup} from './deliveries.js';
import {GroupFollower} from './follow.js';
import {JobsOfGroup} from './jobs.js';
import {SlowSteps} from './slow.js';

/**
 * A group: its jobs over time, in the order in which they end, and what follows from its end.
 *
 * @import {Group} from './follow.js'
 */

/** Jobs whose earlier attempts are read at a time. */
const MOST_RETRIED = 50;
/** Milliseconds between two of these calls, so that they do not use up the limit of the key. */
const REST = 200;
/** The most characters of a transcript that are shown. */
const TRANSCRIPT = 200_000;
/** Milliseconds between two looks at the slow steps of the loops, which only a page with jobs of a loop needs. */
const SLOW_STEPS = 10_000;

export default class GroupPage extends Page {
  #follower = new GroupFollower(this, this.params.id);
  #gantt = new Gantt(this);
  #jobs = new JobsOfGroup(this);
  #bulk = new BulkActions(this, () => this.#follower.refresh());
  #deliveries = new DeliveriesOfGroup(this, this.params.id);
  #slow = new SlowSteps();
  #hasLooked = false;
  #isReading = false;
  #aborter = new AbortController();

  get title() {
    return `Group …${this.params.id.slice(-12)}`;
  }

  start() {
    this.#follower.start();
    this.#deliveries.start();
    this.live.add('slow', SLOW_STEPS, (signal) => this.#readSlowSteps(signal));
  }

  /** @param {AbortSignal} signal */
  async #readSlowSteps(signal) {
    const {group, members, isActive} = this.#follower;
    if (group?.mode !== 'event-loop' || this.#hasLooked && !isActive && this.live.staleSince === null) {
      return IDLE;
    }
    this.#hasLooked = true;
    const {items} = await get('/api/v1/loops?tasks=0', signal);
    this.#slow.take(items, (id) => members.has(id));
    return {};
  }

  stop() {
    super.stop();
    this.#aborter.abort();
    this.#follower.stop();
    this.#gantt.stop();
  }

  render() {
    const {group} = this.#follower;
    const problem = this.live.problems.group;
    return html`
      <div class="head"><h1>Group <span class="id">${plain(this.params.id, 60)}</span></h1>
        ${group ? html`${badge(group.state)}${this.#bulk.buttons(group)}` : nothing}</div>
      ${problem ? refused(problem) : nothing}
      ${group ? this.#content(group) : problem ? nothing : html`<p class="quiet">Loading…</p>`}`;
  }

  /** @param {Group} group */
  #content(group) {
    const {members, now} = this.#follower;
    return html`${this.#facts(group)}
      ${this.#bulk.progress()}
      <h2>Over time</h2>
      ${this.#gantt.render({items: members.items(), now, marks: this.#slow.marks})}
      ${this.#attempts()}
      ${this.#jobs.render(members, () => this.#follower.refresh())}
      <h2>Output</h2>
      ${this.#output()}
      ${this.#deliveries.render()}`;
  }

  /** @param {Group} group */
  #facts(group) {
    const counts = Object.entries(group.counts).filter(([, number]) => number > 0);
    const took = between(group.startedAt, group.finishedAt);
    return facts([
      ['Jobs', html`${count(this.#follower.members.size)}: ${counts.map(([state, number], index) =>
        html`${index > 0 ? ', ' : ''}${count(number)} ${state}`)}`],
      ['Mode', group.mode],
      ['Ends when', group.returnWhen],
      ['Took', group.finishedAt ? duration(took) : 'not ended'],
      ['Created', exactly(group.createdAt)],
      ['Started', exactly(group.startedAt)],
      ['Ended', exactly(group.finishedAt)],
      ['Webhook', group.webhook && html`${cell(group.webhook.url)}${group.webhook.events?.join(', ') ?? ''}`],
    ]);
  }

  /** Earlier attempts are in no list, so each job is asked for them, and only on demand. */
  #attempts() {
    const retried = this.#follower.members.retried();
    const number = Math.min(MOST_RETRIED, retried.length);
    return number === 0 ? nothing : html`<button ?disabled=${this.#isReading}
      @click=${() => this.#readAttempts(retried.slice(0, number))}>
      Show earlier attempts of ${number === 1 ? 'a job' : `${number} jobs`}</button>`;
  }

  /** @param {string[]} ids */
  async #readAttempts(ids) {
    this.#isReading = true;
    this.update();
    const {signal} = this.#aborter;
    try {
      await inTurn(ids, signal, async (id) => {
        const {items} = await get(`/api/v1/jobs/${encodeURIComponent(id)}/attempts`, signal);
        this.#follower.members.takeAttempts(id, items);
        this.update();
      }, () => new Promise((resume) => window.setTimeout(resume, REST)));
    } catch (error) {
      if (!signal.aborted) {
        this.context.say(error instanceof Error ? error.message : String(error));
      }
    } finally {
      this.#isReading = false;
      this.update();
    }
  }

  #output() {
    return html`<details @toggle=${(/** @type {Event} */ event) => {
      const {open} = /** @type {HTMLDetailsElement} */ (event.target);
      this.live.remove('output');
      if (open) {
        this.live.add('output', 5000, (signal) => this.#readOutput(signal));
      }
    }}><summary>Transcript: what the jobs have printed, in the order of time</summary>
      ${this.live.problems.output ? refused(this.live.problems.output) : nothing}
      ${this.live.data.output === undefined ? nothing : html`<pre tabindex="0"><bdi>${
        plain(this.live.data.output, TRANSCRIPT) || 'Nothing was printed.'}</bdi></pre>`}
    </details>`;
  }

  /** @param {AbortSignal} signal */
  async #readOutput(signal) {
    const known = this.live.data.output;
    if (known !== undefined && !this.#follower.isActive && this.live.staleSince === null) {
      return IDLE; // it does not change any more
    }
    const answer = await call(`/api/v1/groups/${encodeURIComponent(this.params.id)}/output`,
      {signal, headers: {Accept: 'text/plain'}});
    return String(answer.data);
  }
}
