import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {live} from '../../lib/lit-html/directives/live.js';
import {link} from '../../components/parts.js';
import {MODES, STATES} from '../../core/words.js';
import {listed, toggled} from './filters.js';

/**
 * The bar of filters of the list of jobs.
 *
 * @typedef {(name: string, value: string | string[]) => void} Change
 * @typedef {(name: string, value: string) => void} ChangeOfTime
 * @typedef {import('./filters.js').Values} Values
 */

/** The criteria that are folded away until one is set. */
const RARE = ['submitter', 'schedule', 'group', 'createdFrom', 'createdTo', 'finishedFrom', 'finishedTo'];

/**
 * Returns the bar.
 *
 * @param {Values} values
 * @param {string[]} types the job types of the service, as suggestions
 * @param {Map<string, string>} drafts texts that are being entered, by criterion; a drawing does not replace them
 * @param {Change} change
 * @param {ChangeOfTime} changeTime called for each digit of a time
 */
export function filterBar(values, types, drafts, change, changeTime) {
  const isOpen = RARE.some((name) => values[name].length > 0);
  return html`<form role="search" aria-label="Filter" @submit=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${chips('State', STATES, values, 'state', change)}
    ${chips('Mode', MODES, values, 'mode', change)}
    <div class="filters">
      ${texts('Types', 'type', values, drafts, change, 'job-types')}
      ${texts('Error codes', 'errorCode', values, drafts, change)}
      <datalist id="job-types">${types.map((type) => html`<option value=${type}></option>`)}</datalist>
    </div>
    <details class="more" ?open=${isOpen}>
      <summary>More filters</summary>
      <div class="filters wide">
        ${submitterText(values, drafts, change)}
        ${texts('Schedules', 'schedule', values, drafts, change)}
        ${texts('Groups (ids)', 'group', values, drafts, change)}
        ${instant('Created from', 'createdFrom', values, changeTime)}
        ${instant('Created before', 'createdTo', values, changeTime)}
        ${instant('Finished from', 'finishedFrom', values, changeTime)}
        ${instant('Finished before', 'finishedTo', values, changeTime)}
      </div>
      <p class="quiet">Several values are separated by commas. Times are in the zone of the browser.</p>
    </details>
    ${Object.values(values).some((value) => value.length > 0)
      ? html`<p>${link('/jobs', 'Clear the filter')}</p>` : nothing}
  </form>`;
}

/**
 * @param {string} label
 * @param {string[]} choices
 * @param {Values} values
 * @param {string} name
 * @param {Change} change
 */
function chips(label, choices, values, name, change) {
  const chosen = /** @type {string[]} */ (values[name]);
  return html`<div class="chips" role="group" aria-label=${label}>
    <span>${label}</span>
    ${choices.map((value) => html`<button type="button" aria-pressed=${chosen.includes(value) ? 'true' : 'false'}
      @click=${() => change(name, toggled(chosen, value))}>${value}</button>`)}
  </div>`;
}

/**
 * @param {string} label
 * @param {string} name
 * @param {Values} values
 * @param {Map<string, string>} drafts
 * @param {Change} change
 * @param {string} [suggestions] the id of their list
 */
function texts(label, name, values, drafts, change, suggestions = '') {
  return html`<label class="field"><span>${label}</span>
    ${draft(name, [values[name]].flat().join(', '), drafts, (text) => change(name, listed(text)), suggestions)}</label>`;
}

/**
 * The input of a text that takes effect when it is complete.
 *
 * @param {string} name
 * @param {string} text while nothing is being entered
 * @param {Map<string, string>} drafts
 * @param {(text: string) => void} change
 * @param {string} [suggestions]
 */
function draft(name, text, drafts, change, suggestions = '') {
  return html`<input .value=${live(drafts.get(name) ?? text)} autocomplete="off" spellcheck="false" list=${suggestions}
    @input=${(/** @type {Event} */ event) => drafts.set(name, input(event).value)}
    @change=${(/** @type {Event} */ event) => { drafts.delete(name); change(input(event).value); }}
    @blur=${() => drafts.delete(name)}>`;
}

/**
 * The name of one submitter. It may contain commas, so a filter by several comes by a link only.
 *
 * @param {Values} values
 * @param {Map<string, string>} drafts
 * @param {Change} change
 */
function submitterText(values, drafts, change) {
  const names = /** @type {string[]} */ (values.submitter);
  return html`<label class="field"><span>Submitter</span>
    ${draft('submitter', names[0] ?? '', drafts, (text) => change('submitter', text.trim()))}
    ${names.length > 1 ? html`<small>or ${names.slice(1).join(' or ')}</small>` : nothing}</label>`;
}

/**
 * @param {string} label
 * @param {string} name
 * @param {Values} values
 * @param {ChangeOfTime} change
 */
function instant(label, name, values, change) {
  return html`<label class="field"><span>${label}</span>
    <input type="datetime-local" step="1" .value=${local(String(values[name]))}
      @change=${(/** @type {Event} */ event) => change(name, utc(input(event).value))}></label>`;
}

/**
 * Returns an instant as a field of the browser has it.
 *
 * @param {string} text an ISO 8601 instant
 * @returns {string} in the zone of the browser, to the second; empty if it is none
 */
function local(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime())
    ? ''
    : new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** @param {string} text */
function utc(text) {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().replace('.000Z', 'Z');
}

/** @param {Event} event */
function input(event) {
  return /** @type {HTMLInputElement} */ (event.target);
}
