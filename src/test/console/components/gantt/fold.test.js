import {equal, test} from '../../harness.js';
import {idle, scaleOf, union} from '../../../../main/console/components/gantt/fold.js';
import {random} from './samples.js';

test('spans that overlap or touch are one', () => {
  equal(union([[5, 7], [0, 2], [2, 3], [6, 9]]), [[0, 3], [5, 9]]);
});

test('an idle stretch longer than a tenth of what is shown is folded', () => {
  equal(idle([[0, 10], [90, 100]], 0, 100), [[10, 90]]);
  equal(idle([[0, 45], [55, 100]], 0, 100), []);
  equal(idle([[0, 45], [56, 100]], 0, 100), [[45, 56]]);
});

test('what is folded does not count as shown', () => {
  equal(idle([[0, 5], [8, 10], [1000, 1010]], 0, 1010), [[5, 8], [10, 1000]]);
});

test('idle stretches at both ends are folded, too', () => {
  equal(idle([[40, 60]], 0, 100), [[0, 40], [60, 100]]);
});

test('nothing is folded where nothing would be left', () => {
  equal(idle([], 0, 100), []);
});

test('a span that goes beyond what is shown leaves no gap', () => {
  equal(idle([[-50, 30], [90, 200]], 0, 100), [[30, 90]]);
});

test('a scale without breaks is a straight line', () => {
  const scale = scaleOf(1000, 2000, [], 500);
  equal([scale.x(1000), scale.x(1500), scale.x(2000), scale.perPixel], [0, 250, 500, 2]);
  equal([scale.x(0), scale.x(9999)], [0, 500]);
});

test('a break has its width, and the rest has one measure', () => {
  const scale = scaleOf(0, 1000, [[100, 900]], 226, 26);
  equal([scale.x(50), scale.x(100), scale.x(900), scale.x(950)], [50, 100, 126, 176]);
  equal(scale.perPixel, 1);
});

test('many breaks leave half of a narrow chart', () => {
  const scale = scaleOf(0, 1000, [[100, 200], [300, 400], [500, 600], [700, 800]], 100, 26);
  equal(Math.round((scale.x(200) - scale.x(100)) * 1000), 12_500);
  equal(Math.round(scale.x(1000)), 100);
});

test('places follow times, and times follow from places', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const next = random(seed);
    const corners = Array.from({length: 2 * Math.floor(next() * 6)}, () => 1 + next() * 998).sort((a, b) => a - b);
    /** @type {[number, number][]} */
    const breaks = [];
    for (let index = 0; index < corners.length; index += 2) {
      breaks.push([corners[index], corners[index + 1]]);
    }
    const scale = scaleOf(0, 1000, breaks, 800);
    let before = -1;
    for (let time = 0; time <= 1000; time += 7.3) {
      const x = scale.x(time);
      equal([seed, time, x > before], [seed, time, true]);
      equal([seed, time, Math.abs(scale.time(x) - time) < 1e-6], [seed, time, true]);
      before = x;
    }
    equal([seed, scale.x(0), scale.x(1000)], [seed, 0, 800]);
  }
});
