import {equal, test} from '../../harness.js';
import {sentence, summaryOf} from '../../../../main/console/components/gantt/summary.js';
import {item} from './samples.js';

test('three countdowns at once took 3 s for 6.9 s of work', () => {
  const summary = summaryOf([item('A', 0, 3000), item('B', 0, 2400), item('C', 0, 1500)], 9000);
  equal(summary, {started: 3, waiting: 0, total: 3, busy: 3, work: 6.9});
  equal(sentence(summary), '3 jobs, 3.0 s in total, 6.9 s of work: 2.3 at a time');
});

test('three countdowns one after the other took as long as their work', () => {
  equal(sentence(summaryOf([item('A', 0, 3000), item('B', 3000, 5400), item('C', 5400, 6900)], 9000)),
    '3 jobs, 6.9 s in total, 6.9 s of work: 1 at a time');
});

test('idle time does not make the average smaller', () => {
  const summary = summaryOf([item('A', 0, 1000), item('B', 0, 1000), item('C', 9000, 10_000)], 20_000);
  equal(summary, {started: 3, waiting: 0, total: 10, busy: 2, work: 3});
  equal(sentence(summary), '3 jobs, 10.0 s in total, 2.0 s of it busy, 3.0 s of work: 1.5 at a time');
});

test('jobs that run count until now, and the others are counted', () => {
  const summary = summaryOf([item('A', 0, null), item('B', null, null), item('C', null, null)], 4000);
  equal(summary, {started: 1, waiting: 2, total: 4, busy: 4, work: 4});
  equal(sentence(summary), '1 of 3 jobs, 4.0 s in total, 4.0 s of work: 1 at a time');
});

test('without a start there is nothing to measure', () => {
  equal(sentence(summaryOf([], 0)), 'No jobs');
  equal(sentence(summaryOf([item('A', null, null)], 0)), '1 job, none of them running');
});

test('attempts of a job are one job, with the work of all', () => {
  const first = {...item('A', 0, 1000), key: 'A#1', state: 'FAILED'};
  equal(summaryOf([first, item('A', 2000, 3000), {...item('B', 0, 500), key: 'B#1'}, item('B', null, null)], 9000),
    {started: 2, waiting: 0, total: 3, busy: 2, work: 2.5});
});
