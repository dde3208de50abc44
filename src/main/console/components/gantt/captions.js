import {html} from '../../lib/lit-html/lit-html.js';
import {count, time} from '../../core/format.js';
import {WAITING} from '../../core/words.js';
import {fill} from './drawing.js';

/**
 * The texts around a chart.
 *
 * @import {Lane} from './layout.js'
 * @import {Picture} from './picture.js'
 */

/**
 * @param {string} prefix of the ids of the patterns
 * @param {string[]} states those that occur
 */
export function legend(prefix, states) {
  const swatches = states.filter((state) => !WAITING.includes(state)).map((state) => html`<span>
    <svg width="22" height="12" aria-hidden="true">
      <rect class="job ${state.toLowerCase()}" fill=${fill(prefix, state)} width="22" height="12"/></svg>
    ${state}</span>`);
  return html`<p class="legend">${swatches}<span>
    <svg width="22" height="12" aria-hidden="true"><path class="wait" d="M0 6H22"/></svg> waiting</span></p>`;
}

/** @param {Lane} lane */
export function laneTitle({name, tracks}) {
  return `${name}: ${tracks.length === 1 ? 'one' : count(tracks.length)} at once`;
}

/** @param {Picture} picture */
export function origin({whole}) {
  return html`0 is ${time(new Date(whole[0]).toISOString())}. The area shows how many ran at once. Drag to see a part.`;
}
