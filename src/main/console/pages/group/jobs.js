import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {badge, cell, exactly, jobLink, table} from '../../components/parts.js';
import {between, count, duration} from '../../core/format.js';
import {line, plain} from '../../core/text.js';
import {hasEnded} from './model.js';

/**
 * The table of the jobs of a group, a portion at a time.
 *
 * @import {Page} from '../../core/page.js'
 * @import {Member, Members} from './model.js'
 */

const PORTION = 100;

export class JobsOfGroup {
  #page;
  #limit = PORTION;
  #byEnd = true;

  /** @param {Page} page */
  constructor(page) {
    this.#page = page;
  }

  /**
   * @param {Members} members
   * @param {() => void} changed called after an action
   */
  render(members, changed) {
    const all = this.#byEnd ? members.completed() : members.submitted();
    const more = all.length - this.#limit;
    const choose = (/** @type {boolean} */ byEnd) => {
      this.#byEnd = byEnd;
      this.#page.update();
    };
    return html`<h2>Jobs</h2>
      <div class="buttons" role="group" aria-label="Order">
        <button aria-pressed=${this.#byEnd} @click=${() => choose(true)}>As completed</button>
        <button aria-pressed=${!this.#byEnd} @click=${() => choose(false)}>As submitted</button>
      </div>
      ${table('Jobs of the group',
        [{number: 'No.'}, 'Job', 'Name', 'State', 'Started', 'Ended', {number: 'Ran'}, 'Error', 'Action'],
        all.slice(0, this.#limit).map((member) => this.#row(member, changed)), 'The group has no jobs any more.')}
      ${more > 0 ? html`<button @click=${() => { this.#limit += PORTION; this.#page.update(); }}>
        ${count(Math.min(PORTION, more))} more of ${count(more)}</button>` : nothing}`;
  }

  /**
   * @param {Member} member
   * @param {() => void} changed
   */
  #row(member, changed) {
    return html`<tr>
      <td class="number">${member.number}</td>
      <td>${jobLink(member.id)}</td>
      <td>${cell(member.name, 60)}</td>
      <td>${badge(member.state)}
        ${member.attempt > 1 ? html`<span class="quiet">attempt ${member.attempt}</span>` : nothing}</td>
      <td>${exactly(member.startedAt)}</td>
      <td>${exactly(member.finishedAt)}</td>
      <td class="number">${duration(between(member.startedAt, member.finishedAt))}</td>
      <td>${errorCode(member.error)}</td>
      <td>${hasEnded(member.state) ? nothing : actionButton(this.#page, {
        label: 'Cancel', scope: 'jobs:write', danger: true,
        explain: `Cancels the job ${member.id}. If it waits, it ends at once; if it runs, it gets a request to end.`,
        request: () => ({method: 'POST', path: `/api/v1/jobs/${member.id}:cancel`}),
        then: changed,
      })}</td>
    </tr>`;
  }
}

/** @param {{code: string, message: string} | null} error */
export function errorCode(error) {
  return error ? html`<code title=${plain(error.message, 1000)}>${line(error.code, 60)}</code>` : nothing;
}
