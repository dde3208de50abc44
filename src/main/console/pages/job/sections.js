import {html, nothing, svg} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {badge, cell, exactly, facts, groupLink, jobLink, lasting, link, table, when} from '../../components/parts.js';
import {between, duration, time} from '../../core/format.js';
import {plain} from '../../core/text.js';
import {ENDED, heldBy} from '../../core/words.js';
import {places, timeline, totals} from './timeline.js';

/**
 * The parts of the page of a job.
 *
 * @import {components} from '#api'
 * @import {Page} from '../../core/page.js'
 * @typedef {components['schemas']['Job']} Job
 * @typedef {components['schemas']['Attempt']} Attempt
 * @typedef {components['schemas']['Delivery']} Delivery
 */

const WORDS = {delayed: 'Delayed', waited: 'Waited', ran: 'Ran', paused: 'Paused before another attempt'};

/** The most rows of the table of a timeline. */
const MOST_ROWS = 200;

/**
 * Returns the life of a job as a line and as a list.
 *
 * @param {Job} job
 * @param {Attempt[]} attempts
 * @param {number} now milliseconds since the epoch
 */
export function lifeLine(job, attempts, now) {
  const stretches = timeline(job, attempts, now);
  const drawn = places(stretches);
  const sums = totals(stretches);
  const said = /** @type {(keyof typeof WORDS)[]} */ (Object.keys(WORDS))
    .filter((kind) => stretches.some((stretch) => stretch.kind === kind))
    .map((kind) => `${WORDS[kind].toLowerCase()} ${duration(sums[kind])}`).join(', ');
  return html`<h2>Time</h2>
    <svg class="life" role="img" aria-label=${`The job ${said || 'was just created'}.`}>
      ${stretches.map((stretch, index) => svg`<rect class="${stretch.kind} ${stretch.outcome.toLowerCase()}"
        x="${drawn[index].x * 100}%" width="${drawn[index].width * 100}%" y="0" height="100%"><title>${
        `${WORDS[stretch.kind]} ${duration((stretch.to - stretch.from) / 1000)}`}</title></rect>`)}
    </svg>
    <p>${said ? `${said[0].toUpperCase()}${said.slice(1)}.` : ''}</p>
    ${facts([
      ['Created', exactly(job.createdAt)],
      ['Due', Date.parse(job.runAt) > now ? html`${exactly(job.runAt)}, ${when(job.runAt, now)}` : exactly(job.runAt)],
      ['Started', exactly(job.startedAt)],
      ['Finished', exactly(job.finishedAt)],
      ['In all', duration(between(job.createdAt, job.finishedAt ?? new Date(now).toISOString()))],
    ])}
    <details><summary>Each stretch</summary>
    ${table('Stretches of time', ['What', {number: 'Attempt'}, 'From', {number: 'Took'}],
      stretches.slice(-MOST_ROWS).map((stretch) => html`<tr>
        <td>${WORDS[stretch.kind]}${stretch.outcome ? html` ${badge(stretch.outcome)}` : nothing}${stretch.open
          ? ', goes on' : ''}</td>
        <td class="number">${stretch.attempt}</td>
        <td>${time(new Date(stretch.from).toISOString())}</td>
        <td class="number">${duration((stretch.to - stretch.from) / 1000)}</td></tr>`))}
    </details>`;
}

/**
 * Returns the attempts, with failures and crashes apart.
 *
 * @param {Job} job
 * @param {Attempt[]} attempts
 * @param {number} now milliseconds since the epoch
 */
export function attemptsTable(job, attempts, now) {
  const released = attempts.filter((attempt) => attempt.outcome === 'RELEASED').length;
  return html`<h2>Attempts</h2>
    <p>${[
      `${job.failures} of at most ${job.maxAttempts} failed.`,
      job.crashes > 0
        ? `${job.crashes} crashed: the node or worker process was lost, which is not a failure of the job.`
        : 'None crashed.',
      released > 0 ? `${released} ${released === 1 ? 'was' : 'were'} released by a node that stopped.` : '',
      job.priorAttempts ? `Not counted are those before the last redrive: ${job.priorAttempts}.` : '',
    ].join(' ')}</p>
    ${table('Attempts', [{number: 'Attempt'}, 'Outcome', 'Counted', 'Started', {number: 'Ran'}, 'Node', 'Error'],
      attempts.map((attempt) => html`<tr>
        <td class="number">${attempt.attempt}</td>
        <td>${badge(attempt.outcome)}</td>
        <td>${attempt.counted ? 'yes' : 'no'}</td>
        <td>${when(attempt.startedAt, now)}</td>
        <td class="number">${duration(between(attempt.startedAt, attempt.finishedAt))}</td>
        <td>${attempt.node ? cell(attempt.node.name ?? attempt.node.id, 60) : '–'}</td>
        <td>${attempt.error
          ? html`<code>${cell(attempt.error.code, 60)}</code>${cell(attempt.error.message, 300)}` : nothing}</td>
      </tr>`), 'The job has not begun.')}`;
}

