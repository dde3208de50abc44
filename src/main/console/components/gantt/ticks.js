import {duration} from '../../core/format.js';

/**
 * The marks of an axis of time.
 *
 * @typedef {{x: number, text: string}} Tick
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** The distances between ticks in milliseconds; each reads well. */
const STEPS = [
  ...[-3, -2, -1, 0, 1, 2, 3].flatMap((power) => [1, 2, 5].map((digit) => digit * 10 ** power)),
  10_000, 15_000, 30_000, ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR), ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((days) => days * DAY),
];

const CHARACTER = 7.5;
const SPACE = 24;

/**
 * Returns the ticks of a scale: times since an origin, with texts that do not touch. None is within a break.
 *
 * @param {import('./fold.js').Scale} scale
 * @param {number} origin milliseconds since the epoch
 * @returns {Tick[]}
 */
export function ticks(scale, origin) {
  for (const step of STEPS) {
    if (step / scale.perPixel >= 30) {
      const marks = marksOf(scale, origin, step);
      if (marks.every((mark, index) => index === 0 || room(marks[index - 1], mark))) {
        return marks;
      }
    }
  }
  return [];
}

/**
 * @param {import('./fold.js').Scale} scale
 * @param {number} origin
 * @param {number} step
 * @returns {Tick[]}
 */
function marksOf(scale, origin, step) {
  /** @type {Tick[]} */
  const marks = [];
  let from = scale.from;
  for (const [start, end] of [...scale.breaks, [scale.to, scale.to]]) {
    const last = Math.floor((start - origin) / step + 1e-9);
    for (let index = Math.ceil((from - origin) / step - 1e-9); index <= last; index++) {
      const x = scale.x(origin + index * step);
      const before = marks.at(-1);
      const mark = {x, text: label(index * step, step)};
      if (!before || from === scale.from || room(before, mark)) { // after a break the first one can be too near
        marks.push(mark);
      }
    }
    from = end;
  }
  return marks;
}

/**
 * @param {Tick} left
 * @param {Tick} right
 */
function room(left, right) {
  return right.x - left.x >= Math.max(left.text.length, right.text.length) * CHARACTER + SPACE;
}

/**
 * Returns a time since the origin with the units from its first one that is not zero down to that of the step.
 *
 * @param {number} millis
 * @param {number} step milliseconds
 * @returns {string} such as 1.5 s or 2 h 30 m
 */
export function label(millis, step) {
  if (millis < 0) {
    return '-' + label(-millis, step);
  }
  const digits = step >= 1000 ? 0 : Math.min(6, Math.ceil(-Math.log10(step / 1000) - 1e-9));
  if (Math.round(millis * 1e4) === 0) {
    return '0';
  }
  if (millis < 1000 - 1e-6) {
    return `${(millis).toFixed(Math.max(0, digits - 3))} ms`;
  }
  if (millis < MINUTE) {
    return `${(millis / 1000).toFixed(digits)} s`;
  }
  const whole = digits === 0 ? Math.round(millis / 1000) * 1000 : millis;
  /** @type {[number, string][]} */
  const units = [[DAY, 'd'], [HOUR, 'h'], [MINUTE, 'm']];
  let rest = whole;
  const parts = [];
  for (const [unit, name] of units) {
    const count = Math.floor(rest / unit + 1e-12);
    rest -= count * unit;
    if (count > 0) {
      parts.push(`${count} ${name}`);
    }
  }
  if (rest > 1e-6) {
    parts.push(`${(rest / 1000).toFixed(digits)} s`);
  }
  return parts.join(' ');
}

/**
 * Returns the lengths of the breaks of a scale, with the middles of their texts. Those of shorter breaks are left out
 * where they would touch.
 *
 * @param {import('./fold.js').Scale} scale
 * @returns {Tick[]}
 */
export function breakLabels(scale) {
  /** @type {{x: number, text: string, half: number}[]} */
  const labels = [];
  for (const [from, to] of [...scale.breaks].sort((one, other) => other[1] - other[0] - one[1] + one[0])) {
    const text = `⋯ ${duration((to - from) / 1000)} ⋯`;
    const half = text.length * CHARACTER / 2;
    const x = Math.max(half, Math.min(scale.width - half, (scale.x(from) + scale.x(to)) / 2));
    if (labels.every((label) => Math.abs(label.x - x) > label.half + half)) {
      labels.push({x, text, half});
    }
  }
  return labels.map(({x, text}) => ({x, text}));
}
