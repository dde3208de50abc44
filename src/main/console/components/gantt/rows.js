import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {count, duration} from '../../core/format.js';
import {badge, cell, link, table} from '../parts.js';
import {keyOf} from './drawing.js';

/**
 * The chart as a table, for those who do not see it.
 *
 * @import {Item} from './layout.js'
 * @import {Span} from './fold.js'
 * @typedef {{at: number, id?: string, lane?: string, track?: number, title: string}} Mark
 */

/** Rows that are added at a time. */
export const PORTION = 50;

/**
 * @param {Item[]} items
 * @param {Span} range
 * @param {number} now
 * @returns {Item[]} those that wait or run within the range, in the order of their starts
 */
export function inRange(items, [from, to], now) {
  const begin = (/** @type {Item} */ item) => item.waitFrom ?? item.from ?? 0;
  return items
    .filter((item) => (item.to ?? now) >= from && begin(item) <= to)
    .sort((one, other) => (one.from ?? Infinity) - (other.from ?? Infinity) || begin(one) - begin(other) || 0);
}

/**
 * @param {Item[]} items
 * @param {number} limit the rows that are shown
 * @param {{origin: number, now: number, href: (item: Item) => string, marks: Mark[], more: () => void}} chart
 */
export function rows(items, limit, {origin, now, href, marks, more}) {
  const hasLanes = items.some((item) => item.lane !== items[0].lane);
  const seconds = (/** @type {number} */ from, /** @type {number} */ to) => duration(Math.max(0, to - from) / 1000);
  return html`${table('The chart as a table',
    ['Job', ...(hasLanes ? ['Lane'] : []), 'State', {number: 'Waited'}, {number: 'Started after'}, {number: 'Ran'}],
    items.slice(0, limit).map((item) => html`<tr data-row=${keyOf(item)}>
      <td>${link(href(item), cell(item.name, 60))}</td>
      ${hasLanes ? html`<td>${item.lane}</td>` : nothing}
      <td>${badge(item.state)}</td>
      <td class="number">${item.waitFrom === null ? '–' : seconds(item.waitFrom, item.from ?? item.to ?? now)}</td>
      <td class="number">${item.from === null ? '–' : seconds(origin, item.from)}</td>
      <td class="number">${item.from === null ? '–' : seconds(item.from, item.to ?? now)}</td>
    </tr>`), 'No job is in this range.')}
  ${items.length > limit ? html`<button type="button" @click=${more}>
    ${count(Math.min(PORTION, items.length - limit))} more of ${count(items.length - limit)}</button>` : nothing}
  ${marks.length > 0 ? table('Marks', [{number: 'After'}, 'Mark'], marks.slice(0, limit).map((mark) => html`<tr>
      <td class="number">${seconds(origin, mark.at)}</td><td>${cell(mark.title)}</td></tr>`)) : nothing}`;
}
