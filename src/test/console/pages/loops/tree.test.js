import {inWords, matching, rows} from '../../../../main/console/pages/loops/tree.js';
import {equal, test} from '../../harness.js';

const task = (id, awaits = [], values = {}) => ({
  id, name: `task-${id}`, jobId: null, ageSeconds: 1, state: 'WAITING', waitsFor: null, place: null, awaits,
  awaitsLeftOut: 0, stack: null, ...values,
});
const drawn = (loop) => rows(loop).map((row) =>
  '.'.repeat(row.depth) + row.task.id + (row.again ? ' again' : '') + (row.inCycle ? ' cycle' : ''));

test('draws below each task those that it waits for', () => {
  equal(drawn({live: [task(1, [2, 3]), task(2), task(3, [4]), task(4), task(5)], roots: [1, 5], cycles: []}),
    ['1', '.2', '.3', '..4', '5']);
});

test('draws what two tasks wait for below both, and its own waits once', () => {
  equal(drawn({live: [task(1, [3]), task(2, [3]), task(3, [4]), task(4)], roots: [1, 2], cycles: []}),
    ['1', '.3', '..4', '2', '.3 again']);
});

test('draws a cycle that nothing else waits for, and ends', () => {
  equal(drawn({live: [task(1), task(2, [3]), task(3, [2])], roots: [1], cycles: [[2, 3]]}),
    ['1', '2 cycle', '.3 cycle', '..2 again cycle']);
});

test('draws a cycle below the task that waits for it', () => {
  equal(drawn({live: [task(1, [2]), task(2, [3]), task(3, [2])], roots: [1], cycles: [[2, 3]]}),
    ['1', '.2 cycle', '..3 cycle', '...2 again cycle']);
});

test('leaves out a task that is not listed', () => {
  equal(drawn({live: [task(1, [9])], roots: [1], cycles: []}), ['1']);
});

test('draws a chain of ten thousand tasks', () => {
  const live = Array.from({length: 10_000}, (_, index) => task(index + 1, index === 9_999 ? [] : [index + 2]));
  const all = rows({live, roots: [1], cycles: []});
  equal(all.length, 10_000);
  equal(all.at(-1).depth, 9_999);
});

test('draws each task that is listed at least once', () => {
  let seed = 7;
  const random = (below) => (seed = seed * 48271 % 2147483647) % below;
  for (let round = 0; round < 100; round++) {
    const live = Array.from({length: 20}, (_, index) =>
      task(index + 1, Array.from({length: random(3)}, () => index + 2 + random(20)).filter((id) => id <= 20)));
    const awaited = new Set(live.flatMap((each) => each.awaits));
    const roots = live.map((each) => each.id).filter((id) => !awaited.has(id));
    const ids = new Set(rows({live, roots, cycles: []}).map((row) => row.task.id));
    equal(ids.size, 20);
  }
});

test('finds tasks by their name, job, wait and place', () => {
  const all = rows({
    live: [task(1, [], {jobId: 'ABC'}), task(2, [], {waitsFor: 'Lock[x]'}), task(3, [], {place: 'Http.call'})],
    roots: [1, 2, 3], cycles: [],
  });
  const found = (text) => matching(all, text).map((row) => row.task.id);
  equal(found(''), [1, 2, 3]);
  equal(found('abc'), [1]);
  equal(found('lock['), [2]);
  equal(found('HTTP'), [3]);
  equal(found('task-2 '), [2]);
});

test('says a cycle in words', () => {
  equal(inWords([2, 7], [task(2)]), 'task-2 → task 7 → task-2');
});
