import {html, nothing} from '../lib/lit-html/lit-html.js';
import {absolute} from '../core/base.js';
import {get} from '../core/client.js';
import {curl} from '../core/curl.js';
import {Page} from '../core/page.js';
import {query} from '../core/query.js';
import {current} from '../core/session.js';
import {plain} from '../core/text.js';

/** Milliseconds from the latest change of a field to that of its filter: browsers report each digit of a time. */
const TYPING = 700;

/**
 * A page with a list of the API: its filters are the query of the API and of the page's URL, so that a link that is
 * copied shows the same, and works as a command. Pages follow each other by cursors; nothing is counted.
 */
export class ListPage extends Page {
  /** The fields that change. @type {Map<string, number>} */
  #typing = new Map();

  /** The path of the list. @returns {string} */
  get path() {
    throw new Error('not given');
  }

  /** The names of the parameters that filter, as in the API. @returns {string[]} */
  get filters() {
    return [];
  }

  /** Parameters that every call has; they are not in the page's URL. @returns {Record<string, string>} */
  get fixed() {
    return {};
  }

  /** The items of a page. */
  get limit() {
    return 50;
  }

  start() {
    this.#load();
  }

  stop() {
    this.#typing.forEach((timer) => window.clearTimeout(timer));
    super.stop();
  }

  /** @param {URLSearchParams} search */
  take(search) {
    this.query = search;
    this.live.remove('list');
    this.#load();
    return true;
  }

  #load() {
    // a later page does not change by what is submitted, so it is read once
    const period = this.query.has('cursor') ? 0 : 4000;
    this.live.add('list', period, (signal) => this.read(this.path + this.#search(), signal));
  }

  #search() {
    return this.write({...this.fixed, ...this.values(), limit: this.limit, cursor: this.query.get('cursor')});
  }

  /** The filters with their values. @returns {Record<string, string | string[]>} */
  values() {
    return Object.fromEntries(this.filters.map((name) => [name, this.filter(name)]));
  }

  /**
   * Writes parameters as a query, of the API and of the page alike.
   *
   * @param {Record<string, any>} parameters
   * @returns {string}
   */
  write(parameters) {
    return query(parameters);
  }

  /**
   * Reads a page of the list.
   *
   * @param {string} path with the query
   * @param {AbortSignal} signal
   * @returns {Promise<any>}
   */
  read(path, signal) {
    return get(path, signal);
  }

  /**
   * Returns the value of a filter.
   *
   * @param {string} name
   * @returns {string} empty if it is not set
   */
  filter(name) {
    return this.query.get(name) ?? '';
  }

  /**
   * Changes a filter and begins at the first page.
   *
   * @param {string} name
   * @param {string | string[]} value empty to remove it
   */
  setFilter(name, value) {
    this.context.go(this.#url({...this.values(), [name]: value}), true);
  }

  /**
   * Changes a filter once its field has not changed for a moment.
   *
   * @param {string} name
   * @param {string} value empty to remove it
   */
  setFilterSoon(name, value) {
    window.clearTimeout(this.#typing.get(name));
    this.#typing.set(name, window.setTimeout(() => this.setFilter(name, value), TYPING));
  }

  /** @param {Record<string, any>} parameters */
  #url(parameters) {
    const here = location.pathname.slice(absolute('/console').length) || '/';
    return here + this.write(parameters);
  }

  /** The links to the first and the next page, and the list as a command. */
  paging() {
    const next = this.live.data.list?.nextCursor;
    const kept = this.values();
    const href = (/** @type {Record<string, any>} */ parameters) => absolute('/console' + this.#url(parameters));
    return html`<div class="buttons">
      ${this.query.has('cursor') ? html`<a class="button" href=${href(kept)}>First page</a>` : nothing}
      ${next ? html`<a class="button" rel="next" href=${href({...kept, cursor: next})}>Next page</a>` : nothing}
    </div>
    <details class="curl"><summary>As a command</summary>
      <pre tabindex="0">${plain(curl({method: 'GET', path: this.path + this.#search()},
        location.origin + absolute(''), current()?.authenticated ?? false))}</pre></details>`;
  }
}
