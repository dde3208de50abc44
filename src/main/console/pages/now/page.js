import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {awaited, facts, lasting, link, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count, duration, rate, seconds} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {MODES} from '../../core/words.js';
import {diagnose, headline, unknown} from './diagnosis.js';
import {Rates} from './rates.js';
import {RUNBOOK} from './runbook.js';

/** The findings that are shown below the first. */
const SHOWN = 20;

/** The nodes that are listed. */
const MOST_NODES = 100;

/** The first page: what is wrong, then how much waits, and which nodes there are. */
export default class NowPage extends Page {
  #rates = new Rates();

  get title() {
    return 'Now';
  }

  start() {
    this.live.add('summary', 3000, (signal) => get('/api/v1/summary', signal));
    this.live.add('nodes', 5000, async (signal) => {
      const {items} = await get('/api/v1/nodes', signal);
      this.#rates.take(Date.now(), items);
      return items;
    });
    this.#items('pauses', '/api/v1/pauses');
    this.#items('ended', '/api/v1/jobs?state=SUCCEEDED,FAILED&limit=200');
    this.#items('schedules', '/api/v1/schedules?limit=100');
    this.#items('operations', '/api/v1/operations?limit=20');
  }

  /** @param {string} name @param {string} path */
  #items(name, path) {
    this.live.add(name, 15_000, async (signal) => (await get(path, signal)).items);
  }

  render() {
    const known = this.live.data;
    const findings = diagnose(known);
    return html`
      <h1 class="hidden">Now</h1>
      ${this.#verdict(findings)}
      ${awaited(this.live, 'summary', (summary) => this.#numbers(summary))}
      <h2>Backlog by mode</h2>
      ${awaited(this.live, 'summary', (summary) => this.#modes(summary))}
      <h2>Nodes</h2>
      ${awaited(this.live, 'nodes', (nodes) => this.#nodes(nodes))}
      ${known.pauses?.length ? html`<h2>Paused</h2>${this.#pauses(known.pauses)}` : nothing}`;
  }

  /** @param {import('./diagnosis.js').Finding[]} findings */
  #verdict(findings) {
    const [first, ...others] = findings;
    const missing = unknown(this.live.data, this.live.problems);
    const level = first?.level ?? (missing.length > 0 ? 'unknown' : 'good');
    return html`
      <div class="verdict ${level}" role="status">${plain(headline(this.live.data, findings, missing), 600)}
        ${first ? details(first) : nothing}</div>
      ${first && missing.length > 0 ? html`<p class="quiet">Not known: ${missing.join(', ')}.</p>` : nothing}
      ${others.length === 0 ? nothing : html`<ul class="findings">${others.slice(0, SHOWN).map((each) => html`
        <li>
          ${each.level === 'bad'
            ? html`<span class="badge failed">wrong</span>`
            : html`<span class="badge paused">note</span>`}
          <span>${plain(each.text, 400)} ${details(each)}</span>
        </li>`)}
        ${others.length > SHOWN ? html`<li class="quiet">${others.length - SHOWN} more</li>` : nothing}</ul>`}`;
  }

  /** @param {any} summary */
  #numbers(summary) {
    if (!summary.counted) {
      return html`<p class="quiet">The unfinished jobs have not been counted yet.</p>`;
    }
    const waits = Object.values(summary.oldestWaits ?? {}).map(seconds).filter(Number.isFinite);
    const card = (/** @type {unknown} */ value, /** @type {string} */ text, /** @type {string} */ path) =>
      html`<div class="card"><b>${value}</b> ${path ? link(path, text) : html`<span>${text}</span>`}</div>`;
    return html`<div class="cards">
      ${card(count(summary.states.QUEUED), 'queued', '/jobs?state=QUEUED')}
      ${card(count(summary.states.BLOCKED), 'held by limits', '/jobs?state=BLOCKED')}
      ${card(count(summary.states.SCHEDULED), 'scheduled', '/jobs?state=SCHEDULED')}
      ${card(count(summary.states.RUNNING), 'running', '/jobs?state=RUNNING')}
      ${card(waits.length ? duration(Math.max(...waits)) : '–', 'longest wait for a slot', '')}
      ${card(rate(this.#rates.of('started')), 'started a second', '')}
      ${card(rate(this.#rates.of('succeeded')), 'succeeded a second', '')}
      ${card(rate(this.#rates.of('failed')), 'failed a second', '/jobs?state=FAILED')}
    </div>
    <p class="quiet">Counted ${duration(seconds(summary.age))} ago, for all nodes. What is wrong is judged by this
      count, the nodes, the pauses, the latest 200 jobs that have ended, 100 schedules and the latest 20 operations.</p>`;
  }

  /** @param {any} summary */
  #modes(summary) {
    const alive = (this.live.data.nodes ?? []).filter((/** @type {any} */ node) => node.alive);
    const rows = MODES.map((mode) => {
      const states = summary.modes?.[mode] ?? {};
      const lanes = alive.flatMap((/** @type {any} */ node) =>
        (node.status?.lanes ?? []).filter((/** @type {any} */ lane) => lane.mode === mode));
      const used = lanes.reduce((/** @type {number} */ sum, /** @type {any} */ lane) => sum + lane.slots.used, 0);
      const total = lanes.reduce((/** @type {number} */ sum, /** @type {any} */ lane) => sum + lane.slots.total, 0);
      return html`<tr>
        <th scope="row">${link(`/jobs?state=QUEUED&mode=${mode}`, mode)}</th>
        <td class="number">${count(states.QUEUED)}</td>
        <td class="number">${count(states.BLOCKED)}</td>
        <td class="number">${count(states.SCHEDULED)}</td>
        <td class="number">${count(states.RUNNING)}</td>
        <td class="number">${lasting(summary.oldestWaits?.[mode])}</td>
        <td class="number">${lanes.length ? `${count(used)} of ${count(total)}` : '–'}</td>
        <td>${share(used, total)}</td>
      </tr>`;
    });
    return table('Backlog by mode', ['Mode', {number: 'Queued'}, {number: 'Held'}, {number: 'Scheduled'},
      {number: 'Running'}, {number: 'Longest wait'}, {number: 'Slots used'}, 'Share'], rows);
  }

  /** @param {any[]} nodes */
  #nodes(nodes) {
    const rows = nodes.slice(0, MOST_NODES).map((node) => this.#node(node));
    return html`${table('Nodes', ['Node', 'Version', 'Lease', 'Up since', {number: 'Slots used'}, {number: 'Started/s'},
      {number: 'Succeeded/s'}, {number: 'Failed/s'}, {number: 'Crashed'}], rows,
      'No node has a valid lease.')}
      ${nodes.length > MOST_NODES ? html`<p class="quiet">${nodes.length - MOST_NODES} more nodes</p>` : nothing}`;
  }

  /** @param {any} node */
  #node(node) {
    const lanes = node.status?.lanes ?? [];
    const sum = (/** @type {'used' | 'total'} */ name) =>
      lanes.reduce((/** @type {number} */ all, /** @type {any} */ lane) => all + lane.slots[name], 0);
    return html`<tr>
      <th scope="row">${plain(node.name, 100)}${node.self ? html` <small>answers you</small>` : nothing}</th>
      <td>${plain(node.status?.version ?? '–', 40)}</td>
      <td>${node.alive
        ? html`<span class="badge active">valid</span>`
        : html`<span class="badge failed">lost</span>`}</td>
      <td>${when(node.startedAt)}</td>
      <td class="number">${lanes.length ? `${count(sum('used'))} of ${count(sum('total'))}` : '–'}</td>
      <td class="number">${rate(this.#rates.of('started', node.id))}</td>
      <td class="number">${rate(this.#rates.of('succeeded', node.id))}</td>
      <td class="number">${rate(this.#rates.of('failed', node.id))}</td>
      <td class="number">${count(node.status?.counts.crashed)}</td>
    </tr>`;
  }

  /** @param {any[]} pauses */
  #pauses(pauses) {
    return html`${pauses.slice(0, 20).map((pause) => facts([
      ['Target', plain(pause.target, 200)],
      ['Since', when(pause.since)],
      ['Until', pause.until ? when(pause.until) : 'no end is set'],
      ['By', pause.pausedBy === undefined ? undefined : plain(pause.pausedBy, 200)],
      ['Reason', plain(pause.reason ?? '–', 500)],
    ]))}<p>${link('/pauses', 'All pauses')}</p>`;
  }
}

/** @param {import('./diagnosis.js').Finding} finding */
function details({path, runbook}) {
  return html`${path ? link(path, 'Show') : nothing}
    ${runbook ? html`<small>${RUNBOOK[runbook]} Runbook: <code>${runbook}</code></small>` : nothing}`;
}

/**
 * Returns a bar of a used share.
 *
 * @param {number} used
 * @param {number} total
 */
function share(used, total) {
  return total === 0 ? '–' : html`<svg class="bar" viewBox="0 0 100 10" preserveAspectRatio="none" role="img"
    aria-label=${`${Math.round(100 * used / total)} percent`}><rect width=${Math.min(100, 100 * used / total)}
    height="10"></rect></svg>`;
}
