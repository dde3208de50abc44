import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {
  awaited, badge, cell, exactly, facts, groupLink, jobLink, json, lasting, link, table, when,
} from '../../components/parts.js';
import {call} from '../../core/client.js';
import {count, duration, seconds} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {local, utc, zoned} from '../../core/zones.js';
import {expression, work} from '../schedules/page.js';
import {backfillAction, deleteAction, editAction, pauseAction, resumeAction, triggerAction} from './actions.js';
import {definition} from './definition.js';

/**
 * One schedule: its next times, what became of the past ones, and what can be done with it.
 *
 * @import {components} from '#api'
 * @import {Schedule, Version} from './actions.js'
 */
export default class SchedulePage extends Page {
  get title() {
    return plain(this.params.name, 100);
  }

  start() {
    this.live.add('version', 3000, (signal) => this.#load(signal));
  }

  /** @param {AbortSignal} [signal] @returns {Promise<Version>} */
  async #load(signal) {
    const answer = await call(`/api/v1/schedules/${encodeURIComponent(this.params.name)}`, {signal});
    return {schedule: answer.data, etag: answer.headers.get('ETag') ?? '*'};
  }

  render() {
    return html`
      <div class="head"><h1>${plain(this.params.name, 200)}</h1>${this.#actions()}</div>
      ${awaited(this.live, 'version', ({schedule}) => this.#document(schedule))}`;
  }

  #actions() {
    /** @type {Version | undefined} */
    const version = this.live.data.version;
    if (!version) {
      return nothing;
    }
    const {schedule} = version;
    const refresh = () => this.live.refresh('version');
    return html`<div class="buttons">
      ${actionButton(this, schedule.state === 'PAUSED'
        ? resumeAction(version, refresh) : pauseAction(version, refresh))}
      ${actionButton(this, triggerAction(schedule, refresh))}
      ${actionButton(this, backfillAction(schedule, refresh))}
      ${schedule.configured ? nothing : html`
        ${actionButton(this, editAction(version, () => this.#load(), refresh))}
        ${actionButton(this, deleteAction(version, () => this.context.go('/schedules', true)))}`}
    </div>`;
  }

  /** @param {Schedule} schedule */
  #document(schedule) {
    return html`
      ${schedule.configured ? html`<p class="quiet">It comes from the configuration of the nodes, so it can be changed
        and deleted only there.</p>` : nothing}
      ${schedule.pause ? html`<p>${badge('PAUSED')} since ${when(schedule.pause.since)}: <bdi>${
        plain(schedule.pause.reason, 300)}</bdi></p>` : nothing}
      ${schedule.error
        ? html`<p class="problem">The last due time was refused: ${plain(schedule.error, 2000)}</p>` : nothing}
      ${facts([
        ['State', badge(schedule.state)],
        ['When', expression(schedule)],
        ['Submits', work(schedule)],
        ['Overlap', schedule.overlap],
        ['Catch-up', html`${schedule.catchUp}, within ${lasting(schedule.catchUpWindow)}`],
        ['Jitter', seconds(schedule.jitter) === 0 ? undefined : duration(seconds(schedule.jitter))],
        ['Not before', schedule.startAt && exactly(schedule.startAt)],
        ['Not after', schedule.endAt && exactly(schedule.endAt)],
        ['Ends after', schedule.maxFires === undefined ? undefined : `${count(schedule.maxFires)} jobs or groups`],
        ['Pauses after', schedule.pauseOnFailures === undefined
          ? undefined : `${schedule.pauseOnFailures} failures in a row`],
        ['Created by', schedule.createdBy === undefined ? undefined : cell(schedule.createdBy)],
        ['Changed', when(schedule.updatedAt)],
        ['Jobs', link(`/jobs?schedule=${encodeURIComponent(schedule.name)}`, 'all its jobs')],
      ])}
      <div class="cards">${(/** @type {const} */ (['fired', 'skipped', 'missed', 'refused'])).map((outcome) => html`
        <div class="card"><b>${count(schedule.counts[outcome])}</b><span>${outcome}</span></div>`)}</div>
      <h2>Next times</h2>
      ${table('Next times', ['In', ...zones(schedule)], schedule.next.map((due) => html`<tr>
        <td>${when(due.at)}</td><td class="times">${utc(due.at)}</td>
        ${isUtc(schedule) ? nothing : html`<td class="times">${local(due.local)}</td>`}</tr>`),
      'No time is due any more.')}
      ${schedule.state === 'PAUSED' && schedule.next.length
        ? html`<p class="quiet">None of them fires while it is paused.</p>` : nothing}
      <h2>Definition</h2>
      ${json(definition(schedule))}
      ${this.#history(schedule)}`;
  }

  /** @param {Schedule} schedule */
  #history(schedule) {
    const fires = schedule.fires ?? [];
    return html`<h2>History</h2>
      ${table('History', [...zones(schedule), 'Outcome', 'Kind', 'Job', 'Reason', 'Recorded'],
        fires.map((fire) => html`<tr>
          <td class="times">${utc(fire.dueAt)}</td>
          ${isUtc(schedule) ? nothing : html`<td class="times">${zoned(fire.dueAt, schedule.timeZone) || '–'}</td>`}
          <td>${badge(fire.outcome)}</td>
          <td>${fire.kind}</td>
          <td>${fire.jobId ? jobLink(fire.jobId) : fire.groupId ? html`group ${groupLink(fire.groupId)}` : '–'}</td>
          <td>${fire.reason ? cell(fire.reason, 500) : '–'}</td>
          <td>${when(fire.at)}</td></tr>`), 'No time has been due yet.')}`;
  }
}

/** @param {Schedule} schedule */
function isUtc(schedule) {
  return schedule.timeZone === 'UTC';
}

/** @param {Schedule} schedule @returns {string[]} the heads of the columns of a due time */
function zones(schedule) {
  return isUtc(schedule) ? ['Due, in UTC'] : ['Due, in UTC', `in ${plain(schedule.timeZone, 100)}`];
}
