import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {ListPage} from '../../components/listing.js';
import {awaited, cell, lasting, link, table, when} from '../../components/parts.js';
import {call, get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {can} from '../../core/session.js';
import {plain} from '../../core/text.js';
import {createAction, deleteAction, editAction, limitPath} from './actions.js';
import {counted, rateText, usage} from './definition.js';

/**
 * The limits, in the order of their names, with what they hold by the latest count.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Limit']} Limit
 */
export default class LimitsPage extends ListPage {
  get title() {
    return 'Limits';
  }

  get path() {
    return '/api/v1/limits';
  }

  start() {
    super.start();
    this.live.add('summary', 3000, (signal) => get('/api/v1/summary', signal));
  }

  #refresh = () => this.live.refresh('list', 'summary');

  render() {
    const held = this.live.data.summary?.states?.BLOCKED;
    return html`
      <div class="head"><h1>Limits</h1><div class="buttons">${actionButton(this, createAction(this.#refresh))}</div></div>
      <p class="quiet">A limit holds for the jobs that name it. Jobs for which it has no permits are
        ${link('/jobs?state=BLOCKED', held === undefined ? 'BLOCKED' : `BLOCKED: ${count(held)}`)}, or are refused.</p>
      ${awaited(this.live, 'list', (page) => table('Limits',
        ['Name', {number: 'Total'}, {number: 'Per key'}, 'Rate', 'Without permits', {number: 'Used'},
          {number: 'Held jobs'}, {number: 'Oldest'}, 'Changed', ''],
        page.items.map((/** @type {Limit} */ limit) => this.#row(limit)), 'There are no limits.'))}
      ${this.paging()}`;
  }

  /** @param {Limit} limit */
  #row(limit) {
    const numbers = counted(this.live.data.summary, limit.name);
    return html`<tr>
      <th scope="row">${plain(limit.name, 100)}${limit.configured
        ? html`<br><small>of the configuration</small>` : nothing}</th>
      <td class="number">${count(limit.total)}</td>
      <td class="number">${count(limit.perKey)}</td>
      <td>${rateText(limit.rate)}</td>
      <td>${limit.onLimit}</td>
      <td class="number">${usage(numbers)}</td>
      <td class="number">${count(numbers?.blocked)}</td>
      <td class="number">${lasting(numbers?.oldestWait)}</td>
      <td>${when(limit.updatedAt)}${limit.updatedBy === undefined ? nothing
        : html`<br><small>by ${cell(limit.updatedBy, 60)}</small>`}</td>
      <td>${limit.configured ? nothing : html`<div class="buttons">
        ${can('jobs:admin') ? html`<button @click=${() => this.#edit(limit.name)}>Edit…</button>` : nothing}
        ${actionButton(this, deleteAction(limit, this.#refresh))}</div>`}</td>
    </tr>`;
  }

  /**
   * Opens the dialog with the present definition.
   *
   * @param {string} name
   */
  async #edit(name) {
    try {
      const {data, headers} = await call(limitPath(name));
      this.context.act(editAction({limit: data, etag: headers.get('ETag') ?? '*'}, this.#refresh));
    } catch (error) {
      this.context.say(error instanceof Error ? error.message : String(error));
    }
  }
}
