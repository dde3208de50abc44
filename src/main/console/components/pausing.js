import {html} from '../lib/lit-html/lit-html.js';
import {entered, utc} from '../core/zones.js';
import {field} from './parts.js';
import {pausePath} from './pause-target.js';

/**
 * Pauses of job types and submitters, and their ends.
 *
 * @import {components} from '#api'
 * @import {Action} from './action.js'
 * @typedef {components['schemas']['Pause']} Pause
 */

/**
 * Returns the action that pauses a target.
 *
 * @param {() => string} target called whenever it can have changed
 * @param {() => void} then called after success
 * @param {(changed: () => void) => unknown} [fields] those that choose the target
 * @param {Pause} [pause] the present one, whose reason and end are replaced
 * @returns {Action}
 */
export function pauseAction(target, then, fields, pause) {
  let reason = pause?.reason ?? '';
  let until = '';
  return {
    label: pause ? 'Change' : 'Pause',
    explain: 'No node starts a job of the target within about a second. Jobs are accepted and wait; running jobs go '
      + 'on. Waiting jobs count against the limits of the backlog.',
    scope: 'jobs:admin',
    request: () => ({
      method: 'PUT',
      path: pausePath(target()),
      body: {reason: reason || undefined, until: entered(until) ?? (until === '' ? pause?.until : undefined)},
    }),
    fields: (changed) => html`
      ${fields?.(changed)}
      ${field('Reason', reason, (value) => { reason = value; changed(); }, {help: 'Optional, for others who look.'})}
      ${field('Until, in the zone of this browser', until, (value) => { until = value; changed(); }, {
        type: 'datetime-local',
        help: entered(until)
          ? `${utc(entered(until))}; then it ends by itself.`
          : pause?.until
            ? `Now ${utc(pause.until)}.`
            : 'Optional. Without it, the pause lasts until it is resumed.',
      })}`,
    then: () => { then(); return `Paused ${target()}.`; },
  };
}

/**
 * Returns the action that ends a pause.
 *
 * @param {string} target
 * @param {() => void} then called after success
 * @returns {Action}
 */
export function resumeAction(target, then) {
  return {
    label: 'Resume',
    explain: `The jobs of ${target} that wait start within about a second.`,
    scope: 'jobs:admin',
    request: () => ({method: 'DELETE', path: pausePath(target)}),
    then: () => { then(); return `Resumed ${target}.`; },
  };
}
