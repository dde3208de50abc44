import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {repeat} from '../../lib/lit-html/directives/repeat.js';
import '../../components/strip.js';
import {actionButton} from '../../components/action.js';
import {awaited, field, link, refused, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {MODES} from '../../core/words.js';
import {lanesOf, series, spoken, workersOf} from './series.js';

/** The modes whose lanes can have another number of slots; the others have one slot or a process each. */
const RESIZABLE = ['event-loop', 'thread-pool', 'virtual-threads'];
/** The nodes whose strips are shown at first. */
const SHOWN = 10;
/** The worker processes that are shown. */
const MOST_WORKERS = 100;

/** The lanes of all nodes: their slots, and how much of them was used in the latest fifteen minutes. */
export default class LanesPage extends Page {
  #shown = SHOWN;
  #areWorkersShown = false;

  get title() {
    return 'Lanes';
  }

  start() {
    this.live.add('nodes', 5000, async (signal) => (await get('/api/v1/nodes', signal)).items);
    this.live.add('summary', 5000, (signal) => get('/api/v1/summary', signal));
  }

  render() {
    return html`<div class="head"><h1>Lanes</h1></div>
      <p class="quiet">The used share of the slots in the latest 15 minutes. A change of a lane lasts until its node
        stops, and acts on the node that answers you.</p>
      ${awaited(this.live, 'nodes', (nodes) => MODES.map((mode) => this.#mode(mode, nodes)))}`;
  }

  /** @param {string} mode @param {any[]} nodes */
  #mode(mode, nodes) {
    const lanes = lanesOf(nodes, mode);
    const queued = this.live.data.summary?.modes?.[mode]?.QUEUED;
    return html`<section class="lane">
      <h2>${mode} ${queued === undefined ? nothing
        : html`<small>${link(`/jobs?state=QUEUED&mode=${mode}`, `${count(queued)} queued`)}</small>`}</h2>
      ${lanes.length === 0 ? html`<p class="quiet">No node has published this lane.</p>` : nothing}
      ${repeat(lanes.slice(0, this.#shown), ({node}) => node.id, ({node, lane}) => this.#row(node, lane))}
      ${lanes.length > this.#shown ? html`<button @click=${() => { this.#shown += 50; this.update(); }}>
        ${lanes.length - this.#shown} more nodes</button>` : nothing}
    </section>`;
  }

  /** @param {any} node @param {any} lane */
  #row(node, lane) {
    const name = plain(node.name, 100);
    return html`<div class="strip">
      <div>
        <b>${name}</b>${node.self ? html` <small>answers you</small>` : nothing}<br>
        ${count(lane.slots.used)} of ${count(lane.slots.total)} slots used
        ${lane.paused ? html`<br><span class="badge paused">PAUSED</span> ${when(lane.pausedSince)}` : nothing}
        ${lane.problem ? html`<br><span class="badge failed">${lane.problem.code}</span>
          ${plain(lane.problem.detail, 300)} ${when(lane.problem.since)}` : nothing}
        ${node.self ? this.#details(node, lane.mode) : nothing}
      </div>
      <jw-strip role="img" aria-label=${`${lane.mode} of ${name}: ${spoken(lane.utilization)}`}
        .data=${series(lane.utilization)}></jw-strip>
      ${node.self && lane.slots.total > 0 ? html`<div class="buttons">${this.#actions(node, lane)}</div>` : nothing}
    </div>`;
  }

  /**
   * Returns the loops or worker processes of a lane of the node that answers. They are asked for while they are open:
   * the call counts jobs.
   *
   * @param {any} node
   * @param {string} mode
   */
  #details(node, mode) {
    if (mode === 'event-loop') {
      return html`<br>${link('/loops', 'Its loops')}`;
    }
    if (mode !== 'process-pool') {
      return nothing;
    }
    const toggle = (/** @type {Event} */ event) => {
      const {open} = /** @type {HTMLDetailsElement} */ (event.target);
      if (open !== this.#areWorkersShown) {
        this.#areWorkersShown = open;
        if (open) {
          this.live.add('own', 5000, (signal) => get('/api/v1/lanes', signal));
        } else {
          this.live.remove('own');
        }
      }
    };
    // kept open if another node answers: it has the row then
    return html`<details ?open=${this.#areWorkersShown} @toggle=${toggle}><summary>Its worker processes</summary>
      ${this.#areWorkersShown ? this.#workers(node) : nothing}</details>`;
  }

  /** @param {any} node */
  #workers(node) {
    const workers = workersOf(this.live.data.own, node);
    const problem = this.live.problems.own;
    if (workers === null) {
      return problem ? refused(problem) : 'Loading…';
    }
    if ('answeredBy' in workers) {
      return html`<p class="quiet">The node ${plain(workers.answeredBy, 100)} has answered instead; each node lists only
        its own. They are asked for again every 5 seconds.</p>`;
    }
    const {processes} = workers;
    return html`${problem ? refused(problem) : nothing}
      ${processes.length === 0 ? html`<div>None.</div>` : nothing}
      ${processes.slice(0, MOST_WORKERS).map((each) => html`<div>${plain(each.name, 100)}: ${each.state}</div>`)}
      ${processes.length > MOST_WORKERS ? html`<div>${count(processes.length - MOST_WORKERS)} more</div>` : nothing}`;
  }

  /** @param {any} node that answers @param {any} own its lane */
  #actions({id: node}, own) {
    const path = `/api/v1/lanes/${own.mode}`;
    const refresh = () => this.live.refresh();
    let slots = String(own.slots.total);
    return html`
      ${own.paused
        ? actionButton(this, {label: 'Resume', scope: 'jobs:admin',
          explain: `The lane ${own.mode} of this node starts attempts again.`,
          request: () => ({method: 'POST', path: `${path}:resume`, body: {node}}), then: refresh})
        : actionButton(this, {label: 'Pause', scope: 'jobs:admin',
          explain: `The lane ${own.mode} of this node starts no attempt until it is resumed. Running attempts go on, `
            + 'and other nodes start what waits.',
          request: () => ({method: 'POST', path: `${path}:pause`, body: {node}}), then: refresh})}
      ${RESIZABLE.includes(own.mode) ? actionButton(this, {label: 'Resize', scope: 'jobs:admin',
        explain: `Changes how many attempts of ${own.mode} run at a time on this node.`,
        fields: (changed) => field('Slots', slots, (value) => { slots = value; changed(); },
          {type: 'number', min: '1', required: true}),
        request: () => ({method: 'POST', path: `${path}:resize`, body: {slots: Number(slots), node}}),
        then: refresh}) : nothing}`;
  }
}
