import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton} from '../../components/action.js';
import {area, awaited, badge, choice, field, link, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {between, duration} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {MODES} from '../../core/words.js';
import {initial, payloadsOf, request} from './request.js';

/**
 * The comparisons of modes, and the form of a new one.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Comparison']} Comparison
 */
export default class ComparePage extends Page {
  /** What was entered. @type {import('./request.js').Form | null} */
  #entered = null;

  get title() {
    return 'Compare';
  }

  start() {
    this.live.add('list', 3000, async (signal) => (await get('/api/v1/comparisons', signal)).items);
    this.live.add('types', 0, async (signal) => (await get('/api/v1/job-types', signal)).items);
  }

  get #form() {
    return this.#entered ?? initial((this.live.data.types ?? []).map((/** @type {{name: string}} */ {name}) => name));
  }

  render() {
    return html`<div class="head"><h1>Compare</h1>
        <div class="buttons">${this.live.data.types ? actionButton(this, this.#action()) : nothing}</div></div>
      <p>Runs the same jobs in each mode, in turns, and says which is faster beyond the noise, and what it costs.</p>
      ${awaited(this.live, 'list', (list) => table('Comparisons',
        ['Comparison', 'State', 'Type', {number: 'Modes'}, {number: 'Jobs'}, {number: 'Repeats'}, 'Winner', 'Began',
          {number: 'Took'}],
        list.map((/** @type {Comparison} */ each) => row(each)), 'There is no comparison yet.'))}`;
  }

  /** @returns {import('../../components/action.js').Action} */
  #action() {
    return {
      label: 'Compare',
      scope: 'jobs:write',
      explain: 'The jobs are real: their handlers run, once to warm up and once for each repeat, in each mode. '
        + 'The node that answers carries it out; with several nodes, any of them may run the jobs. The jobs count '
        + 'toward the limits of your key.',
      fields: (changed) => this.#fields(changed),
      request: () => ({method: 'POST', path: '/api/v1/comparisons', body: request(this.#form)}),
      then: (answer) => {
        this.context.go(`/compare/${answer.data.id}`);
        return 'The comparison has begun.';
      },
    };
  }

  /** @param {() => void} changed */
  #fields(changed) {
    const form = this.#form;
    const types = this.live.data.types ?? [];
    const set = (/** @type {Partial<import('./request.js').Form>} */ values) => {
      this.#entered = {...this.#form, ...values};
      changed();
    };
    const known = types.find((/** @type {any} */ type) => type.name === form.type);
    const isList = form.payloads.trimStart().startsWith('[');
    return html`
      ${choice('Type', form.type, types.map((/** @type {any} */ type) => [type.name, type.name]),
        (value) => set({type: value, modes: [], payloads: payloadsOf(value)}))}
      ${area('Payload of each job, or a list of payloads, one for each job', form.payloads,
        (value) => set({payloads: value}), 6)}
      ${isList ? nothing
        : field('Jobs of a round', form.jobs, (value) => set({jobs: value}), {type: 'number', min: '1'})}
      <fieldset><legend>Modes (none chosen: all of the type)</legend>
        ${(known?.modes ?? MODES).map((/** @type {string} */ mode) => html`<label class="check">
          <input type="checkbox" .checked=${form.modes.includes(mode)} @change=${() => set({
            modes: form.modes.includes(mode) ? form.modes.filter((each) => each !== mode) : [...form.modes, mode],
          })}> ${mode}</label>`)}
      </fieldset>
      ${field('Repeats of each mode', form.repeats, (value) => set({repeats: value}),
        {type: 'number', min: '1', max: '20', help: 'There is a winner only with three or more.'})}
      <label class="check"><input type="checkbox" .checked=${form.force}
        @change=${() => set({force: !form.force})}> Also if the node is busy</label>`;
  }
}

/** @param {Comparison} each */
function row(each) {
  return html`<tr>
    <td>${link(`/compare/${each.id}`, `…${each.id.slice(-12)}`)}</td>
    <td>${badge(each.state)}${each.state === 'RUNNING'
      ? ` ${each.progress.done} of ${each.progress.rounds} rounds` : nothing}</td>
    <td>${plain(each.type, 100)}</td>
    <td class="number">${each.modes.length}</td>
    <td class="number">${each.jobs}</td>
    <td class="number">${each.repeats}</td>
    <td>${each.winner ?? (each.state === 'COMPLETED' ? 'none' : '–')}</td>
    <td>${when(each.createdAt)}</td>
    <td class="number">${duration(between(each.createdAt, each.finishedAt))}</td>
  </tr>`;
}
