import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {groupLink, json, link} from '../../components/parts.js';
import {ApiError} from '../../core/client.js';
import {plain} from '../../core/text.js';
import {heldBy} from '../../core/words.js';
import {advice} from './advice.js';

/**
 * What the page of a job shows of its document, and in its place.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 */

/**
 * Returns the payload and the result.
 *
 * @param {Job} job
 */
export function values(job) {
  return html`
    <h2>Payload</h2>${job.payload === undefined ? html`<p class="quiet">It is not shown.</p>` : json(job.payload)}
    ${job.state === 'SUCCEEDED' && job.result !== undefined ? html`<h2>Result</h2>${json(job.result)}` : nothing}`;
}

/**
 * Returns the limit that holds a job; nothing if none does.
 *
 * @param {Job} job
 */
export function held({blockedBy}) {
  return blockedBy === undefined
    ? nothing
    : html`It is held by ${link('/limits', html`<bdi>${plain(heldBy(blockedBy), 300)}</bdi>`)}.`;
}

/**
 * Returns the error of a job, with what to do about it.
 *
 * @param {{code: string, message: string}} error
 */
export function errorText(error) {
  return html`<div class="problem">
    <p><code>${plain(error.code, 200)}</code> <bdi>${plain(error.message, 4000)}</bdi></p>
    ${advice(error.code) ? html`<p>${advice(error.code)}</p>` : nothing}</div>`;
}

/**
 * Returns whether an answer says that there is no job, and not that it cannot be read now.
 *
 * @param {unknown} error
 * @returns {error is ApiError}
 */
export function isMissing(error) {
  return error instanceof ApiError && (error.status === 404 || error.status === 410);
}

/**
 * Returns the page in place of a job that is not there.
 *
 * @param {string} id
 * @param {ApiError} error of a kind that {@link isMissing} accepts
 * @param {boolean} isGroup
 */
export function missing(id, error, isGroup) {
  const [title, text] = error.status === 410
    ? ['Job deleted', 'There was such a job. It was deleted, when its retention had ended or by a request.']
    : ['Job not found', 'There is no job with this id. It may have been deleted long ago.'];
  return html`<h1>${title}</h1>
    <p class="id">${plain(id, 200)}</p>
    <p>${text}</p>
    ${isGroup ? html`<p>It is the id of a group: ${groupLink(id)}.</p>` : nothing}
    <p>${link('/jobs', 'All jobs')}</p>`;
}
