import {SlowSteps} from '../../../../main/console/pages/group/slow.js';
import {equal, test} from '../../harness.js';

const step = (values) => ({
  cause: 'STEP', jobId: 'a', startedAt: '2026-11-29T12:00:00Z', seconds: 0.25, ended: true, place: 'Shop.sum',
  ...values,
});
const loops = (...recent) => [{name: 'loop-1', slowSteps: {recent}}];
const all = () => true;

test('marks the slow steps of the jobs of a group', () => {
  const slow = new SlowSteps();
  const starvation = step({jobId: 'b', cause: 'STARVATION', place: null});
  slow.take(loops(step({}), starvation, step({jobId: null}), step({jobId: 'c'})), (id) => id !== 'c');
  equal(slow.marks, [
    {at: Date.parse('2026-11-29T12:00:00Z'), id: 'a', title: 'Blocked loop-1 for 250 ms at Shop.sum'},
    {at: Date.parse('2026-11-29T12:00:00Z'), id: 'b', title: 'Waited 250 ms for a processor on loop-1'},
  ]);
});

test('keeps a mark once, also if its time is said a little differently later', () => {
  const slow = new SlowSteps();
  slow.take(loops(step({})), all);
  const {marks} = slow;
  slow.take(loops(step({startedAt: '2026-11-29T12:00:00.002Z'})), all);
  equal(slow.marks === marks, true);
  slow.take(loops(), all);
  equal(slow.marks === marks, true);
});

test('waits for the end of a step', () => {
  const slow = new SlowSteps();
  slow.take(loops(step({ended: false, seconds: 0.1})), all);
  equal(slow.marks, []);
});
