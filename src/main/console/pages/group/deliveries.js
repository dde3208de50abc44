import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {awaited, badge, cell, jobLink, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {errorCode} from './jobs.js';
import {hasEnded} from './model.js';

/**
 * The deliveries that report the end of a group.
 *
 * @import {components} from '#api'
 * @import {Page} from '../../core/page.js'
 * @typedef {components['schemas']['Delivery']} Delivery
 */

const PERIOD = 10_000;

export class DeliveriesOfGroup {
  #page;
  #path;

  /**
   * @param {Page} page
   * @param {string} id
   */
  constructor(page, id) {
    this.#page = page;
    this.#path = `/api/v1/groups/${encodeURIComponent(id)}/deliveries`;
  }

  start() {
    this.#page.live.add('deliveries', PERIOD, (signal) => get(this.#path, signal));
  }

  render() {
    return html`<h2>Deliveries</h2>
      ${awaited(this.#page.live, 'deliveries', ({items}) => table('Deliveries of the webhooks of the group',
        ['Delivery', 'Receiver', 'State', {number: 'Attempts'}, {number: 'Status'}, 'Next try', 'Ended', 'Error',
          'Action'],
        items.map((/** @type {Delivery} */ delivery) => this.#row(delivery)), 'The group has no deliveries.'))}`;
  }

  /** @param {Delivery} delivery */
  #row(delivery) {
    return html`<tr>
      <td>${jobLink(delivery.id)}</td>
      <td>${cell(delivery.endpoint ?? delivery.url)}</td>
      <td>${badge(delivery.state)}</td>
      <td class="number">${count(delivery.attempts)}</td>
      <td class="number">${delivery.status ?? '–'}</td>
      <td>${when(delivery.nextAttemptAt)}</td>
      <td>${when(delivery.finishedAt)}</td>
      <td>${errorCode(delivery.error)}</td>
      <td>${hasEnded(delivery.state) ? actionButton(this.#page, {
        label: 'Redeliver', scope: 'jobs:write',
        explain: 'Calls the receiver again with the same webhook-id.',
        request: () => ({method: 'POST', path: `${this.#path}/${encodeURIComponent(delivery.id)}:redeliver`}),
        then: () => this.#page.live.refresh('deliveries'),
      }) : nothing}</td>
    </tr>`;
  }
}
