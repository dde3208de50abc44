import {nothing, svg} from '../../lib/lit-html/lit-html.js';
import {absolute} from '../../core/base.js';
import {count, duration} from '../../core/format.js';
import {line} from '../../core/text.js';
import {words} from './chart.js';
import {waitsOf} from './merge.js';
import {breakLabels} from './ticks.js';

/**
 * The parts of the picture. Styles come by classes and attributes only.
 *
 * @import {Bar} from './merge.js'
 * @import {Scale} from './fold.js'
 * @import {Tick} from './ticks.js'
 * @import {Row} from './chart.js'
 * @import {Item, Placed} from './layout.js'
 */

/** The widths of letters differ; this is more than most need. */
const LETTER = 7.5;

/** With more bars than this, none has a title of its own: each would be one more element. */
const MOST_TITLES = 600;

/**
 * The fills of the states: a state is told by its pattern, too.
 *
 * @param {string} prefix of the ids, which have to be different in a page
 */
export function patterns(prefix) {
  return svg`<defs>
    <pattern id="${prefix}-failed" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect class="ground failed" width="6" height="6"/><rect class="ink" width="2" height="6"/></pattern>
    <pattern id="${prefix}-cancelled" width="5" height="5" patternUnits="userSpaceOnUse">
      <rect class="ground cancelled" width="5" height="5"/><circle class="ink" cx="2.5" cy="2.5" r="1.2"/></pattern>
    <pattern id="${prefix}-running" width="8" height="8" patternUnits="userSpaceOnUse">
      <rect class="ground running" width="8" height="8"/><rect class="ink" width="1.5" height="8"/></pattern>
  </defs>`;
}

/**
 * @param {string} prefix
 * @param {string} state
 */
export function fill(prefix, state) {
  const pattern = {FAILED: 'failed', CRASHED: 'failed', CANCELLED: 'cancelled', RUNNING: 'running'}[state];
  return pattern ? `url(#${prefix}-${pattern})` : nothing;
}

/**
 * @param {Tick[]} marks
 * @param {Scale} scale
 */
export function axis(marks, scale) {
  const anchor = (/** @type {Tick} */ {x, text}) =>
    x < text.length * LETTER / 2 ? 'start' : x > scale.width - text.length * LETTER / 2 ? 'end' : 'middle';
  return svg`${marks.map((mark) => svg`
    <text class="tick" x=${mark.x} y="12" text-anchor=${anchor(mark)}>${mark.text}</text>`)}`;
}

/**
 * The lines of the ticks, and the folded stretches with their lengths.
 *
 * @param {Tick[]} marks
 * @param {Scale} scale
 * @param {number} height
 */
export function grid(marks, scale, height) {
  return svg`${marks.map(({x}) => svg`<line class="grid" x1=${x} x2=${x} y1="0" y2=${height}/>`)}
    ${scale.breaks.map(([from, to]) => {
      const x = scale.x(from);
      const width = scale.x(to) - x;
      return svg`<g class="break"><title>${`Nothing waited or ran for ${duration((to - from) / 1000)}.`}</title>
        <rect x=${x} width=${width} y="0" height=${height}/>
        <line x1=${x} x2=${x} y1="0" y2=${height}/><line x1=${x + width} x2=${x + width} y1="0" y2=${height}/></g>`;
    })}`;
}

/**
 * The lengths of the folded stretches, above them; the longest ones if there is no room for all.
 *
 * @param {Scale} scale
 */
export function breakLengths(scale) {
  return svg`${breakLabels(scale).map(({x, text}) =>
    svg`<text class="break-length" x=${x} y="25" text-anchor="middle">${text}</text>`)}`;
}

/**
 * A track: the lines of what waited, and the bars.
 *
 * @param {Row} row
 * @param {Bar[]} bars
 * @param {{scale: Scale, now: number, prefix: string, current: string, titled: boolean, href: (item: Item) => string}}
 *     chart `current` is the key of the bar that the Tab key comes to
 */
