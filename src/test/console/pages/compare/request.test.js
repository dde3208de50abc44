import {EXAMPLE, initial, request} from '../../../../main/console/pages/compare/request.js';
import {equal, test, throws} from '../../harness.js';

const form = (values) => ({...EXAMPLE, jobs: '3', modes: [], repeats: '3', force: false, ...values});

test('takes a list as one payload for each job', () => {
  equal(request(form({})), {
    type: 'countdown',
    payloads: [{name: 'A', delay: '1s'}, {name: 'B', delay: '800ms'}, {name: 'C', delay: '500ms'}],
    repeats: 3,
  });
});

test('takes any other value as the payload of all jobs', () => {
  equal(request(form({type: 'a', payloads: '{"x":1}', jobs: '7', modes: ['event-loop'], force: true})),
    {type: 'a', payload: {x: 1}, jobs: 7, modes: ['event-loop'], repeats: 3, force: true});
});

test('keeps a number that a double does not hold', () => {
  equal(String(request(form({payloads: '{"x":12345678901234567890}'})).payload.x), '12345678901234567890');
});

test('refuses what is not JSON, and numbers that are not whole', () => {
  throws(() => request(form({payloads: '{"x"}'})));
  throws(() => request(form({repeats: '1.5'})));
  throws(() => request(form({payloads: '{}', jobs: ''})));
});

test('begins with the example, or with the first type of a service that does not offer it', () => {
  equal(request(initial(['http', 'countdown'])), request(form({})));
  equal(request(initial(['http', 'sleep'])), {type: 'http', payload: {}, jobs: 3, repeats: 3});
});

test('makes no request before the types are known', () => {
  throws(() => request(initial([])), 'Choose a type.');
});
