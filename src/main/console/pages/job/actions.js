import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {parse, stringify} from '../../core/json.js';
import {ENDED} from '../../core/words.js';
import {actionButton} from '../../components/action.js';
import {area, field} from '../../components/parts.js';

/**
 * What can be done to a job.
 *
 * @import {components} from '#api'
 * @import {Page} from '../../core/page.js'
 * @typedef {components['schemas']['Job']} Job
 */

/**
 * Returns the buttons of the actions that the state of a job allows.
 *
 * @param {Page} page
 * @param {Job} job
 * @param {(kind: 'changed' | 'again' | 'deleted') => void} did called after an action
 */
export function jobActions(page, job, did) {
  const path = `/api/v1/jobs/${encodeURIComponent(job.id)}`;
  const hasEnded = ENDED.includes(job.state);
  return html`<div class="buttons">
    ${hasEnded ? nothing : actionButton(page, {
      label: 'Cancel',
      scope: 'jobs:write',
      danger: true,
      explain: job.state === 'RUNNING'
        ? 'The handler gets a request to end. Until it has, the job runs on; this page shows what becomes of it.'
        : 'The job has not started, so it is cancelled at once.',
      request: () => ({method: 'POST', path: `${path}:cancel`}),
      then: (answer) => {
        did('changed');
        return answer.data.state === 'RUNNING' ? 'The cancellation is requested.' : `The job is ${answer.data.state}.`;
      },
    })}
    ${job.state === 'FAILED' || job.state === 'CANCELLED'
      ? actionButton(page, redrive(job, path, () => did('again'))) : nothing}
    ${hasEnded ? actionButton(page, {
      label: 'Delete',
      scope: 'jobs:admin',
      danger: true,
      explain: 'The job is removed with its output and attempts, and its group with the last of its jobs. '
        + 'This cannot be undone.',
      request: () => ({method: 'DELETE', path}),
      then: () => { did('deleted'); return 'The job is deleted.'; },
    }) : nothing}
  </div>`;
}

/**
 * @param {Job} job
 * @param {string} path
 * @param {() => void} then
 * @returns {import('../../components/action.js').Action}
 */
function redrive(job, path, then) {
  const before = job.payload === undefined ? null : stringify(job.payload);
  let payload = before ?? '';
  let priority = '';
  return {
    label: 'Redrive',
    scope: 'jobs:write',
    explain: 'The job is queued again under its id, and has all of its attempts again. Its history stays.',
    fields: (changed) => html`
      ${before === null
        ? html`<p class="quiet">The payload stays as it is.</p>`
        : area('Payload', payload, (value) => { payload = value; changed(); },
          Math.min(16, before.split('\n').length + 1))}
      ${field('Priority', priority, (value) => { priority = value; changed(); }, {
        type: 'number', min: '-100', max: '100', placeholder: `${job.priority}, as before`})}`,
    request: () => {
      const body = {
        ...(before === null || payload === before ? {} : {payload: read(payload)}),
        ...(priority === '' ? {} : {priority: Number(priority)}),
      };
      return {method: 'POST', path: `${path}:redrive`, ...(Object.keys(body).length === 0 ? {} : {body})};
    },
    then: () => { then(); return 'The job is queued again.'; },
  };
}

/** @param {string} text */
function read(text) {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`The payload is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}
