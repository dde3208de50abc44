import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {awaited, cell, facts, field, jobLink, table, when} from '../../components/parts.js';
import {get} from '../../core/client.js';
import {count, duration, percent} from '../../core/format.js';
import {Page} from '../../core/page.js';
import {plain} from '../../core/text.js';
import {slowSteps, stack} from './steps.js';
import {inWords, matching, rows} from './tree.js';

/** The rows of a tree that are in the page at a time. */
const WINDOW = 200;
/** How many tasks of each loop are asked for at first, and at most. */
const FEW = 200;
const ALL = 10_000;
/** Milliseconds between two pictures. */
const PERIOD = 2000;
/** The deepest indentation. */
const DEEPEST = 20;

/** The event loops of the node that answers: what their tasks wait for, and what has blocked them. */
export default class LoopsPage extends Page {
  #tasks = FEW;
  #held = false;
  #filter = '';
  /** @type {Map<string, number>} the first row of each loop's window */
  #first = new Map();

  get title() {
    return 'Loops';
  }

  start() {
    this.#follow();
  }

  #follow() {
    this.live.add('loops', this.#held ? 0 : PERIOD, (signal) => get(`/api/v1/loops?tasks=${this.#tasks}`, signal));
  }

  #hold() {
    this.#held = !this.#held;
    this.live.pace('loops', this.#held ? 0 : PERIOD); // the picture that is held is the present one
    this.update();
  }

  #more() {
    this.#tasks = ALL;
    this.#held = true; // so many tasks are not asked for again and again
    this.#follow();
  }

  render() {
    return html`<div class="head"><h1>Loops</h1>
        <div class="buttons"><button aria-pressed=${this.#held ? 'true' : 'false'} @click=${() => this.#hold()}>
          Hold the picture</button></div></div>
      ${awaited(this.live, 'loops', (list) => html`
        <p class="quiet">The event loops of the node ${plain(list.node.name, 100)}, which answers you;
          seen ${when(list.at)}.</p>
        ${field('Find a task, a job or a place in the code', this.#filter, (value) => {
          this.#filter = value;
          this.#first.clear();
          this.update();
        })}
        ${list.items.length === 0 ? html`<p class="quiet">This node has no event loops.</p>` : nothing}
        ${list.items.map((/** @type {any} */ loop) => this.#loop(loop, list.stacks))}`)}`;
  }

  /** @param {any} loop @param {string[][]} stacks */
  #loop(loop, stacks) {
    return html`<section>
      <h2>${plain(loop.name, 100)}</h2>
      ${facts([
        ['Busy', percent(loop.utilization)],
        ['Tasks', `${count(loop.tasks)}, ${count(loop.waiting)} of them wait`],
        ['Ready', count(loop.ready)],
        ['Timers', count(loop.timers)],
        ['Delay from ready to running', times(loop.delay)],
        ['Length of steps', times(loop.step)],
        ['Slow steps', count(loop.slowSteps.count)],
        ['Starved of a processor', count(loop.slowSteps.starvations)],
      ])}
      ${loop.cycles.map((/** @type {number[]} */ cycle) => html`<p class="problem" role="alert">
        These tasks wait for each other and never continue: ${plain(inWords(cycle, loop.live), 1000)}</p>`)}
      ${loop.slowSteps.recent.length || loop.slowSteps.places.length
        ? html`<h3>What has blocked the loop</h3>${slowSteps(loop.slowSteps, stacks)}` : nothing}
      <h3>Live tasks</h3>
      ${this.#tree(loop, stacks)}
    </section>`;
  }

  /** @param {any} loop @param {string[][]} stacks */
  #tree(loop, stacks) {
    const all = matching(rows(loop), this.#filter);
    const first = Math.min(this.#first.get(loop.name) ?? 0, Math.max(0, all.length - 1));
    const shown = all.slice(first, first + WINDOW);
    const move = (/** @type {number} */ to) => {
      this.#first.set(loop.name, to);
      this.update();
    };
    return html`
      ${table(`Live tasks of ${loop.name}`, ['Task', 'Job', 'State', 'Waits for', {number: 'Age'}, 'Place'],
        shown.map((row) => taskRow(row, stacks)), this.#filter ? 'No task matches.' : 'No task is alive.')}
      ${all.length > WINDOW ? html`<div class="buttons">
        <span>${count(first + 1)} to ${count(first + shown.length)} of ${count(all.length)}</span>
        <button ?disabled=${first === 0} @click=${() => move(Math.max(0, first - WINDOW))}>Earlier</button>
        <button ?disabled=${first + WINDOW >= all.length} @click=${() => move(first + WINDOW)}>Later</button>
      </div>` : nothing}
      ${loop.leftOut > 0 ? html`<p>${count(loop.leftOut)} younger tasks are not listed.
        ${this.#tasks < ALL
          ? html`<button @click=${() => this.#more()}>List up to ${count(ALL)}</button>`
          : nothing}</p>` : nothing}`;
  }
}

/** @param {any} durations */
function times(durations) {
  return durations.count === 0
    ? '–'
    : html`half up to ${duration(durations.p50Seconds)}, 99 % up to ${duration(durations.p99Seconds)},
        at most ${duration(durations.maxSeconds)}`;
}

/** @param {import('./tree.js').Row} row @param {string[][]} stacks */
function taskRow({task, depth, again, inCycle}, stacks) {
  const trace = task.stack === null ? undefined : stacks[task.stack];
  return html`<tr class=${inCycle ? 'cycle' : ''}>
    <td class="tree">${depth === 0 ? nothing : html`<span aria-hidden="true">${indentation(depth)}</span>
      <span class="hidden">level ${depth + 1}: </span>`}${plain(task.name, 120)}
      ${again ? html`<small>(see above)</small>` : nothing}</td>
    <td>${task.jobId ? jobLink(task.jobId) : '–'}</td>
    <td>${task.state}${inCycle ? html` <span class="badge failed">CYCLE</span>` : nothing}</td>
    <td>${task.waitsFor ? cell(task.waitsFor, 80) : '–'}</td>
    <td class="number">${duration(task.ageSeconds)}</td>
    <td>${trace ? html`<details><summary>${plain(task.place ?? 'stack', 160)}</summary>${stack(trace)}</details>`
      : plain(task.place ?? '–', 160)}</td>
  </tr>`;
}

/** @param {number} depth from 1 */
function indentation(depth) {
  return '\u00a0\u00a0'.repeat(Math.min(depth, DEEPEST) - 1) + '└\u00a0';
}
