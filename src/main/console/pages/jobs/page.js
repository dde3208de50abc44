import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {live} from '../../lib/lit-html/directives/live.js';
import {repeat} from '../../lib/lit-html/directives/repeat.js';
import {ListPage} from '../../components/listing.js';
import {awaited, badge, cell, jobLink, link, table, when} from '../../components/parts.js';
import {progressBar} from '../../components/progress.js';
import {ServiceClock} from '../../components/service-clock.js';
import {ApiError, call, get} from '../../core/client.js';
import {duration} from '../../core/format.js';
import {waitReason} from '../../core/words.js';
import {filterBar} from './bar.js';
import {BulkOperations, problemOf} from './bulk.js';
import {ChosenJobs} from './chosen.js';
import {LISTS, read, TIMES, write} from './filters.js';
import {attempts, hold, pastedId, ran, waited} from './rows.js';

/**
 * The jobs, newest first. Rows do not move while one is selected, or while the pointer or the focus is among them.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Job']} Job
 */
export default class JobsPage extends ListPage {
  /** @type {ChosenJobs} */
  #chosen = new ChosenJobs(this);
  #bulk = new BulkOperations(this, () => read(this.query));
  #clock = new ServiceClock();
  #isPointedAt = false;
  #found = '';
  /** @type {Map<string, string>} */
  #drafts = new Map();

  get title() {
    return 'Jobs';
  }

  get path() {
    return '/api/v1/jobs';
  }

  get filters() {
    return [...LISTS, ...TIMES];
  }

  values() {
    return read(this.query);
  }

  /** @param {Record<string, any>} parameters */
  write(parameters) {
    return write(parameters);
  }

  start() {
    super.start();
    this.live.add('types', 0, (signal) => get('/api/v1/job-types', signal));
  }

  stop() {
    super.stop();
    this.#chosen.stop();
  }

  /** @param {URLSearchParams} search */
  take(search) {
    this.#chosen.clear();
    this.#bulk.clear();
    return super.take(search);
  }

