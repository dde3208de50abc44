/**
 * Maps times to places, with long idle stretches folded into narrow breaks.
 *
 * @typedef {[number, number]} Span from and to, in milliseconds since the epoch
 * @typedef {object} Scale
 * @property {number} from
 * @property {number} to
 * @property {number} width in pixels
 * @property {Span[]} breaks the folded stretches, in order
 * @property {number} perPixel the milliseconds of a pixel outside of breaks
 * @property {(time: number) => number} x the place of a time; times outside are at the edges
 * @property {(x: number) => number} time the time of a place; the inverse of `x` within the scale
 */

/** The most breaks, so that there is room for the rest. */
const MOST = 12;

/**
 * Returns the union of spans.
 *
 * @param {Span[]} spans in any order
 * @returns {Span[]} in order, none of which touch
 */
export function union(spans) {
  /** @type {Span[]} */
  const merged = [];
  for (const [from, to] of [...spans].sort((one, other) => one[0] - other[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1]) {
      last[1] = Math.max(last[1], to);
    } else {
      merged.push([from, to]);
    }
  }
  return merged;
}

/**
 * Returns the idle stretches to fold: the longest is folded if it is longer than a tenth of what is shown, then the
 * next in the same way, with what was folded not counted as shown any more.
 *
 * @param {Span[]} busy a union of spans
 * @param {number} from
 * @param {number} to
 * @returns {Span[]} in order
 */
export function idle(busy, from, to) {
  /** @type {Span[]} */
  const gaps = [];
  let end = from;
  for (const [start, until] of busy) {
    if (start > end) {
      gaps.push([end, Math.min(start, to)]);
    }
    end = Math.max(end, until);
    if (end >= to) {
      break;
    }
  }
  if (end < to) {
    gaps.push([end, to]);
  }
  const length = (/** @type {Span} */ gap) => gap[1] - gap[0];
  const longest = gaps.filter((gap) => length(gap) > 0).sort((one, other) => length(other) - length(one));
  let shown = to - from;
  /** @type {Span[]} */
  const folded = [];
  for (const gap of longest.slice(0, MOST)) {
    if (length(gap) <= shown / 10 || length(gap) >= shown) {
      break; // the rest is shorter; and something has to be left
    }
    folded.push(gap);
    shown -= length(gap);
  }
  return folded.sort((one, other) => one[0] - other[0]);
}

/**
 * Returns a scale. Outside of breaks all milliseconds are equally wide.
 *
 * @param {number} from
 * @param {number} to later than `from`
 * @param {Span[]} breaks between the two, in order, which do not overlap
 * @param {number} width pixels
 * @param {number} [breakWidth] pixels of a break; less if they would take more than half of the width
 * @returns {Scale}
 */
export function scaleOf(from, to, breaks, width, breakWidth = 26) {
  const each = breaks.length === 0 ? 0 : Math.min(breakWidth, width / 2 / breaks.length);
  const folded = breaks.reduce((sum, [start, end]) => sum + end - start, 0);
  const perPixel = (to - from - folded) / (width - each * breaks.length);
  /** The corners of the mapping: between two of them it is a straight line. */
  const times = [from];
  const places = [0];
  const corner = (/** @type {number} */ time, /** @type {number} */ distance) => {
    times.push(time);
    places.push(/** @type {number} */ (places.at(-1)) + distance);
  };
  for (const [start, end] of breaks) {
    corner(start, (start - /** @type {number} */ (times.at(-1))) / perPixel);
    corner(end, each);
  }
  corner(to, (to - /** @type {number} */ (times.at(-1))) / perPixel);
  places[places.length - 1] = width;
  return {
    from, to, width, breaks, perPixel,
    x: (time) => along(times, places, time),
    time: (x) => along(places, times, x),
  };
}

/**
 * @param {number[]} froms corners in order
 * @param {number[]} tos
 * @param {number} value
 */
function along(froms, tos, value) {
  if (value <= froms[0]) {
    return tos[0];
  }
  for (let index = 1; index < froms.length; index++) {
    if (value <= froms[index]) {
      const length = froms[index] - froms[index - 1];
      return length === 0
        ? tos[index]
        : tos[index - 1] + (value - froms[index - 1]) / length * (tos[index] - tos[index - 1]);
    }
  }
  return tos[tos.length - 1];
}
