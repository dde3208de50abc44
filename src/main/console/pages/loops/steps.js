import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {jobLink, table, when} from '../../components/parts.js';
import {count, duration} from '../../core/format.js';
import {plain} from '../../core/text.js';

/**
 * Returns the steps that have blocked a loop: how many by their frame, and the latest with their stacks.
 *
 * @param {{places: any[], recent: any[]}} slow
 * @param {string[][]} stacks
 */
export function slowSteps(slow, stacks) {
  return html`
    ${slow.places.length === 0 ? nothing : table('Slow steps by the frame in which they were seen',
      ['Frame', {number: 'Slow steps'}], slow.places.slice(0, 20).map(({place, count: number}) => html`<tr>
        <td><code>${plain(place, 300)}</code></td><td class="number">${count(number)}</td></tr>`))}
    <details><summary>The latest ${slow.recent.length}</summary>
      ${table('The latest slow steps', ['Began', {number: 'Took'}, 'Cause', 'Task', 'Job', 'Stack'],
        slow.recent.toReversed().map((step) => row(step, stacks)))}
    </details>`;
}

/** @param {any} step @param {string[][]} stacks */
function row(step, stacks) {
  const trace = step.stack === null ? undefined : stacks[step.stack];
  return html`<tr>
    <td>${when(step.startedAt)}</td>
    <td class="number">${duration(step.seconds)}${step.ended ? nothing : ' so far'}</td>
    <td>${step.cause === 'STEP' ? 'a step of the task' : 'no processor was free'}</td>
    <td>${plain(step.task, 120)}</td>
    <td>${step.jobId ? jobLink(step.jobId) : '–'}</td>
    <td>${trace
      ? html`<details><summary>${plain(step.place ?? 'stack', 160)}</summary>${stack(trace)}</details>`
      : '–'}</td>
  </tr>`;
}

/**
 * Returns a stack, innermost frame first.
 *
 * @param {string[]} frames
 */
export function stack(frames) {
  return html`<pre tabindex="0">${plain(frames.join('\n'))}</pre>`;
}
