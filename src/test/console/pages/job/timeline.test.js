import {places, timeline, totals} from '../../../../main/console/pages/job/timeline.js';
import {equal, test} from '../../harness.js';

const START = Date.parse('2026-11-29T08:00:00Z');
const NOW = START + 100_000;
const at = (seconds) => new Date(START + seconds * 1000).toISOString();
const job = (rest) => ({
  state: 'QUEUED', attempt: 0, createdAt: at(0), runAt: at(0), startedAt: null, finishedAt: null, ...rest,
});
const run = (attempt, outcome, from, to) => ({attempt, outcome, startedAt: at(from), finishedAt: at(to)});
const short = (stretches) => stretches.map((each) =>
  [each.kind, each.attempt, (each.from - START) / 1000, (each.to - START) / 1000, each.open]);

test('a job that waits has waited until now', () => {
  equal(short(timeline(job({}), [], NOW)), [['waited', 1, 0, 100, true]]);
});

test('a job that is not due is delayed', () => {
  equal(short(timeline(job({state: 'SCHEDULED', runAt: at(500)}), [], NOW)), [['delayed', 1, 0, 100, true]]);
});

test('a job that was due later is delayed, then waits', () => {
  equal(short(timeline(job({runAt: at(40)}), [], NOW)), [['delayed', 1, 0, 40, false], ['waited', 1, 40, 100, true]]);
});

test('a job that runs goes on', () => {
  equal(short(timeline(job({state: 'RUNNING', attempt: 1, startedAt: at(5)}), [], NOW)),
    [['waited', 1, 0, 5, false], ['ran', 1, 5, 100, true]]);
});

test('a job that has ended ends there', () => {
  const ended = job({state: 'SUCCEEDED', attempt: 1, runAt: at(2), startedAt: at(5), finishedAt: at(9)});
  equal(short(timeline(ended, [run(1, 'SUCCEEDED', 5, 9)], NOW)),
    [['delayed', 1, 0, 2, false], ['waited', 1, 2, 5, false], ['ran', 1, 5, 9, false]]);
});

test('attempts are apart, with the pauses between them', () => {
  const tried = job({state: 'SUCCEEDED', attempt: 3, runAt: at(40), startedAt: at(42), finishedAt: at(50)});
  const attempts = [run(1, 'FAILED', 1, 5), run(2, 'CRASHED', 10, 20), run(3, 'SUCCEEDED', 42, 50)];
  equal(short(timeline(tried, attempts, NOW)), [
    ['waited', 1, 0, 1, false], ['ran', 1, 1, 5, false],
    ['paused', 2, 5, 10, false], ['ran', 2, 10, 20, false],
    ['paused', 3, 20, 40, false], ['waited', 3, 40, 42, false], ['ran', 3, 42, 50, false],
  ]);
  equal(timeline(tried, attempts, NOW).filter((each) => each.kind === 'ran').map((each) => each.outcome),
    ['FAILED', 'CRASHED', 'SUCCEEDED']);
});

test('a job that waits for another attempt pauses, then waits', () => {
  const failed = job({state: 'QUEUED', attempt: 1, runAt: at(30)});
  equal(short(timeline(failed, [run(1, 'FAILED', 1, 5)], NOW)), [
    ['waited', 1, 0, 1, false], ['ran', 1, 1, 5, false], ['paused', 2, 5, 30, false], ['waited', 2, 30, 100, true],
  ]);
});

test('a job that was cancelled while it waited ends then', () => {
  equal(short(timeline(job({state: 'CANCELLED', finishedAt: at(7)}), [], NOW)), [['waited', 1, 0, 7, false]]);
  equal(short(timeline(job({state: 'CANCELLED', runAt: at(500), finishedAt: at(7)}), [], NOW)),
    [['delayed', 1, 0, 7, false]]);
});

test('a list of attempts that is behind the document does not hide the attempt that runs', () => {
  const running = job({state: 'RUNNING', attempt: 2, runAt: at(10), startedAt: at(10)});
  const stretches = timeline(running, [run(1, 'RUNNING', 1, 5)], NOW);
  equal(stretches.at(-1).attempt, 2);
  equal(stretches.at(-1).open, true);
});

test('a run that took no time is there', () => {
  const quick = job({state: 'SUCCEEDED', attempt: 1, startedAt: at(0), finishedAt: at(0)});
  equal(short(timeline(quick, [], NOW)), [['ran', 1, 0, 0, false]]);
});

test('a clock that is behind the service makes no negative stretches', () => {
  const stretches = timeline(job({state: 'RUNNING', attempt: 1, startedAt: at(5)}), [], START - 60_000);
  equal(stretches.every((each) => each.to >= each.from), true);
});

test('stretches have no gaps, and their sums are the whole', () => {
  const tried = job({state: 'FAILED', attempt: 2, runAt: at(40), startedAt: at(42), finishedAt: at(50)});
  const stretches = timeline(tried, [run(1, 'FAILED', 1, 5)], NOW);
  equal(stretches.slice(1).every((each, index) => each.from === stretches[index].to), true);
  equal(totals(stretches), {delayed: 0, waited: 3, ran: 12, paused: 35});
});

test('each stretch can be seen, and all of them fill the line', () => {
  const drawn = places([{from: 0, to: 1}, {from: 1, to: 1_000_000}, {from: 1_000_000, to: 1_000_000}]);
  equal(drawn[0].x, 0);
  equal(drawn.every((each) => each.width > 0.005), true);
  equal(Math.abs(drawn.reduce((sum, each) => sum + each.width, 0) - 1) < 1e-9, true);
  equal(drawn[2].x, drawn[0].width + drawn[1].width);
});

test('no stretches and stretches of no length are drawn, too', () => {
  equal(places([]), []);
  equal(places([{from: 5, to: 5}]), [{x: 0, width: 1}]);
});
