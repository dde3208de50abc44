import {html} from '../../lib/lit-html/lit-html.js';
import {ListPage} from '../../components/listing.js';
import {awaited, badge, choice, field, groupLink, table, when} from '../../components/parts.js';
import {between, duration} from '../../core/format.js';
import {toInstant, toLocal} from '../../core/local-time.js';
import {choices, GROUP_STATES, MODES} from '../../core/words.js';

/**
 * The groups, newest first.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['GroupItem']} GroupItem
 */
export default class GroupsPage extends ListPage {
  get title() {
    return 'Groups';
  }

  get path() {
    return '/api/v1/groups';
  }

  get filters() {
    return ['state', 'mode', 'createdFrom', 'createdTo'];
  }

  render() {
    return html`
      <div class="head"><h1>Groups</h1>${this.#find()}</div>
      <div class="filters">
        ${choice('State', this.filter('state'), choices(GROUP_STATES),
          (value) => this.setFilter('state', value))}
        ${choice('Mode', this.filter('mode'), choices(MODES), (value) => this.setFilter('mode', value))}
        ${this.#time('Created from', 'createdFrom')}
        ${this.#time('Created before', 'createdTo')}
      </div>
      ${awaited(this.live, 'list', (page) => table('Groups',
        ['Group', 'State', 'Mode', 'Ends when', 'Created', {number: 'Took'}],
        page.items.map((/** @type {GroupItem} */ group) => row(group)), 'No group matches.'))}
      ${this.paging()}`;
  }

  /**
   * @param {string} label
   * @param {string} name of the filter
   */
  #time(label, name) {
    return field(label, toLocal(this.filter(name)), (value) => this.setFilterSoon(name, toInstant(value)),
      {type: 'datetime-local'});
  }

  #find() {
    /** @param {SubmitEvent} event */
    const open = (event) => {
      event.preventDefault();
      const id = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('id') ?? '').trim();
      if (id) {
        this.context.go(`/groups/${encodeURIComponent(id)}`);
      }
    };
    return html`<form class="find" role="search" @submit=${open}>
      <input name="id" aria-label="Id of a group" placeholder="Id of a group" autocomplete="off" spellcheck="false">
      <button>Open</button></form>`;
  }
}

/** @param {GroupItem} group */
function row(group) {
  return html`<tr>
    <td>${groupLink(group.id)}</td>
    <td>${badge(group.state)}</td>
    <td>${group.mode}</td>
    <td>${group.returnWhen}</td>
    <td>${when(group.createdAt)}</td>
    <td class="number">${duration(between(group.startedAt, group.finishedAt))}</td>
  </tr>`;
}
