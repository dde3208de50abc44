import {html} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {awaited, cell, choice, exactly, link, table, when} from '../../components/parts.js';
import {pauseTarget} from '../../components/pause-target.js';
import {pauseAction, resumeAction} from '../../components/pausing.js';
import {get} from '../../core/client.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';

/**
 * The paused job types and submitters.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Pause']} Pause
 */
export default class PausesPage extends Page {
  get title() {
    return 'Pauses';
  }

  start() {
    this.live.add('pauses', 3000, (signal) => get('/api/v1/pauses', signal));
    this.live.add('types', 60_000, (signal) => get('/api/v1/job-types', signal));
  }

  #refresh = () => this.live.refresh('pauses');

  render() {
    return html`
      <div class="head"><h1>Pauses</h1><div class="buttons">${actionButton(this, this.#pause())}</div></div>
      <p class="quiet">No job of a paused type or submitter starts, on any node. Jobs are accepted and wait. Lanes are
        paused on the page ${link('/lanes', 'Lanes')}, schedules on ${link('/schedules', 'their own')}.</p>
      ${awaited(this.live, 'pauses', (list) => table('Pauses',
        ['Target', 'Reason', 'By', 'Since', 'Until', ''],
        list.items.map((/** @type {Pause} */ pause) => this.#row(pause)), 'Nothing is paused.'))}`;
  }

  /** @param {Pause} pause */
  #row(pause) {
    const name = pause.target.slice(pause.target.indexOf(':') + 1);
    return html`<tr>
      <td>${pause.target.startsWith('type:')
        ? link('/types/' + encodeURIComponent(name), plain(pause.target, 300)) : cell(pause.target)}
        ${pause.known === false ? html`<br><small>This node does not have the type.</small>` : ''}</td>
      <td>${pause.reason ? html`<bdi class="prose">${plain(pause.reason, 600)}</bdi>` : '–'}</td>
      <td>${pause.pausedBy ? cell(pause.pausedBy) : '–'}</td>
      <td>${when(pause.since)}</td>
      <td>${pause.until ? html`${when(pause.until)}<br><small>${exactly(pause.until)}</small>` : 'it is resumed'}</td>
      <td><div class="buttons">
        ${actionButton(this, resumeAction(pause.target, this.#refresh))}
        ${actionButton(this, pauseAction(() => pause.target, this.#refresh, undefined, pause))}</div></td>
    </tr>`;
  }

  #pause() {
    let kind = 'type';
    let name = '';
    return pauseAction(() => pauseTarget(kind, name), this.#refresh, (changed) => html`
      ${choice('Pause', kind, [['type', 'a job type'], ['submitter', 'a submitter']],
        (value) => { kind = value; name = ''; changed(); })}
      <label class="field"><span>${kind === 'type' ? 'Job type' : 'Submitter'}</span>
        <input .value=${name} required autocomplete="off" list=${kind === 'type' ? 'paused-types' : ''}
          @input=${(/** @type {InputEvent} */ event) => {
            name = /** @type {HTMLInputElement} */ (event.target).value; changed(); }}>
        <small>${kind === 'type'
          ? 'A type that this node does not have can be paused, too.'
          : 'The name of a key, or token: and the subject of a token.'}</small></label>
      <datalist id="paused-types">${(this.live.data.types?.items ?? []).slice(0, 200)
        .map((/** @type {{name: string}} */ type) => html`<option value=${type.name}></option>`)}</datalist>`);
  }
}
