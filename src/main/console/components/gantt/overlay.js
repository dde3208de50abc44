import {nothing, svg} from '../../lib/lit-html/lit-html.js';
import {plain} from '../../core/text.js';
import {keyOf} from './drawing.js';

/**
 * What lies over the bars, and which bar is under an event.
 *
 * @import {Bar} from './merge.js'
 * @import {Row} from './chart.js'
 * @import {Picture} from './picture.js'
 * @import {Scale, Span} from './fold.js'
 * @import {Mark} from './rows.js'
 */

/** Marks that are drawn; more are in the table. */
const MOST_MARKS = 200;

/**
 * @param {Scale} scale
 * @param {Span} range
 * @param {number} height
 */
export function selection(scale, [from, to], height) {
  const x = scale.x(from);
  return svg`<rect class="selection" x=${x} width=${Math.max(1, scale.x(to) - x)} y="0" height=${height}/>`;
}

/**
 * @param {Event} event
 * @param {Picture} picture
 * @returns {{row: Row, bar: Bar} | null}
 */
export function barAt(event, {bars}) {
  const key = /** @type {Element} */ (event.target).closest('a')?.getAttribute('data-key');
  for (const [row, each] of bars) {
    const bar = each.find(({jobs}) => keyOf(jobs[0].item) === key);
    if (bar) {
      return {row, bar};
    }
  }
  return null;
}

/**
 * @param {Picture} picture
 * @param {Mark[]} marks
 */
export function marksOf({drawn, scale, shown}, marks) {
  /** @param {Mark} mark @returns {(row: Row) => boolean} */
  const isAt = (mark) => ({kind, lane, track}) => kind === 'track' && (mark.id === undefined
    ? track === (mark.track ?? 0) && (mark.lane ?? lane.name) === lane.name
    : lane.tracks[track].some(({item, from, to}) => item.id === mark.id && from <= mark.at && mark.at <= to));
  return marks.filter(({at}) => at >= shown[0] && at <= shown[1]).slice(0, MOST_MARKS).map((mark) => {
    const row = drawn.find(isAt(mark));
    return row
      ? svg`<path class="mark" d=${`M${scale.x(mark.at) - 5} ${row.y}h10l-5 8z`}>
          <title>${plain(mark.title, 300)}</title></path>`
      : nothing;
  });
}
