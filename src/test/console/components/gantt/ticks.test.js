import {equal, test} from '../../harness.js';
import {scaleOf} from '../../../../main/console/components/gantt/fold.js';
import {breakLabels, label, ticks} from '../../../../main/console/components/gantt/ticks.js';

/** @import {Scale} from '../../../../main/console/components/gantt/fold.js' */

const texts = (/** @type {Scale} */ scale, origin = 0) => ticks(scale, origin).map((tick) => tick.text);

test('three seconds have half seconds', () => {
  equal(texts(scaleOf(0, 3000, [], 600)), ['0', '500 ms', '1.0 s', '1.5 s', '2.0 s', '2.5 s', '3.0 s']);
});

test('ticks are since the origin, not since the left edge', () => {
  equal(ticks(scaleOf(10_700, 13_000, [], 230), 10_000), [
    {x: 30, text: '1 s'}, {x: 130, text: '2 s'}, {x: 230, text: '3 s'}]);
});

test('days have hours of a clock', () => {
  equal(texts(scaleOf(0, 86_400_000, [], 400)), ['0', '6 h', '12 h', '18 h', '1 d']);
});

test('a short range late in a long chart has all digits that differ', () => {
  const hour = 3_600_000;
  equal(texts(scaleOf(25 * hour, 25 * hour + 2000, [], 400)).slice(0, 2), ['1 d 1 h', '1 d 1 h 1 s']);
  equal(texts(scaleOf(12_400, 12_401, [], 600)).slice(0, 2), ['12.4000 s', '12.4002 s']);
});

test('no tick is within a break, and none touches another', () => {
  for (let width = 200; width < 2000; width += 37) {
    const scale = scaleOf(0, 100_000, [[20_000, 60_000], [70_000, 95_000]], width);
    const marks = ticks(scale, 0);
    marks.forEach((mark, index) => {
      const time = scale.time(mark.x);
      equal([width, time > 20_001 && time < 59_999 || time > 70_001 && time < 94_999], [width, false]);
      equal([width, index === 0 || mark.x - marks[index - 1].x >= 30], [width, true]);
    });
    equal([width, marks.length > 0], [width, true]);
  }
});

test('labels have the units from the first one down to that of the step', () => {
  equal(label(0, 1000), '0');
  equal(label(0.002, 0.001), '0.002 ms');
  equal(label(250, 50), '250 ms');
  equal(label(90_000, 30_000), '1 m 30 s');
  equal(label(3_600_000, 60_000), '1 h');
  equal(label(90_061_000, 1000), '1 d 1 h 1 m 1 s');
  equal(label(60_500, 500), '1 m 0.5 s');
  equal(label(-2000, 1000), '-2 s');
});

test('a break has its length, the longest first where there is no room for all', () => {
  equal(breakLabels(scaleOf(0, 10_000, [[1000, 3000], [7000, 8000]], 700)).map(({text}) => text),
    ['⋯ 2 s ⋯', '⋯ 1 s ⋯']);
  equal(breakLabels(scaleOf(0, 10_000, [[1000, 2000], [2001, 8000]], 700)).map(({text}) => text), ['⋯ 6 s ⋯']);
  equal(breakLabels(scaleOf(0, 10_000, [[0, 2000]], 700)).map(({x}) => x > 20), [true]);
});
