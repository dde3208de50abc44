import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {ListPage} from '../../components/listing.js';
import {awaited, badge, cell, choice, groupLink, jobLink, link, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {plain} from '../../core/text.js';
import {choices, STATES} from '../../core/words.js';
import {failures, nextAttempt} from './failures.js';
import {Owners} from './owners.js';

const MOST_FAILURES = 20;

/**
 * The latest deliveries of webhooks. They are jobs of the internal type webhook.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 */
export default class WebhooksPage extends ListPage {
  #owners = new Owners(get);

  get title() {
    return 'Webhooks';
  }

  get path() {
    return '/api/v1/jobs';
  }

  get filters() {
    return ['state', 'errorCode', 'createdFrom', 'createdTo'];
  }

  get fixed() {
    return {type: 'webhook'};
  }

  start() {
    super.start();
    this.live.add('owners', 500, (signal) => this.#readOwner(signal));
  }

  /** @returns {Job[]} */
  get #deliveries() {
    return this.live.data.list?.items ?? [];
  }

  /** @param {AbortSignal} signal */
  async #readOwner(signal) {
    const ids = [...new Set(this.#deliveries.map((job) => job.deliveryOf ?? '').filter(Boolean))];
    return await this.#owners.readNext(ids, signal) || IDLE;
  }

  render() {
    return html`
      <div class="head"><h1>Webhooks</h1></div>
      <p class="quiet">One row is one delivery with its repetitions, newest first. What it says and where it goes is
        read row by row. ${link('/types/webhook', 'Pause the type webhook')} to hold all deliveries back.</p>
      <div class="filters">
        ${choice('State', this.filter('state'), choices(STATES), (value) => this.setFilter('state', value))}
        ${choice('Error', this.filter('errorCode'), this.#codes(), (value) => this.setFilter('errorCode', value))}
      </div>
      ${awaited(this.live, 'list', (page) => html`
        ${this.#failures(page.items)}
        ${this.#table(page.items)}`)}
      ${this.paging()}`;
  }

  #codes() {
    const codes = new Set(this.#deliveries.map((job) => job.error?.code ?? '').filter(Boolean));
    if (this.filter('errorCode')) {
      codes.add(this.filter('errorCode'));
    }
    return choices([...codes].sort());
  }

  /** @param {Job[]} deliveries */
  #failures(deliveries) {
    const found = failures(deliveries);
    return found.length === 0 ? nothing : html`
      <h2>What fails</h2>
      ${table('Errors of the deliveries shown',
        ['Error', 'Message', {number: 'Deliveries'}, {number: 'Given up'}, 'Latest'],
        found.slice(0, MOST_FAILURES).map((failure) => html`<tr>
          <td><code>${plain(failure.code, 100)}</code></td>
          <td>${cell(failure.message, 500)}</td>
          <td class="number">${count(failure.deliveries)}</td>
          <td class="number">${count(failure.givenUp)}</td>
          <td>${jobLink(failure.latest)}</td></tr>`))}
      ${found.length > MOST_FAILURES
        ? html`<p class="quiet">${count(found.length - MOST_FAILURES)} more.</p>` : nothing}
      <h2>Deliveries</h2>`;
  }

  /** @param {Job[]} deliveries */
  #table(deliveries) {
    const hasNext = deliveries.some((job) => nextAttempt(job));
    return table('Deliveries', ['Delivery', 'State', 'Event', 'Receiver', {number: 'Attempts'}, 'Latest error',
      ...(hasNext ? ['Next attempt'] : []), ''], deliveries.map((job) => this.#row(job, hasNext)),
    'No delivery matches.');
  }

  /** @param {Job} job @param {boolean} hasNext whether any delivery has a next attempt */
  #row(job, hasNext) {
    const known = this.#owners.deliveries(job.deliveryOf);
    const delivery = known?.get(job.id);
    const next = nextAttempt(job);
    return html`<tr>
      <td>${jobLink(job.id)}<br><small>${when(job.createdAt)}</small></td>
      <td>${badge(job.state)}${delivery?.status && job.state === 'SUCCEEDED'
        ? html`<br><small>status ${delivery.status}</small>` : nothing}</td>
      <td>${delivery ? html`${delivery.event}<br>` : nothing}<small class="times">${this.#ownerLink(job)}</small></td>
      <td>${delivery ? receiver(delivery) : known ? '–' : '…'}</td>
      <td class="number">${job.attempt} of ${job.maxAttempts}</td>
      <td>${job.error ? html`<code>${plain(job.error.code, 100)}</code>${cell(job.error.message, 300)}` : '–'}</td>
      ${hasNext ? html`<td>${next ? when(next) : '–'}</td>` : nothing}
      <td>${this.#redeliver(job)}</td>
    </tr>`;
  }

  /** @param {Job} job */
  #ownerLink(job) {
    const id = job.deliveryOf ?? '';
    const kind = this.#owners.kind(id);
    if (kind === 'jobs') {
      return html`job ${jobLink(id)}`;
    }
    return kind === 'groups'
      ? html`group ${groupLink(id)}`
      : html`<span class="id" title=${id}>…${id.slice(-12)}</span>`;
  }

  /** @param {Job} job */
  #redeliver(job) {
    const kind = this.#owners.kind(job.deliveryOf);
    if (kind === undefined || job.finishedAt === null) {
      return nothing;
    }
    return actionButton(this, {
      label: 'Redeliver',
      explain: job.state === 'SUCCEEDED'
        ? 'Sends a copy, with the same webhook-id: the receiver has had it already.'
        : 'Queues the delivery again, with ten attempts and the same webhook-id.',
      scope: 'jobs:write',
      request: () => ({method: 'POST', path: `/api/v1/${kind}/${job.deliveryOf}/deliveries/${job.id}:redeliver`}),
      then: () => { this.live.refresh('list'); return 'The delivery is queued.'; },
    });
  }
}

/** @param {components['schemas']['Delivery']} delivery */
function receiver(delivery) {
  return delivery.endpoint === undefined
    ? cell(delivery.url, 200)
    : html`${cell(delivery.endpoint, 100)}<small>endpoint of the configuration</small>`;
}
