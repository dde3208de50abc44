import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {randomKey} from '../../components/idempotency.js';
import {badge, link} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {hasEnded} from './model.js';

/**
 * What can be done with all jobs of a group: the API has bulk operations for it.
 *
 * @import {components} from '#api'
 * @import {Page} from '../../core/page.js'
 * @import {Group} from './follow.js'
 * @typedef {components['schemas']['Operation']} Operation
 */

const PERIOD = 2000;

export class BulkActions {
  #page;
  #changed;

  /**
   * @param {Page} page
   * @param {() => void} changed called when jobs may have changed
   */
  constructor(page, changed) {
    this.#page = page;
    this.#changed = changed;
  }

  /** @param {Group} group */
  buttons(group) {
    const active = Object.entries(group.counts).some(([state, number]) => number > 0 && !hasEnded(state));
    return html`<div class="buttons">
      ${active ? this.#button(group, 'Cancel all', 'CANCEL', true,
        'Cancels the jobs of the group that have not ended. Those that wait end at once; those that run get a request.')
        : nothing}
      ${group.counts.FAILED > 0 ? this.#button(group, 'Redrive failed', 'REDRIVE', false,
        'Queues the failed jobs of the group again, with all of their attempts.') : nothing}
    </div>`;
  }

  /**
   * @param {Group} group
   * @param {string} label
   * @param {string} action
   * @param {boolean} danger
   * @param {string} explain
   */
  #button(group, label, action, danger, explain) {
    const key = randomKey(); // of this dialog: a lost answer does not lead to a second operation
    return actionButton(this.#page, {
      label, explain, danger, scope: 'jobs:admin',
      request: () => ({
        method: 'POST',
        path: '/api/v1/operations',
        headers: {'Idempotency-Key': key},
        body: {action, filter: {group: [group.id]}},
      }),
      then: (answer) => this.#follow(answer.data),
    });
  }

  /** @param {Operation} operation */
  #follow({id}) {
    let isDone = false;
    this.#page.live.remove('operation');
    this.#page.live.add('operation', PERIOD, async (signal) => {
      if (isDone) {
        return IDLE;
      }
      const operation = await get(`/api/v1/operations/${encodeURIComponent(id)}`, signal);
      isDone = ['COMPLETED', 'CANCELLED'].includes(operation.state);
      this.#changed();
      return operation;
    });
    return 'The operation has begun.';
  }

  /** The progress of the last operation that was begun here. */
  progress() {
    /** @type {Operation | undefined} */
    const operation = this.#page.live.data.operation;
    if (!operation) {
      return nothing;
    }
    const all = operation.matched === null ? 'the jobs that match' : count(operation.matched);
    return html`<p role="status">${badge(operation.state)} ${link(`/operations/${operation.id}`, operation.action)}:
      ${count(operation.done)} of ${all} done.</p>`;
  }
}
