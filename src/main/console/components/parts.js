import {html, nothing} from '../lib/lit-html/lit-html.js';
import {absolute} from '../core/base.js';
import {ApiError} from '../core/client.js';
import {ago, duration, seconds, time} from '../core/format.js';
import {stringify} from '../core/json.js';
import {line, plain} from '../core/text.js';
import {problemText} from './action.js';

/** Small templates that several pages share. */

/**
 * Returns a link to a page of the console.
 *
 * @param {string} path without /console, encoded
 * @param {unknown} content
 */
export function link(path, content) {
  return html`<a href=${absolute('/console' + path)}>${content}</a>`;
}

/**
 * Returns a link to a job by the end of its id; ids of one moment begin with the same digits.
 *
 * @param {string} id
 */
export function jobLink(id) {
  return html`<a class="id" href=${absolute('/console/jobs/' + id)} title=${id}>…${id.slice(-12)}</a>`;
}

/**
 * Returns a link to a group by the end of its id.
 *
 * @param {string} id
 */
export function groupLink(id) {
  return html`<a class="id" href=${absolute('/console/groups/' + id)} title=${id}>…${id.slice(-12)}</a>`;
}

/**
 * Returns the state of a job, a group, a schedule or an operation. Its color is not its only sign.
 *
 * @param {string} state
 */
export function badge(state) {
  return html`<span class="badge ${state.toLowerCase()}">${state}</span>`;
}

/**
 * Returns an instant as how long ago it was, with the exact time as its title.
 *
 * @param {string | null | undefined} instant
 * @param {number} [now] milliseconds since the epoch
 */
export function when(instant, now = Date.now()) {
  return instant
    ? html`<time datetime=${instant} title=${`${time(instant)} (${instant})`}>${ago(instant, now)}</time>`
    : '–';
}

/**
 * Returns an instant in the zone of the browser.
 *
 * @param {string | null | undefined} instant
 */
export function exactly(instant) {
  return instant ? html`<time datetime=${instant} title=${instant}>${time(instant)}</time>` : '–';
}

/**
 * Returns an ISO 8601 duration as people read it.
 *
 * @param {string | null | undefined} iso
 */
export function lasting(iso) {
  return iso ? html`<span title=${iso}>${duration(seconds(iso))}</span>` : '–';
}

/**
 * Returns text of a client or handler in one line of a cell.
 *
 * @param {unknown} value
 * @param {number} [longest]
 */
export function cell(value, longest = 160) {
  return html`<bdi class="cell" title=${plain(value, 2000)}>${line(value, longest)}</bdi>`;
}

/**
 * Returns JSON as text, with its numbers as they were written.
 *
 * @param {any} value
 */
export function json(value) {
  return html`<pre class="json" tabindex="0"><bdi>${plain(stringify(value), 1_000_000)}</bdi></pre>`;
}

/**
 * Returns a list of terms with their values; those that are undefined are left out.
 *
 * @param {[string, unknown][]} rows
 */
export function facts(rows) {
  return html`<dl class="facts">${rows.filter(([, value]) => value !== undefined).map(([term, value]) => html`
    <div><dt>${term}</dt><dd>${value ?? '–'}</dd></div>`)}</dl>`;
}

/**
 * Returns a table that scrolls by itself on a narrow screen.
 *
 * @param {string} caption for those who do not see it
 * @param {(string | {number: string} | {control: unknown})[]} heads texts; `{number: text}` for a column of numbers,
 *     whose cells have the class `number`, too; `{control: template}` for a labelled control, such as a checkbox
 * @param {unknown[]} rows templates of `tr`
 * @param {string} [empty] what is said without rows
 */
export function table(caption, heads, rows, empty = 'None.') {
  return rows.length === 0
    ? html`<p class="quiet">${empty}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table>
        <caption class="hidden">${caption}</caption>
        <thead><tr>${heads.map(heading)}</tr></thead>
        <tbody>${rows}</tbody>
      </table></div>`;
}

/** @param {string | {number: string} | {control: unknown}} head */
function heading(head) {
  if (typeof head === 'string') {
    return html`<th scope="col">${head}</th>`;
  }
  return 'number' in head
    ? html`<th scope="col" class="number">${head.number}</th>`
    : html`<td>${head.control}</td>`;
}

/**
 * Returns what is shown in place of a value of {@link Live} that is not there: why the call was refused, or that it is
 * awaited.
 *
 * @param {import('../core/live.js').Live} live
 * @param {string} name
 * @param {(value: any) => unknown} show called with the value
 */
export function awaited(live, name, show) {
  const problem = live.problems[name];
  if (live.data[name] !== undefined) {
    return problem ? html`${refused(problem)}${show(live.data[name])}` : show(live.data[name]);
  }
  return problem ? refused(problem) : html`<p class="quiet">Loading…</p>`;
}

/** @param {unknown} error */
export function refused(error) {
  return error instanceof ApiError ? problemText(error.problem) : nothing;
}

/**
 * Returns a text field of a dialog.
 *
 * @param {string} label
 * @param {string} value
 * @param {(value: string) => void} change
 * @param {{type?: string, help?: string, required?: boolean, min?: string, max?: string, placeholder?: string}}
 *     [options]
 */
export function field(label, value, change, options = {}) {
  return html`<label class="field"><span>${label}</span>
    <input .value=${value} type=${options.type ?? 'text'} ?required=${options.required ?? false} autocomplete="off"
      min=${options.min ?? nothing} max=${options.max ?? nothing} placeholder=${options.placeholder ?? nothing}
      @input=${(/** @type {InputEvent} */ event) => change(/** @type {HTMLInputElement} */ (event.target).value)}>
    ${options.help ? html`<small>${options.help}</small>` : nothing}</label>`;
}

/**
 * Returns a field of several lines, such as JSON.
 *
 * @param {string} label
 * @param {string} value
 * @param {(value: string) => void} change
 * @param {number} [rows]
 */
export function area(label, value, change, rows = 10) {
  return html`<label class="field"><span>${label}</span>
    <textarea rows=${rows} spellcheck="false" .value=${value}
      @input=${(/** @type {InputEvent} */ event) =>
        change(/** @type {HTMLTextAreaElement} */ (event.target).value)}></textarea>
  </label>`;
}

/**
 * Returns a choice of a dialog or a bar of filters.
 *
 * @param {string} label
 * @param {string} value
 * @param {[string, string][]} choices values with their texts
 * @param {(value: string) => void} change
 */
export function choice(label, value, choices, change) {
  return html`<label class="field"><span>${label}</span>
    <select @change=${(/** @type {Event} */ event) => change(/** @type {HTMLSelectElement} */ (event.target).value)}>
      ${choices.map(([key, text]) => html`<option value=${key} ?selected=${key === value}>${text}</option>`)}
    </select></label>`;
}