  /**
   * @param {string} path
   * @param {AbortSignal} signal
   */
  async read(path, signal) {
    const {data: fresh, headers} = await call(path, {signal});
    this.#clock.set(headers.get('Date'));
    const before = this.live.data.list;
    return before && (this.#isPointedAt || this.#chosen.ids.size > 0) ? hold(before, fresh) : fresh;
  }

  /** @returns {unknown} */
  render() {
    const types = (this.live.data.types?.items ?? []).map((/** @type {{name: string}} */ type) => type.name);
    return html`
      <div class="head"><h1>Jobs</h1>${this.#find()}<div class="buttons">
        ${link('/types', 'Submit a job')}</div></div>
      ${filterBar(this.values(), types, this.#drafts, (name, value) => this.setFilter(name, value),
        (name, value) => this.setFilterSoon(name, value))}
      ${this.#chosen.render()}
      <div class="jobs" @pointerenter=${() => { this.#isPointedAt = true; }} @pointerleave=${() => this.#release()}
        @focusin=${() => { this.#isPointedAt = true; }} @focusout=${() => this.#release()}>
        ${awaited(this.live, 'list', (page) => html`${this.#table(page)}${held(page)}`)}
      </div>
      ${this.paging()}
      ${this.#bulk.render()}`;
  }

  /** Shows what came meanwhile. */
  #release() {
    this.#isPointedAt = false;
    const list = this.live.data.list;
    if (this.#chosen.ids.size === 0 && (list?.added || list?.left?.size)) {
      this.live.refresh('list');
    }
  }

  /** @param {import('./rows.js').Shown} page */
  #table(page) {
    const {now} = this.#clock;
    const all = page.items.length > 0 && page.items.every((job) => this.#chosen.ids.has(job.id));
    const hasProgress = page.items.some((job) => job.progress);
    /** @type {any[]} */
    const heads = ['Job', 'Type', 'State', 'Mode', {number: 'Attempt'}, 'Created', {number: 'Waited'}, {number: 'Ran'},
      ...(hasProgress ? ['Progress'] : []), 'Error'];
    if (ChosenJobs.isOffered) {
      heads.unshift({control: html`<input type="checkbox" aria-label="Select all of this page" .checked=${live(all)}
        @change=${() => this.#chosen.replace(all ? [] : page.items.map((job) => job.id))}>`});
    }
    // keyed by their ids, so that the focus stays with its row
    const rows = repeat(page.items, (job) => job.id, (job) => this.#row(job, now, page.left?.has(job.id) ?? false, hasProgress));
    return table('Jobs', heads, page.items.length === 0 ? [] : [rows],
      page.nextCursor ? 'No job of this page matches; the next ones may.' : 'No job matches.');
  }

  /**
   * @param {Job} job
   * @param {number} now
   * @param {boolean} hasLeft
   * @param {boolean} hasProgress whether any job of the page has
   */
  #row(job, now, hasLeft, hasProgress) {
    return html`<tr>
      ${ChosenJobs.isOffered ? html`<td><input type="checkbox" aria-label="Select job ${job.id.slice(-12)}"
        .checked=${live(this.#chosen.ids.has(job.id))} @change=${() => this.#chosen.toggle(job.id)}></td>` : nothing}
      <td>${jobLink(job.id)}</td>
      <td>${cell(job.type, 60)}</td>
      <td>${badge(job.state)}${job.waitReason ? html` <small>${waitReason(job.waitReason)}</small>` : nothing}
        ${hasLeft ? html` <small>not on this page any more</small>` : nothing}</td>
      <td class="mode">${job.mode}</td>
      <td class="number">${attempts(job)}</td>
      <td>${when(job.createdAt, now)}</td>
      <td class="number">${duration(waited(job, now))}</td>
      <td class="number">${duration(ran(job, now))}</td>
      ${hasProgress ? html`<td>${progressBar(job.progress)}</td>` : nothing}
      <td>${job.error ? html`<code>${cell(job.error.code, 60)}</code>${cell(job.error.message)}` : nothing}</td>
    </tr>`;
  }

  #find() {
    const submit = (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      void this.#look(String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get('id')));
    };
    return html`<form class="find" role="search" aria-label="Find by id" @submit=${submit}>
      <input name="id" aria-label="Id of a job or group" placeholder="Id of a job or group" autocomplete="off"
        spellcheck="false" required>
      <button>Find</button>
      <span role="status">${this.#found}</span>
    </form>`;
  }

  /**
   * Goes to the job with an id, or to the group if there is no such job.
   *
   * @param {string} text
   */
  async #look(text) {
    const id = pastedId(text);
    this.#found = id ? 'Looking…' : 'This is no id; an id looks like 019f3c2e-7d4b-7a10-8c55-3e9a1b2c4d5f.';
    this.update();
    for (const [api, page] of id ? [['jobs', 'jobs'], ['groups', 'groups'], ['operations', 'operations']] : []) {
      try {
        await get(`/api/v1/${api}/${id}`);
        this.context.go(`/${page}/${id}`);
        return;
      } catch (error) {
        if (error instanceof ApiError && error.status === 410) {
          this.context.go(`/${page}/${id}`);
          return;
        }
        if (!(error instanceof ApiError) || error.status !== 404) {
          this.#found = problemOf(error);
          this.update();
          return;
        }
      }
    }
    if (id) {
      this.#found = `There is no job, group or operation ${id}.`;
      this.update();
    }
  }
}

/** @param {import('./rows.js').Shown} page */
function held(page) {
  const added = page.added ?? 0;
  const least = added === page.items.length ? 'At least ' : '';
  return html`<p class="quiet" role="status">${added === 0 ? nothing
    : `${least}${added} more ${added === 1 ? 'job matches' : 'jobs match'} now; they are shown when no row is selected.`
  }</p>`;
}