/**
 * Returns the deliveries of the webhooks of a job; nothing without any.
 *
 * @param {Page} page
 * @param {Job} job
 * @param {Delivery[]} deliveries
 * @param {() => void} redelivered called after a redelivery
 */
export function deliveriesTable(page, job, deliveries, redelivered) {
  if (deliveries.length === 0) {
    return nothing;
  }
  return html`<h2>Deliveries</h2>
    ${table('Deliveries',
      ['Delivery', 'Event', 'Receiver', 'State', {number: 'Attempts'}, 'Next attempt', 'Ended', 'Answer', 'Action'],
      deliveries.map((delivery) => html`<tr>
        <td>${jobLink(delivery.id)}</td>
        <td>${delivery.event}</td>
        <td>${cell(delivery.endpoint ?? delivery.url, 100)}</td>
        <td>${badge(delivery.state)}</td>
        <td class="number">${delivery.attempts}</td>
        <td>${when(delivery.nextAttemptAt)}</td>
        <td>${when(delivery.finishedAt)}</td>
        <td>${delivery.status ?? nothing}${delivery.error
          ? html`<code>${cell(delivery.error.code, 60)}</code>${cell(delivery.error.message)}` : nothing}</td>
        <td>${ENDED.includes(delivery.state) ? actionButton(page, {
          label: 'Redeliver',
          scope: 'jobs:write',
          explain: delivery.state === 'SUCCEEDED'
            ? 'A copy of the delivery is queued, with the same webhook-id.'
            : 'The delivery is queued again, with the same webhook-id and all of its attempts.',
          request: () => ({
            method: 'POST',
            path: `/api/v1/jobs/${encodeURIComponent(job.id)}/deliveries/${encodeURIComponent(delivery.id)}:redeliver`,
          }),
          then: () => { redelivered(); return 'The delivery is queued.'; },
        }) : nothing}</td>
      </tr>`))}`;
}

/** @param {Job} job */
export function jobFacts(job) {
  return html`<h2>Job</h2>${facts([
    ['Type', link(`/types/${encodeURIComponent(job.type)}`, plain(job.type, 200))],
    ['Mode', job.mode],
    ['Priority', job.priority],
    ['Attempt', `${job.attempt}${job.priorAttempts ? ` (${job.priorAttempts} before the redrive)` : ''}`],
    ['Most failed attempts', job.maxAttempts],
    ['Time limit of an attempt', job.timeout ? lasting(job.timeout) : 'none'],
    ['Deadline', job.deadline === undefined ? undefined : exactly(job.deadline)],
    ['Backoff', lasting(job.backoff)],
    ['Submitted by', job.submittedBy === undefined ? undefined : plain(job.submittedBy, 300)],
    ['Group', job.groupId ? groupLink(job.groupId) : undefined],
    ['Schedule', job.scheduleName === undefined
      ? undefined : link(`/schedules/${encodeURIComponent(job.scheduleName)}`, plain(job.scheduleName, 200))],
    ['Due by the schedule', job.scheduledFor === undefined ? undefined : exactly(job.scheduledFor)],
    ['Limits', job.limits === undefined ? undefined : job.limits.map(permits)],
    ['Fairness key', job.fairness === undefined ? undefined : fairnessKey(job.fairness)],
    ['Unique key', job.unique === undefined ? undefined : uniqueKey(job.unique)],
    ['Reports the end of', job.deliveryOf === undefined ? undefined : jobLink(job.deliveryOf)],
    ['Webhook', job.webhook === undefined ? undefined : html`<bdi>${plain(job.webhook.url, 500)}</bdi>`],
    ['Trace', job.traceparent ? html`<code>${plain(job.traceparent, 100)}</code>` : undefined],
  ])}`;
}

/** @param {{name: string, key?: string, units?: number}} limit */
function permits({name, key, units = 1}) {
  return html`<div><bdi>${plain(heldBy({limit: name, key}), 300)}</bdi>${units === 1 ? '' : `, ${units} permits`}</div>`;
}

/** @param {NonNullable<Job['fairness']>} fairness */
function fairnessKey({key, weight = 1}) {
  return html`<bdi>${plain(key, 300)}</bdi>, weight ${weight}`;
}

/** @param {NonNullable<Job['unique']>} unique */
function uniqueKey(unique) {
  const until = unique.until;
  const held = until === 'START' ? 'until it starts'
    : typeof until === 'object' ? html`until ${lasting(until.for)} after its end` : 'until it has ended';
  return html`<bdi>${unique.key === undefined ? 'type and payload' : plain(unique.key, 300)}</bdi>, ${held}`;
}
