import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {ListPage} from '../../components/listing.js';
import {awaited, badge, cell, choice, link, table, when} from '../../components/parts.js';
import {bar} from '../../components/progress.js';
import {count} from '../../core/format.js';
import {choices} from '../../core/words.js';
import {described} from '../jobs/filters.js';
import {handled, share} from '../operation/progress.js';

/**
 * The bulk operations, newest first.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Operation']} Operation
 */
export default class OperationsPage extends ListPage {
  get title() {
    return 'Operations';
  }

  get path() {
    return '/api/v1/operations';
  }

  get filters() {
    return ['state'];
  }

  /** @returns {unknown} */
  render() {
    return html`
      <div class="head"><h1>Operations</h1></div>
      <p class="quiet">Actions on all jobs that match a filter. They begin on the page ${link('/jobs', 'Jobs')}.</p>
      <div class="filters">
        ${choice('State', this.filter('state'), choices(['RUNNING', 'PAUSED', 'COMPLETED', 'CANCELLED']),
          (value) => this.setFilter('state', value))}
      </div>
      ${awaited(this.live, 'list', (page) => table('Operations',
        ['Operation', 'Action', 'State', 'Progress', 'Filter', 'Created', 'Created by', 'Finished'],
        page.items.map((/** @type {Operation} */ operation) => row(operation)), 'No operation matches.'))}
      ${this.paging()}`;
  }
}

/** @param {Operation} operation */
function row(operation) {
  const reached = share(operation);
  return html`<tr>
    <td>${link(`/operations/${encodeURIComponent(operation.id)}`,
      html`<span class="id" title=${operation.id}>…${operation.id.slice(-12)}</span>`)}</td>
    <td>${operation.action}</td>
    <td>${badge(operation.state)}
      ${operation.blockedBy ? html` <small>waits: ${cell(operation.blockedBy, 40)}</small>` : nothing}
      ${operation.error ? html` <small>${cell(operation.error, 80)}</small>` : nothing}</td>
    <td>${Number.isNaN(reached) ? nothing : bar(reached, 'Progress')}
      <small>${count(handled(operation))} of ${count(operation.matched)}</small></td>
    <td>${cell(described(operation.filter))}</td>
    <td>${when(operation.createdAt)}</td>
    <td>${cell(operation.createdBy, 60)}</td>
    <td>${when(operation.finishedAt)}</td>
  </tr>`;
}
