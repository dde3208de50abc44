import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {ListPage} from '../../components/listing.js';
import {awaited, badge, cell, lasting, link, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {line, plain} from '../../core/text.js';
import {local, utc} from '../../core/zones.js';
import {createAction} from './create.js';

/**
 * The schedules, in the order of their names.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Schedule']} Schedule
 */
export default class SchedulesPage extends ListPage {
  get title() {
    return 'Schedules';
  }

  get path() {
    return '/api/v1/schedules';
  }

  start() {
    super.start();
    this.live.add('types', 60_000, (signal) => get('/api/v1/job-types', signal));
  }

  render() {
    const types = this.live.data.types?.items;
    return html`
      <div class="head"><h1>Schedules</h1><div class="buttons">
        ${types ? actionButton(this, createAction(types, (name) => this.context.go('/schedules/' + name))) : nothing}
      </div></div>
      ${awaited(this.live, 'list', (page) => table('Schedules',
        ['Name', 'State', 'When', 'Next, in UTC and in its zone', 'Submits', {number: 'Fired'}, {number: 'Skipped'},
          {number: 'Missed'}, {number: 'Refused'}],
        page.items.map((/** @type {Schedule} */ schedule) => row(schedule)), 'There are no schedules.'))}
      ${this.paging()}`;
  }
}

/** @param {Schedule} schedule */
function row(schedule) {
  const next = schedule.next[0];
  return html`<tr>
    <td>${link('/schedules/' + encodeURIComponent(schedule.name), plain(schedule.name, 100))}
      ${schedule.configured ? html`<br><small>of the configuration</small>` : nothing}
      ${schedule.error ? html`<bdi class="mistake prose">${line(schedule.error, 240)}</bdi>` : nothing}</td>
    <td>${badge(schedule.state)}${schedule.pause?.reason
      ? html`<small class="prose"><bdi>${line(schedule.pause.reason, 200)}</bdi></small>` : nothing}</td>
    <td>${expression(schedule)}</td>
    <td class="times">${next && schedule.state === 'ACTIVE' ? html`${when(next.at)}<br>${utc(next.at)}
      ${schedule.timeZone === 'UTC' ? nothing : html`<br>${local(next.local)}`}` : '–'}
      ${schedule.waiting.length ? html`<br><small>${count(schedule.waiting.length)} waiting</small>` : nothing}</td>
    <td>${work(schedule)}</td>
    <td class="number">${count(schedule.counts.fired)}</td>
    <td class="number">${count(schedule.counts.skipped)}</td>
    <td class="number">${count(schedule.counts.missed)}</td>
    <td class="number">${count(schedule.counts.refused)}</td>
  </tr>`;
}

/**
 * Returns the expression or the period of a schedule, with its zone.
 *
 * @param {Schedule} schedule
 */
export function expression(schedule) {
  return schedule.cron
    ? html`<code>${plain(schedule.cron, 200)}</code><br><small>${plain(schedule.timeZone, 100)}</small>`
    : html`each ${lasting(schedule.every)}`;
}

/**
 * Returns what a schedule submits.
 *
 * @param {Schedule} schedule
 */
export function work(schedule) {
  const {job, group} = /** @type {any} */ (schedule);
  return group
    ? `a group of ${count(group.jobs?.length)} in ${plain(group.mode, 50)}`
    : link('/types/' + encodeURIComponent(job?.type), cell(job?.type, 60));
}
