import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {actionButton, copy} from '../../components/action.js';
import {awaited, badge, exactly, facts, groupLink, json, link, table} from '../../components/parts.js';
import {call, get} from '../../core/client.js';
import {bytes, duration, percent} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {nature} from './nature.js';

const PATH = '/api/v1/comparisons/';

/**
 * A comparison: how far it is, or what it has found.
 *
 * @import {components} from '#api'
 * @typedef {components['schemas']['Comparison']} Comparison
 */
export default class ComparisonPage extends Page {
  /** The picture as a URL of the data. */
  #picture = '';

  get title() {
    return 'Comparison';
  }

  get #path() {
    return PATH + encodeURIComponent(this.params.id);
  }

  start() {
    this.live.add('comparison', 1000, async (signal) => {
      const comparison = await get(this.#path, signal);
      if (comparison.state !== 'RUNNING') {
        this.live.add('end', 0, (last) => this.#end(comparison, last));
      }
      return comparison;
    });
  }

  /**
   * Gets the picture of a comparison that has ended, and asks no more.
   *
   * @param {Comparison} comparison
   * @param {AbortSignal} signal
   */
  async #end(comparison, signal) {
    this.live.remove('comparison');
    this.live.data.comparison = comparison;
    if (comparison.state === 'COMPLETED') {
      const {data} = await call(this.#path, {headers: {Accept: 'image/svg+xml'}, signal});
      this.#picture = 'data:image/svg+xml,' + encodeURIComponent(data);
    }
    return true;
  }

  render() {
    return html`${awaited(this.live, 'comparison', (comparison) => this.#comparison(comparison))}`;
  }

  /** @param {any} comparison */
  #comparison(comparison) {
    const {report} = comparison;
    return html`
      <div class="head"><h1>Comparison of ${plain(comparison.type, 100)}</h1> ${badge(comparison.state)}
        <div class="buttons">${this.#actions(comparison)}</div></div>
      ${comparison.state === 'RUNNING' ? this.#progress(comparison.progress) : nothing}
      ${comparison.error ? html`<p class="problem"><code>${plain(comparison.error.code, 100)}</code>
        ${plain(comparison.error.message ?? '', 1000)}</p>` : nothing}
      ${report ? this.#report(report) : nothing}
      <h2>What was run</h2>
      ${facts([
        ['Modes, in their order', comparison.modes.join(', ')],
        ['Jobs of a round', comparison.jobs],
        ['Repeats', comparison.repeats],
        ['On a busy node', comparison.forced ? 'yes, forced' : 'no'],
        ['By', comparison.createdBy === undefined ? undefined : plain(comparison.createdBy, 200)],
        ['Began', exactly(comparison.createdAt)],
        ['Ended', exactly(comparison.finishedAt)],
      ])}
      ${comparison.payloads === undefined ? nothing : json(comparison.payloads)}`;
  }

  /** @param {{rounds: number, done: number, group: string | null}} progress */
  #progress({rounds, done, group}) {
    return html`<p role="status">${done} of ${rounds} rounds have ended, those that warm up included.
      ${group ? html`This round: ${groupLink(group)}` : nothing}</p>
      <svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect
        width=${100 * done / rounds} height="10"></rect></svg>`;
  }

  /** @param {any} report */
  #report(report) {
    const {verdict, advice, remarks, modes, host} = report;
    return html`
      <p class="verdict ${verdict.winner ? 'good' : 'warn'}">${plain(verdict.reason, 600)}</p>
      ${advice.length ? html`<ul>${advice.map((/** @type {string} */ each) => html`<li>${plain(each, 600)}</li>`)}</ul>`
        : nothing}
      ${this.#picture ? html`<img class="picture" src=${this.#picture} alt=${plain(verdict.reason, 600)}>` : nothing}
      ${table('Medians of the modes', ['Mode', {number: 'Total'}, {number: 'from – to'}, {number: 'Wait'},
        {number: 'Run'}, {number: 'Processor time'}, {number: 'Loop delay'}, {number: 'Worker memory'},
        {number: 'At a time'}, {number: 'Failed'}], modes.map(modeRow))}
      ${remarks.length ? html`<h2>What limits this</h2><ul>${remarks.map((/** @type {string} */ each) => html`
        <li>${plain(each, 600)}</li>`)}</ul>` : nothing}
      <details><summary>The rounds</summary>${table('Rounds', ['Mode', {number: 'Repeat'}, {number: 'Total'}, 'Group'],
        modes.flatMap(roundRows))}</details>
      <h2>Where</h2>
      ${facts([
        ['The jobs', nature(report.nature)],
        ['Node', plain(host.node, 100)],
        ['Processors', host.processors],
        ['Memory', bytes(host.memoryBytes)],
        ['Heap', bytes(host.heapBytes)],
        ['Other nodes', host.otherNodes],
        ['System', plain(host.system, 100)],
        ['Java', plain(host.javaVersion, 50)],
        ['Service', plain(host.serviceVersion ?? '–', 50)],
      ])}`;
  }

  /** @param {Comparison} comparison */
  #actions(comparison) {
    if (comparison.state === 'RUNNING') {
      return actionButton(this, {
        label: 'Cancel', scope: 'jobs:write', danger: true,
        explain: 'No round follows. Waiting jobs are cancelled, and running ones are asked to stop.',
        request: () => ({method: 'POST', path: `${this.#path}:cancel`}),
        then: () => this.live.refresh('comparison'),
      });
    }
    return html`
      ${comparison.state === 'COMPLETED'
        ? html`<button @click=${() => this.#copyMarkdown()}>Copy as Markdown</button>` : nothing}
      ${actionButton(this, {
        label: 'Delete', scope: 'jobs:write', danger: true, explain: 'Deletes the comparison. Its jobs stay.',
        request: () => ({method: 'DELETE', path: this.#path}),
        then: () => {
          this.context.go('/compare');
          return 'The comparison is deleted.';
        },
      })}
      ${link('/compare', 'All comparisons')}`;
  }

  async #copyMarkdown() {
    const {data} = await call(this.#path, {headers: {Accept: 'text/markdown'}});
    this.context.say(await copy(data) ? 'Copied.' : 'The browser does not allow copying.');
  }
}

/** @param {any} mode */
function modeRow(mode) {
  const median = (/** @type {any} */ spread) => spread ? duration(spread.median) : '–';
  return html`<tr>
    <th scope="row">${mode.mode}</th>
    <td class="number">${median(mode.totalSeconds)}</td>
    <td class="number">${duration(mode.totalSeconds.min)} – ${duration(mode.totalSeconds.max)}</td>
    <td class="number">${median(mode.waitSeconds)}</td>
    <td class="number">${median(mode.runSeconds)}</td>
    <td class="number">${median(mode.processorSeconds)}${mode.processorShare === null ? nothing
      : html` <small>${percent(mode.processorShare)}</small>`}</td>
    <td class="number">${median(mode.loopDelaySeconds)}</td>
    <td class="number">${bytes(mode.workerMemoryBytes?.median)}</td>
    <td class="number">${mode.threads}</td>
    <td class="number">${mode.failed}</td>
  </tr>`;
}

/** @param {any} mode */
function roundRows(mode) {
  return mode.rounds.map((/** @type {any} */ round, /** @type {number} */ index) => html`<tr>
    <td>${mode.mode}</td>
    <td class="number">${index + 1}</td>
    <td class="number">${duration(round.totalSeconds)}</td>
    <td>${groupLink(round.group)}</td>
  </tr>`);
}
