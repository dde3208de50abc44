import {domain, foldedScale, rememberedLayout, rowsOf, visible} from './chart.js';
import {fewBars} from './merge.js';
import {area, running} from './running.js';
import {sentence, summaryOf} from './summary.js';
import {ticks} from './ticks.js';

/**
 * All that is computed before a chart is drawn. It is computed anew only if something that it depends on has changed.
 *
 * @import {Item, Lane} from './layout.js'
 * @import {Bar} from './merge.js'
 * @import {Row} from './chart.js'
 * @import {Scale, Span} from './fold.js'
 * @import {Tick} from './ticks.js'
 * @typedef {{items: Item[], now: number, range: Span | null, width: number, top: number}} Wanted
 * @typedef {object} Picture
 * @property {Item[]} items
 * @property {number} now
 * @property {Lane[]} lanes
 * @property {Span} whole
 * @property {Span} shown the range, or the whole
 * @property {Scale} scale of what is shown
 * @property {Tick[]} marks
 * @property {Row[]} rows all of them
 * @property {number} height of all rows
 * @property {Row[]} drawn the rows in the window
 * @property {Map<Row, Bar[]>} bars
 * @property {number} barCount
 * @property {Scale} overview the scale of the whole
 * @property {string} area how many ran at once, as a path
 * @property {number} highest the most that ran at once
 * @property {string} summary
 * @property {string[]} states those that occur
 */

/** The height of the window, as in the style sheet; some more is drawn, so that scrolling shows no gaps. */
const WINDOW = 440;
const MARGIN = 120;
export const OVERVIEW = 34;

/** A bar has up to three elements; with the rest, a chart has fewer than 2,000. */
const MOST_BARS = 800;

/** @returns {(wanted: Wanted) => Picture | null} null if there is nothing to show yet */
export function remembered() {
  const layout = rememberedLayout();
  /** @type {Wanted | null} */
  let known = null;
  /** @type {Picture | null} */
  let picture = null;
  /** Whether something waits or runs, so that the time matters. */
  let isLive = true;
  return (wanted) => {
    if (known === null || known.items !== wanted.items || isLive && known.now !== wanted.now
      || known.range !== wanted.range || known.width !== wanted.width || known.top !== wanted.top) {
      if (known?.items !== wanted.items) {
        isLive = wanted.items.some((item) => item.to === null);
      }
      known = wanted;
      picture = draw(wanted, layout(wanted.items));
    }
    return picture;
  };
}

/**
 * @param {Wanted} wanted
 * @param {Lane[]} lanes
 * @returns {Picture | null}
 */
function draw({items, now, range, width, top}, lanes) {
  const whole = domain(items, now);
  if (!whole) {
    return null;
  }
  const shown = range ?? whole;
  const overview = foldedScale(items, whole, now, width);
  const scale = range ? foldedScale(items, shown, now, width) : overview;
  const {rows, height} = rowsOf(lanes);
  const drawn = visible(rows, top - MARGIN, top + WINDOW + MARGIN);
  const tracks = drawn.filter((row) => row.kind === 'track');
  const bars = fewBars(tracks.map((row) => row.lane.tracks[row.track]), scale, now, MOST_BARS);
  const columns = running(lanes, overview, now);
  return {
    items, now, lanes, whole, shown, scale, rows, height, drawn, overview,
    marks: ticks(scale, whole[0]),
    bars: new Map(tracks.map((row, index) => [row, bars[index]])),
    barCount: bars.reduce((sum, each) => sum + each.length, 0),
    area: area(columns, OVERVIEW),
    highest: columns.reduce((most, value) => Math.max(most, value), 0),
    summary: sentence(summaryOf(items, now)),
    states: [...new Set(items.map((item) => item.state))],
  };
}
