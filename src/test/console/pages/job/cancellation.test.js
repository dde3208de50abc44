import {cancellation} from '../../../../main/console/pages/job/cancellation.js';
import {equal, test} from '../../harness.js';

const NOW = Date.parse('2026-11-29T08:00:10Z');
const at = (seconds) => new Date(Date.parse('2026-11-29T08:00:00Z') + seconds * 1000).toISOString();
const job = (state, outcome, rest = {}) => ({
  state, mode: 'event-loop', attempt: 1, finishedAt: at(6), cancel: {requestedAt: at(4), outcome}, ...rest,
});
const sentence = (each, last) => cancellation(each, last, NOW);

test('a job that was not to be cancelled has no sentence', () => {
  for (const state of ['SCHEDULED', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED']) {
    equal(sentence({state, cancel: null, attempt: 1}), '');
  }
});

test('a request that is open is not said to be heard', () => {
  equal(sentence(job('RUNNING', null, {finishedAt: null})),
    'Its cancellation was requested 6 s ago, and the handler has not acknowledged it yet. It goes on until its handler '
    + 'ends; a handler of this mode cannot be killed.');
});

test('a process is going to be killed if its handler does not end', () => {
  equal(sentence(job('RUNNING', null, {finishedAt: null, mode: 'process-pool'})).includes('is killed'), true);
});

test('a request to a job that waits again is open, too', () => {
  equal(sentence(job('QUEUED', null, {finishedAt: null})),
    'Its cancellation was requested 6 s ago; it is going to be cancelled.');
});

test('a request by a clock that is ahead was made just now', () => {
  equal(sentence(job('RUNNING', null, {finishedAt: null, cancel: {requestedAt: at(60), outcome: null}}))
    .startsWith('Its cancellation was requested 0 s ago'), true);
});

test('an acknowledged request has the time that it took', () => {
  equal(sentence(job('CANCELLED', 'ACKNOWLEDGED'), {attempt: 1, outcome: 'CANCELLED'}),
    'The handler acknowledged the request, and ended 2 s after it.');
  equal(sentence(job('CANCELLED', 'ACKNOWLEDGED')), 'The handler acknowledged the request, and ended 2 s after it.');
});

test('an attempt that ended otherwise is not said to have acknowledged', () => {
  for (const [outcome, words] of [['FAILED', 'failed'], ['CRASHED', 'lost'], ['RELEASED', 'stopped']]) {
    const text = sentence(job('CANCELLED', 'ACKNOWLEDGED'), {attempt: 1, outcome});
    equal(text.includes('acknowledged'), false);
    equal(text.includes(words), true);
  }
});

test('how an earlier attempt ended says nothing about the request', () => {
  equal(sentence(job('CANCELLED', 'ACKNOWLEDGED', {attempt: 2}), {attempt: 1, outcome: 'FAILED'}),
    'The handler acknowledged the request, and ended 2 s after it.');
});

test('a killed process is no acknowledgement', () => {
  equal(sentence(job('CANCELLED', 'FORCED')),
    'The handler did not end in time: its worker process was killed, 2 s after the request.');
});

test('an ignored request says how the job ended', () => {
  equal(sentence(job('SUCCEEDED', 'IGNORED')), 'The handler ignored the request: the job succeeded, 2 s after it.');
  equal(sentence(job('FAILED', 'IGNORED')), 'The handler ignored the request: the job failed by itself, 2 s after it.');
});

test('a job that was cancelled while it waited was not interrupted', () => {
  const waiting = {state: 'CANCELLED', cancel: null};
  equal(sentence({...waiting, attempt: 0}), 'It was cancelled while it waited; it did not run.');
  equal(sentence({...waiting, attempt: 1}),
    'It was cancelled while it waited for another attempt; nothing was interrupted.');
  equal(sentence({...waiting, attempt: 3, priorAttempts: 3}), 'It was cancelled while it waited; it did not run.');
});
