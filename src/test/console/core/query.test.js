import {query} from '../../../main/console/core/query.js';
import {equal, test} from '../harness.js';

test('leaves out empty values', () => {
  equal(query({a: '', b: null, c: undefined, d: []}), '');
  equal(query({a: '', b: 'x', c: 0}), '?b=x&c=0');
});

test('separates several values by commas', () => {
  equal(query({state: ['FAILED', 'CANCELLED'], limit: 50}), '?state=FAILED,CANCELLED&limit=50');
});

test('encodes what has a meaning in a URL', () => {
  equal(query({submitter: 'a&b=c#d +'}), '?submitter=a%26b%3Dc%23d+%2B');
});
