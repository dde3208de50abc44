import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {call} from '../../core/client.js';
import {can} from '../../core/session.js';
import {line} from '../../core/text.js';
import {actionButton} from '../../components/action.js';
import {jobLink, table} from '../../components/parts.js';
import {inTurn} from '../../components/turns.js';
import {problemOf} from './bulk.js';

/**
 * The rows that are selected, and what can be done to them: one call a job, one after the other, each with a result.
 *
 * @import {Page} from '../../core/page.js'
 * @typedef {{id: string, done: boolean, text: string}} Result
 */

/** @type {{label: string, past: string, verb: string, scope: import('../../core/session.js').Scope, explain: string,
 *     danger?: boolean}[]} */
const ACTIONS = [
  {label: 'Cancel', past: 'cancelled, or asked to end', verb: ':cancel', scope: 'jobs:write', danger: true,
    explain: 'Jobs that wait are cancelled at once; those that run get a request to end.'},
  {label: 'Redrive', past: 'queued again', verb: ':redrive', scope: 'jobs:write',
    explain: 'Jobs that failed or were cancelled are queued again, each with all of its attempts.'},
  {label: 'Delete', past: 'deleted', verb: '', scope: 'jobs:admin', danger: true,
    explain: 'Jobs that have ended are removed with their output and attempts. This cannot be undone.'},
];

export class ChosenJobs {
  /** @type {Set<string>} */
  ids = new Set();
  /** @type {Result[]} */
  #results = [];
  #did = '';
  /** The jobs that the latest action was for. */
  #asked = 0;
  #aborter = new AbortController();
  #page;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /** Whether rows can be selected at all: those who may only read have nothing to do with them. */
  static get isOffered() {
    return can('jobs:write') || can('jobs:admin');
  }

  /** @param {string} id */
  toggle(id) {
    if (!this.ids.delete(id)) {
      this.ids.add(id);
    }
    this.#page.update();
  }

  /** @param {string[]} ids */
  replace(ids) {
    this.ids = new Set(ids);
    this.#page.update();
  }

  /** Begins no further call. */
  stop() {
    this.#aborter.abort();
  }

  /** Forgets the selection and the results. */
  clear() {
    this.#results = [];
    this.replace([]);
  }

  render() {
    return html`
      ${this.ids.size === 0 ? nothing : html`<div class="buttons chosen">
        <span role="status">${this.ids.size} selected; rows stay in place.</span>
        ${ACTIONS.map((action) => actionButton(this.#page, {
          ...action,
          explain: `${this.ids.size} ${this.ids.size === 1 ? 'job is' : 'jobs are'} selected. ${action.explain}`,
          request: () => [...this.ids].map((id) => request(action, id)),
          perform: () => this.#perform(action),
          then: () => this.#summary(),
        }))}
        <button @click=${() => this.replace([])}>Select none</button>
      </div>`}
      ${this.#results.length === 0 ? nothing : html`<section aria-label="Results">
        <h2>${this.#summary()}</h2>
        ${table('Results', ['Job', 'Result'], this.#results.map((result) => html`<tr>
          <td>${jobLink(result.id)}</td><td>${result.done ? '✓' : '✗'} ${line(result.text, 500)}</td></tr>`))}
        <button @click=${() => { this.#results = []; this.#page.update(); }}>Close the results</button>
      </section>`}`;
  }

  #summary() {
    const done = this.#results.filter((result) => result.done).length;
    const refused = this.#results.length - done;
    const left = this.#asked - this.#results.length;
    return `${this.#did}: ${done} done${refused === 0 ? '' : `, ${refused} refused`}${
      left === 0 ? '' : `, ${left} not begun because the page was left`}.`;
  }

  /** @param {typeof ACTIONS[number]} action */
  async #perform(action) {
    const ids = [...this.ids];
    // a call that is under way is not aborted: it may have had its effect
    const results = await inTurn(ids, this.#aborter.signal, (id) => outcome(action, id));
    this.#did = action.label;
    this.#asked = ids.length;
    this.#results = results;
    // those that were refused stay selected, for another action
    this.replace(this.#results.filter((result) => !result.done).map((result) => result.id));
    this.#page.live.refresh('list');
  }
}

/**
 * @param {typeof ACTIONS[number]} action
 * @param {string} id
 */
function request(action, id) {
  return {method: action.verb ? 'POST' : 'DELETE', path: `/api/v1/jobs/${encodeURIComponent(id)}${action.verb}`};
}

/**
 * @param {typeof ACTIONS[number]} action
 * @param {string} id
 * @returns {Promise<Result>}
 */
async function outcome(action, id) {
  const {path, method} = request(action, id);
  try {
    const answer = await call(path, {method});
    const state = answer.data?.state;
    return {id, done: true, text: state ? `${action.past}; it is ${state}` : action.past};
  } catch (error) {
    return {id, done: false, text: problemOf(error)};
  }
}
