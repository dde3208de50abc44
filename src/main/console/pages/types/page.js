import {html} from '../../lib/lit-html/lit-html.js';
import {awaited, lasting, link, table} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count, duration, percent} from '../../core/format.js';
import {IDLE} from '../../core/live.js';
import {Page} from '../../core/page.js';
import {line, plain} from '../../core/text.js';
import {figures, waiting} from './figures.js';
import {Sampler} from './sampler.js';

const MOST_ROWS = 300;

/**
 * The job types of the node, with figures of their latest jobs on all nodes.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['JobType']} JobType
 */
export default class TypesPage extends Page {
  #sampler = new Sampler(get);

  get title() {
    return 'Types';
  }

  start() {
    this.live.add('types', 30_000, (signal) => get('/api/v1/job-types', signal));
    this.live.add('summary', 5000, (signal) => get('/api/v1/summary', signal));
    this.live.add('pauses', 10_000, (signal) => get('/api/v1/pauses', signal));
    this.live.add('sample', 500, async (signal) =>
      await this.#sampler.next(namesInView(), signal, Date.now()) || IDLE);
  }

  render() {
    return html`
      <div class="head"><h1>Types</h1></div>
      <p class="quiet">Shares and times are those of the latest 200 jobs of a type that succeeded or failed, on all
        nodes. They are read while the row is in view. Times are those of the last attempt.</p>
      ${awaited(this.live, 'types', (list) => html`
        ${table('Job types', ['Type', 'Modes', 'Attempts', 'Time limit', {number: 'Waiting'}, {number: 'Failed'},
          {number: 'Run p50'}, {number: 'p95'}, {number: 'Wait p50'}, {number: 'p95'}],
        list.items.slice(0, MOST_ROWS).map((/** @type {JobType} */ type) => this.#row(type)),
        'This node has no job types.')}
        ${list.items.length > MOST_ROWS ? html`<p class="quiet">${count(list.items.length - MOST_ROWS)} more.</p>` : ''}
        ${this.#elsewhere(list.items)}`)}`;
  }

  /** @param {JobType} type */
  #row(type) {
    const sample = this.#sampler.samples.get(type.name);
    const found = sample && figures(sample);
    const seconds = (/** @type {number | undefined} */ value) => (value === undefined ? '…' : duration(value));
    return html`<tr data-type=${type.name}>
      <td>${link('/types/' + encodeURIComponent(type.name), plain(type.name, 100))} ${this.#pause(type.name)}
        <br><small class="prose"><bdi>${line(type.description, 240)}</bdi></small></td>
      <td class="modes">${type.modes.map((mode) => html`<span>${mode}${mode === type.defaultMode
        ? html` <small>default</small>` : ''}</span>`)}</td>
      <td class="times">${type.maxAttempts}${type.maxAttempts > 1
        ? html`<br><small>backoff ${lasting(type.backoff)}</small>` : ''}</td>
      <td class="times">${lasting(type.timeout)}</td>
      <td class="number">${count(waiting(this.live.data.summary, type.name))}</td>
      <td class="number">${found
        ? html`${percent(found.share)}<br><small>${found.failed} of ${found.ended}</small>` : '…'}</td>
      <td class="number">${seconds(found?.run.p50)}</td>
      <td class="number">${seconds(found?.run.p95)}</td>
      <td class="number">${seconds(found?.wait.p50)}</td>
      <td class="number">${seconds(found?.wait.p95)}</td>
    </tr>`;
  }

  /** @param {string} name */
  #pause(name) {
    const isPaused = this.live.data.pauses?.items.some((/** @type {{target: string}} */ pause) =>
      pause.target === `type:${name}`);
    return isPaused ? html`<span class="badge paused">PAUSED</span>` : '';
  }

  /** @param {JobType[]} types */
  #elsewhere(types) {
    const known = new Set(types.map((type) => type.name));
    const others = Object.keys(this.live.data.summary?.types ?? {}).filter((name) => !known.has(name)).slice(0, 100);
    return others.length === 0 ? '' : html`
      <h2>Other types with jobs that have not ended</h2>
      <p class="quiet">This node does not offer them: they are internal, or of other nodes.</p>
      ${table('Other types', ['Type', {number: 'Waiting'}, {number: 'That no node can run'}], others.map((name) =>
        html`<tr>
        <td>${link('/types/' + encodeURIComponent(name), plain(name, 100))} ${this.#pause(name)}</td>
        <td class="number">${count(waiting(this.live.data.summary, name))}</td>
        <td class="number">${count(this.live.data.summary?.withoutNode?.types[name] ?? 0)}</td></tr>`))}`;
  }
}

/** @returns {string[]} the types whose rows are in the viewport */
function namesInView() {
  return [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('tr[data-type]'))]
    .filter((row) => {
      const {top, bottom} = row.getBoundingClientRect();
      return bottom > 0 && top < window.innerHeight;
    })
    .map((row) => row.dataset.type ?? '');
}