export function track(row, bars, chart) {
  const waits = waitsOf(row.lane.tracks[row.track], chart.scale);
  const low = row.y + row.height - 1.5;
  return svg`${waits.length > 0
    ? svg`<path class="wait" d=${waits.map(([left, right]) => `M${round(left)} ${low}H${round(right)}`).join('')}/>`
    : nothing}${bars.map((bar) => barLink(row, bar, chart))}`;
}

/** @param {number} pixels */
function round(pixels) {
  return Math.round(pixels * 10) / 10;
}

/**
 * Returns whether the bars of a chart have titles, which browsers show beside the pointer.
 *
 * @param {number} bars in total
 */
export function areTitled(bars) {
  return bars <= MOST_TITLES;
}

/**
 * @param {Row} row
 * @param {Bar} bar
 * @param {Parameters<typeof track>[2]} chart
 */
function barLink(row, bar, {now, prefix, current, titled, href}) {
  const first = bar.jobs[0].item;
  const key = keyOf(first);
  const text = barWords(bar, now);
  const one = bar.jobs.length === 1;
  const room = Math.floor((bar.width - 8) / LETTER);
  const label = one ? line(first.name, 60) : `${count(bar.jobs.length)} jobs`;
  const height = row.height - (row.height > 12 ? 7 : 3);
  return svg`<a href=${one ? absolute('/console' + href(first)) : '#'} role=${one ? nothing : 'button'}
      tabindex=${key === current ? 0 : -1} data-key=${key} aria-label=${text}>
      ${titled ? svg`<title>${text}</title>` : nothing}
      <rect class="job ${bar.state.toLowerCase()}" fill=${fill(prefix, bar.state)} x=${round(bar.x)} y=${row.y + 1}
        width=${round(bar.width)} height=${height} rx=${bar.width > 6 ? 2 : 0}/>
      ${row.height > 12 && titled && room >= Math.min(label.length, 4)
        ? svg`<text class="job-name ${bar.state.toLowerCase()}" x=${round(bar.x + 5)} y=${row.y + height / 2 + 5}>${
          label.length > room ? label.slice(0, room - 1) + '…' : label}</text>`
        : nothing}
    </a>`;
}

/**
 * Returns what a bar is, in words.
 *
 * @param {Bar} bar
 * @param {number} now
 */
export function barWords(bar, now) {
  if (bar.jobs.length === 1) {
    const {item} = bar.jobs[0];
    return words({...item, name: line(item.name, 60)}, now, duration);
  }
  const states = new Map();
  for (const {item} of bar.jobs) {
    states.set(item.state, (states.get(item.state) ?? 0) + 1);
  }
  const parts = [...states].map(([state, number]) => `${count(number)} ${state}`);
  const length = duration((bar.to - bar.from) / 1000);
  return `${count(bar.jobs.length)} jobs within ${length}: ${parts.join(', ')}. Choose to see them.`;
}

/** @param {Item} item */
export function keyOf(item) {
  return item.key ?? item.id;
}

/**
 * The jobs that were not started: a line from the first one's begin.
 *
 * @param {Row} row
 * @param {Scale} scale
 * @param {number} now
 */
export function waiting(row, scale, now) {
  const jobs = row.lane.waiting;
  const waits = jobs.filter((item) => item.to === null && (item.waitFrom ?? Infinity) <= now).length;
  const later = jobs.filter((item) => item.to === null).length - waits;
  const texts = [
    waits > 0 ? `${count(waits)} waiting` : '',
    later > 0 ? `${count(later)} not due yet` : '',
    jobs.length > waits + later ? `${count(jobs.length - waits - later)} ended without a start` : '',
  ].filter(Boolean).join(', ');
  let first = Infinity;
  let last = -Infinity;
  for (const item of jobs) {
    first = Math.min(first, item.waitFrom ?? Infinity);
    last = Math.max(last, item.to ?? now);
  }
  const low = row.y + row.height - 3;
  const isShown = first < last && first <= scale.to && last >= scale.from;
  const end = scale.x(Math.min(last, now));
  return svg`${isShown ? svg`<path class="wait" d=${`M${round(scale.x(first))} ${low}H${round(end)}`}/>` : nothing}
    <text class="lane-name" x="0" y=${row.y + 14}>${texts}</text>`;
}
