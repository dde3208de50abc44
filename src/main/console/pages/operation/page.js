import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {awaited, badge, exactly, facts, link} from '../../components/parts.js';
import {bar} from '../../components/progress.js';
import {get} from '../../core/client.js';
import {between, count, duration, rate} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {described, jobsPath} from '../jobs/filters.js';
import {blocked, Pace, share} from './progress.js';

const ACTIONS = {
  pause: ['Pause', 'It stops after the step that is under way. What it has done stays.'],
  resume: ['Resume', 'It goes on with the jobs that are left.'],
  cancel: ['Cancel', 'It ends after the step that is under way. What it has done stays, and it cannot be resumed.'],
};

/**
 * A bulk operation, looked at every second while it is not finished.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Operation']} Operation
 */
export default class OperationPage extends Page {
  #path = `/api/v1/operations/${encodeURIComponent(this.params.id)}`;
  #pace = new Pace();

  get title() {
    return 'Operation';
  }

  start() {
    this.live.add('operation', 1000, (signal) => this.#read(signal));
  }

  /** @param {AbortSignal} signal */
  async #read(signal) {
    const known = this.live.data.operation;
    if (known?.finishedAt) {
      return IDLE; // nothing about it changes any more
    }
    const operation = await get(this.#path, signal);
    this.#pace.add(operation, Date.now());
    return operation;
  }

  /** @returns {unknown} */
  render() {
    return awaited(this.live, 'operation', (operation) => this.#show(operation));
  }

  /** @param {Operation} operation */
  #show(operation) {
    const isOpen = !operation.finishedAt;
    const reached = share(operation);
    const pace = this.#pace.rate;
    return html`
      <div class="head"><h1>${operation.action} <span class="id">${operation.id}</span></h1>
        <div class="buttons">
          ${operation.state === 'RUNNING' ? this.#button('pause') : nothing}
          ${operation.state === 'PAUSED' ? this.#button('resume') : nothing}
          ${isOpen ? this.#button('cancel') : nothing}
        </div></div>
      <p role="status">${badge(operation.state)}
        ${Number.isNaN(reached) ? (isOpen ? 'The jobs are being counted.' : nothing) : nothing}
        ${blocked(operation)}
        ${operation.state === 'RUNNING' && pace > 0
          ? `${rate(pace)} ${rate(pace) === '1' ? 'job' : 'jobs'} a second; ${duration(Math.ceil(this.#pace.left(operation)))} left at this rate.`
          : nothing}</p>
      ${operation.error ? html`<p class="problem">${plain(operation.error, 2000)}${operation.state === 'PAUSED'
        ? ' The service has paused it; Resume tries again.' : ''}</p>` : nothing}
      ${Number.isNaN(reached) ? nothing : html`<div class="progress">${bar(reached, 'Progress')}</div>`}
      ${facts([
        ['Matched at the beginning', operation.matched === null ? 'not counted yet' : count(operation.matched)],
        ['Done', count(operation.done)],
        ['Skipped: did not match any more', count(operation.skipped.changed)],
        ['Skipped: in a group that has not finished', count(operation.skipped.inOpenGroup)],
        ['Skipped: another job holds the key', count(operation.skipped.keyHeld)],
        ['At most, jobs per second', operation.rate ?? 'no limit'],
        ['New priority', operation.priority],
        ['Created by', operation.createdBy === undefined ? undefined : plain(operation.createdBy, 300)],
        ['Created', exactly(operation.createdAt)],
        ['Finished', exactly(operation.finishedAt)],
        ['Took', operation.finishedAt ? duration(between(operation.createdAt, operation.finishedAt)) : undefined],
      ])}
      <h2>Filter</h2>
      <p><bdi>${plain(described(operation.filter), 2000)}</bdi></p>
      <p>${link(jobsPath(operation.filter), 'The jobs that match now')}</p>`;
  }

  /** @param {keyof typeof ACTIONS} verb */
  #button(verb) {
    const [label, explain] = ACTIONS[verb];
    return actionButton(this, {
      label,
      explain,
      scope: 'jobs:admin',
      danger: verb === 'cancel',
      request: () => ({method: 'POST', path: `${this.#path}:${verb}`}),
      then: (answer) => {
        this.live.data.operation = answer.data;
        this.live.refresh('operation');
        return `The operation is ${answer.data.state}.`;
      },
    });
  }
}
