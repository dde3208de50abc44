import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {ApiError, call} from '../../core/client.js';
import {count} from '../../core/format.js';
import {can} from '../../core/session.js';
import {plain} from '../../core/text.js';
import {randomKey} from '../../components/idempotency.js';
import {choice, field} from '../../components/parts.js';
import {ACTS_ON, described, selection} from './filters.js';

/**
 * Bulk operations on all jobs that match the filter of the list: a dry run counts them, then a dialog shows what will
 * happen, and the operation is refused if the number has become another one meanwhile.
 *
 * @import {Page} from '../../core/page.js'
 * @typedef {import('./filters.js').Values} Values
 */

const EXPLAIN = /** @type {Record<string, string>} */ ({
  REDRIVE: 'They are queued again, each with all of its attempts.',
  CANCEL: 'Those that wait are cancelled at once; those that run get a request to end.',
  DELETE: 'They are removed with their output and attempts. This cannot be undone.',
  REPRIORITIZE: 'They get another priority; a lower number starts later.',
});

const NAMES = /** @type {[string, string][]} */ ([
  ['REDRIVE', 'Redrive'], ['CANCEL', 'Cancel'], ['DELETE', 'Delete'], ['REPRIORITIZE', 'Change the priority'],
]);

export class BulkOperations {
  #page;
  #values;
  #action = 'REDRIVE';
  #busy = false;
  #mistake = '';

  /**
   * @param {Page} page
   * @param {() => Values} values the filter of the list
   */
  constructor(page, values) {
    this.#page = page;
    this.#values = values;
  }

  /** Forgets what was said about the filter before. */
  clear() {
    this.#mistake = '';
  }

  render() {
    if (!can('jobs:admin')) {
      return nothing;
    }
    const {refusal} = selection(this.#action, this.#values());
    return html`<details class="bulk">
      <summary>Act on all jobs that match this filter</summary>
      <div class="filters">
        ${choice('Action', this.#action, NAMES, (value) => {
          this.#action = value;
          this.clear();
          this.#page.update();
        })}
        <div class="field"><button ?disabled=${this.#busy || refusal !== ''} @click=${() => this.#count()}>
          ${this.#busy ? 'Counting…' : 'Count them…'}</button></div>
      </div>
      <div role="status">${refusal ? html`<p class="quiet">${refusal}</p>` : nothing}</div>
      ${this.#mistake ? html`<p class="problem" role="alert">${this.#mistake}</p>` : nothing}
    </details>`;
  }

  /** Makes a dry run, and opens the dialog with its number. */
  async #count() {
    const action = this.#action;
    const {filter, notes} = selection(action, this.#values());
    this.#busy = true;
    this.clear();
    this.#page.update();
    try {
      // a change of the priority has to name one, also if it is only counted
      const answer = await call('/api/v1/operations', {
        method: 'POST',
        body: {action, filter, dryRun: true, ...(action === 'REPRIORITIZE' ? {priority: 0} : {})},
      });
      this.#open(action, filter, notes, answer.data.matched);
    } catch (error) {
      this.#mistake = problemOf(error);
    } finally {
      this.#busy = false;
      this.#page.update();
    }
  }

  /**
   * @param {string} action
   * @param {Record<string, string | string[]>} filter
   * @param {string[]} notes
   * @param {number} matched
   */
  #open(action, filter, notes, matched) {
    if (matched === 0) {
      this.#page.context.say(`No job that is ${ACTS_ON[action].join(' or ')} matches.`);
      return;
    }
    const key = randomKey();
    let rate = '';
    let priority = '';
    const label = NAMES.find(([each]) => each === action)?.[1] ?? action;
    this.#page.context.act({
      label,
      scope: 'jobs:admin',
      danger: action === 'DELETE' || action === 'CANCEL',
      explain: `${count(matched)} ${matched === 1 ? 'job matches' : 'jobs match'} now. ${EXPLAIN[action]}`,
      fields: (changed) => html`
        <p>${plain(described(filter), 2000)}</p>
        ${notes.map((note) => html`<p class="quiet">${note}</p>`)}
        ${field('At most, in jobs per second', rate, (value) => { rate = value; changed(); }, {
          type: 'number', min: '1', max: '10000', placeholder: action === 'REDRIVE' ? '100' : 'no limit'})}
        ${action === 'REDRIVE' || action === 'REPRIORITIZE'
          ? field('Priority', priority, (value) => { priority = value; changed(); }, {
            type: 'number', min: '-100', max: '100', required: action === 'REPRIORITIZE',
            placeholder: action === 'REDRIVE' ? 'as before' : '', help: '-100 to 100; higher ones start first.'})
          : nothing}`,
      request: () => ({
        method: 'POST',
        path: '/api/v1/operations',
        // a lost answer does not lead to a second operation
        headers: {'Idempotency-Key': key},
        body: {action, filter, confirm: matched, ...number('rate', rate), ...number('priority', priority)},
      }),
      then: (answer) => {
        this.#page.context.go(`/operations/${encodeURIComponent(answer.data.id)}`);
        return `${label}: the operation has begun.`;
      },
    });
  }
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {Record<string, number>}
 */
function number(name, text) {
  return text === '' ? {} : {[name]: Number(text)};
}

/** @param {unknown} error */
export function problemOf(error) {
  if (error instanceof ApiError) {
    const fields = (error.problem.errors ?? []).map((each) => `${each.field} ${each.message}`);
    return plain([error.message, ...fields].join(' '), 1000);
  }
  return error instanceof Error ? error.message : String(error);
}
