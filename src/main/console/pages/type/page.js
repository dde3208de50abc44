import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {
  awaited, badge, cell, exactly, facts, jobLink, json, lasting, link, table, when,
} from '../../components/parts.js';
import {pauseAction, resumeAction} from '../../components/pausing.js';
import {get} from '../../core/client.js';
import {count, duration, percent} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {Page} from '../../core/page.js';
import {can} from '../../core/session.js';
import {plain} from '../../core/text.js';
import {figures, runTime, waiting, waitTime} from '../types/figures.js';
import {Sampler} from '../types/sampler.js';
import {JobForm} from './job-form.js';

const MOST_JOBS = 10;

/**
 * One job type: its figures, its form, its schema.
 *
 * @import {components} from '#api'
 * @import {Job} from '../types/figures.js'
 * @typedef {components['schemas']['JobType']} JobType
 */
export default class TypePage extends Page {
  #sampler = new Sampler(get);
  /** @type {JobForm | null} */
  #form = null;

  get title() {
    return plain(this.params.name, 100);
  }

  get #target() {
    return `type:${this.params.name}`;
  }

  start() {
    this.live.add('types', 60_000, (signal) => this.#readType(signal));
    this.live.add('sample', 500, async (signal) =>
      await this.#sampler.next([this.params.name], signal, Date.now()) || IDLE);
    this.live.add('summary', 5000, (signal) => get('/api/v1/summary', signal));
    this.live.add('pauses', 5000, (signal) => get('/api/v1/pauses', signal));
  }

  /** @param {AbortSignal} signal */
  async #readType(signal) {
    const list = await get('/api/v1/job-types', signal);
    const type = list.items.find((/** @type {JobType} */ each) => each.name === this.params.name) ?? null;
    if (type !== null && this.#form === null && can('jobs:write')) {
      this.#form = new JobForm(type, () => this.update(), () => this.#sampler.forget(type.name));
    }
    return {type};
  }

  render() {
    return html`
      <div class="head"><h1>${plain(this.params.name, 200)}</h1>${this.#actions()}</div>
      ${this.#pauseLine()}
      ${awaited(this.live, 'types', ({type}) => type ? this.#description(type) : html`<p>This node does not offer this
        type: it is internal, of other nodes, or does not exist.</p>`)}
      ${this.#figures()}
      ${this.#form ? html`<h2 id="submit">Submit a job</h2>${this.#form.render()}` : nothing}
      ${this.live.data.types?.type
        ? html`<h2>JSON Schema of the payload</h2>${json(this.live.data.types.type.schema)}` : nothing}`;
  }

  /** @returns {components['schemas']['Pause'] | undefined} */
  #pause() {
    return this.live.data.pauses?.items.find((/** @type {{target: string}} */ pause) => pause.target === this.#target);
  }

  #actions() {
    if (this.live.data.pauses === undefined) {
      return nothing;
    }
    const refresh = () => this.live.refresh('pauses');
    return html`<div class="buttons">
      ${this.#form ? html`<a class="button" href="#submit">Submit a job</a>` : nothing}
      ${actionButton(this, this.#pause()
        ? resumeAction(this.#target, refresh)
        : pauseAction(() => this.#target, refresh))}</div>`;
  }

  #pauseLine() {
    const pause = this.#pause();
    return pause ? html`<p>${badge('PAUSED')} since ${when(pause.since)}${
      pause.until ? html`, until ${exactly(pause.until)}` : nothing}${
      pause.reason ? html`: <bdi>${plain(pause.reason, 600)}</bdi>` : nothing}</p>` : nothing;
  }

  /** @param {JobType} type */
  #description(type) {
    return html`<p><bdi>${plain(type.description, 2000)}</bdi></p>
      ${facts([
        ['Modes', type.modes.map((mode) => mode === type.defaultMode ? `${mode} (default)` : mode).join(', ')],
        ['Attempts', type.maxAttempts],
        ['Backoff', lasting(type.backoff)],
        ['Time limit of an attempt', lasting(type.timeout)],
      ])}`;
  }

  #figures() {
    const sample = this.#sampler.samples.get(this.params.name);
    const name = encodeURIComponent(this.params.name);
    const found = figures(sample ?? []);
    const value = (/** @type {string} */ text) => (sample ? text : '…');
    return html`<h2>Latest jobs</h2>
      <p class="quiet">Of the latest ${sample ? count(found.ended) : '200'} jobs that succeeded or failed, on all nodes.
        ${link(`/jobs?type=${name}`, 'All jobs of the type')} ·
        ${link(`/jobs?type=${name}&state=FAILED`, 'those that failed')}</p>
      <div class="cards">
        ${card('waiting', count(waiting(this.live.data.summary, this.params.name)))}
        ${card(`failed: ${found.failed} of ${found.ended}`, value(percent(found.share)))}
        ${card('run, median', value(duration(found.run.p50)))}
        ${card('run, 95 % are shorter', value(duration(found.run.p95)))}
        ${card('wait, median', value(duration(found.wait.p50)))}
        ${card('wait, 95 % are shorter', value(duration(found.wait.p95)))}
      </div>
      ${sample ? html`<h3>Slowest</h3>${jobs('Slowest jobs', slowest(sample))}
        <h3>Failed</h3>${jobs('Latest failed jobs',
          sample.filter((job) => job.state === 'FAILED').slice(0, MOST_JOBS), true)}` : nothing}`;
  }
}

/** @param {string} label @param {string} value */
function card(label, value) {
  return html`<div class="card"><b>${value}</b><span>${label}</span></div>`;
}

/** @param {Job[]} list */
function slowest(list) {
  return list.filter((job) => Number.isFinite(runTime(job)))
    .sort((one, other) => runTime(other) - runTime(one))
    .slice(0, MOST_JOBS);
}

/** @param {string} caption @param {Job[]} list @param {boolean} [failed] */
function jobs(caption, list, failed = false) {
  const heads = ['Job', 'State', ...(failed ? ['Error'] : []), 'Mode', {number: 'Ran'}, {number: 'Waited'}, 'Ended'];
  return table(caption, heads,
    list.map((job) => html`<tr>
      <td>${jobLink(job.id)}</td><td>${badge(job.state)}</td>
      ${failed ? html`<td><code>${plain(job.error?.code, 100)}</code>${cell(job.error?.message)}</td>` : nothing}
      <td>${job.mode}</td>
      <td class="number">${duration(runTime(job))}</td>
      <td class="number">${duration(waitTime(job))}</td>
      <td>${when(job.finishedAt)}</td></tr>`), 'None.');
}
