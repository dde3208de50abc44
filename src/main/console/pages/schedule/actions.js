import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {area, field} from '../../components/parts.js';
import {count} from '../../core/format.js';
import {parse, stringify, Verbatim} from '../../core/json.js';
import {entered, zoned} from '../../core/zones.js';
import {backfillCheck, definition} from './definition.js';

/**
 * What can be done with a schedule.
 *
 * @import {components} from '#api'
 * @import {Action} from '../../components/action.js'
 * @typedef {components['schemas']['Schedule']} Schedule
 * @typedef {{schedule: Schedule, etag: string}} Version
 */

/** @param {Schedule} schedule @param {string} [verb] */
function path(schedule, verb = '') {
  return `/api/v1/schedules/${encodeURIComponent(schedule.name)}${verb}`;
}

/**
 * @param {Version} version
 * @param {() => void} then
 * @returns {Action}
 */
export function pauseAction({schedule, etag}, then) {
  let reason = '';
  return {
    label: 'Pause',
    explain: 'No time fires until it is resumed; the times until then are neither made up for nor counted. Jobs that '
      + 'run go on.',
    scope: 'jobs:write',
    request: () => ({
      method: 'POST', path: path(schedule, ':pause'), headers: {'If-Match': etag},
      body: reason ? {reason} : {},
    }),
    fields: (changed) => field('Reason', reason, (value) => { reason = value; changed(); },
      {help: 'Optional, at most 200 characters.'}),
    then: () => { then(); return 'The schedule is paused.'; },
  };
}

/**
 * @param {Version} version
 * @param {() => void} then
 * @returns {Action}
 */
export function resumeAction({schedule, etag}, then) {
  return {
    label: 'Resume',
    explain: 'It goes on with the first due time that is later than now.',
    scope: 'jobs:write',
    request: () => ({method: 'POST', path: path(schedule, ':resume'), headers: {'If-Match': etag}}),
    then: () => { then(); return 'The schedule is active.'; },
  };
}

/**
 * @param {Schedule} schedule
 * @param {() => void} then
 * @returns {Action}
 */
export function triggerAction(schedule, then) {
  return {
    label: 'Trigger',
    explain: `Submits its ${schedule.group ? 'group' : 'job'} once, now: whatever its overlap, also if it is paused or `
      + 'has ended. It counts toward maxFires.',
    scope: 'jobs:write',
    request: () => ({method: 'POST', path: path(schedule, ':trigger')}),
    then: () => { then(); return 'Submitted. It is the first in the history.'; },
  };
}

/**
 * @param {Schedule} schedule
 * @param {() => void} then
 * @returns {Action}
 */
export function backfillAction(schedule, then) {
  const now = Date.now();
  let from = new Date(now - 86_400_000).toISOString().slice(0, 16);
  let to = new Date(now).toISOString().slice(0, 16);
  const range = () => ({from: entered(from, true), to: entered(to, true)});
  const inZone = (/** @type {string | undefined} */ instant) =>
    (instant ? `${zoned(instant, schedule.timeZone)} in ${schedule.timeZone}` : 'Not a time.');
  return {
    label: 'Backfill',
    explain: 'Submits a job for each past due time of a range, oldest first, whatever the overlap. A time is left out '
      + 'if an earlier backfill has fired it, but not because its job was submitted when it was due.',
    scope: 'jobs:write',
    danger: true,
    request: () => {
      const {from: begin, to: end} = range();
      const check = backfillCheck(schedule, begin, end, Date.now());
      if ('mistake' in check) {
        throw new Error(check.mistake);
      }
      return {method: 'POST', path: path(schedule, ':backfill'), body: {from: begin, to: end}};
    },
    fields: (changed) => {
      const check = backfillCheck(schedule, range().from, range().to, Date.now());
      return html`
        ${field('From, in UTC, inclusive', from, (value) => { from = value; changed(); },
          {type: 'datetime-local', required: true, help: inZone(range().from)})}
        ${field('To, in UTC, exclusive', to, (value) => { to = value; changed(); },
          {type: 'datetime-local', required: true, help: inZone(range().to)})}
        ${'mistake' in check ? nothing : html`<p role="status">${estimate(check)}</p>`}`;
    },
    then: (answer) => {
      then();
      const made = answer.data.items.length;
      return made === 0 ? 'No time of the range was left to fire.' : `Submitted ${count(made)} times of the range.`;
    },
  };
}

/** @param {{count: number, exact: boolean}} check */
function estimate({count: times, exact}) {
  if (Number.isNaN(times)) {
    return 'How many times are due in this range is not known; at most 1,000 are possible.';
  }
  return exact
    ? `${count(times)} ${times === 1 ? 'time is' : 'times are'} due in this range.`
    : `About ${count(times)} times are due in this range, judged by the distances of the next ones; `
      + 'at most 1,000 are possible.';
}

/**
 * @param {Version} version the one that is edited
 * @param {() => Promise<Version>} load reads the present one
 * @param {() => void} then
 * @returns {Action}
 */
export function editAction(version, load, then) {
  let {etag} = version;
  let text = stringify(definition(version.schedule));
  let loaded = '';
  const again = async (/** @type {() => void} */ changed) => {
    const present = await load().catch(() => null);
    if (present === null) {
      loaded = 'It could not be loaded.';
    } else {
      etag = present.etag;
      text = stringify(definition(present.schedule));
      loaded = 'This is the present definition.';
    }
    changed();
  };
  return {
    label: 'Edit',
    explain: 'Replaces the definition. A change of its times begins anew: the next time is later than now, and no time '
      + 'before it is counted.',
    scope: 'jobs:write',
    request: () => {
      parse(text);
      const body = new Verbatim(text.trim());
      return {method: 'PUT', path: path(version.schedule), headers: {'If-Match': etag}, body};
    },
    fields: (changed, problem) => html`
      ${area('Definition', text, (value) => { text = value; loaded = ''; changed(); }, 18)}
      ${problem?.status === 412 ? html`<p class="problem">The schedule has changed since the dialog was opened. Copy
        what you want to keep, and load it again.</p>` : nothing}
      <p><button type="button" @click=${() => again(changed)}>Load again</button>
        <span role="status">${loaded}</span></p>`,
    then: () => { then(); return 'The schedule is changed.'; },
  };
}

/**
 * @param {Version} version
 * @param {() => void} then
 * @returns {Action}
 */
export function deleteAction({schedule, etag}, then) {
  return {
    label: 'Delete',
    explain: 'Deletes the schedule with its history. Its jobs stay; due times that wait are dropped.',
    scope: 'jobs:write',
    danger: true,
    request: () => ({method: 'DELETE', path: path(schedule), headers: {'If-Match': etag}}),
    then: () => { then(); return `The schedule ${schedule.name} is deleted.`; },
  };
}
