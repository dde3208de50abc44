import {Sampler} from '../../../../main/console/pages/types/sampler.js';
import {equal, test} from '../../harness.js';

/** An API whose pages have a number of jobs each, and the calls it got. */
const api = (pages) => {
  const calls = [];
  return {calls, get: async (path) => {
    calls.push(path);
    const size = pages.shift();
    return {items: Array.from({length: size}, () => ({})), nextCursor: pages.length ? 'more' : null};
  }};
};

test('asks for one type after the other, and rests while all are fresh', async () => {
  const {calls, get} = api([3, 0]);
  const sampler = new Sampler(async (path) => ({...await get(path), nextCursor: null}));
  equal(await sampler.next(['a', 'b'], undefined, 0), true);
  equal(await sampler.next(['a', 'b'], undefined, 1000), true);
  equal(await sampler.next(['a', 'b'], undefined, 2000), false);
  equal(calls, ['a', 'b'].map((type) => `/api/v1/jobs?type=${type}&state=SUCCEEDED,FAILED&limit=200`));
  equal([sampler.samples.get('a').length, sampler.samples.get('b').length], [3, 0]);
});

test('asks again after half a minute, or when something was submitted', async () => {
  const sampler = new Sampler(async () => ({items: [], nextCursor: null}));
  await sampler.next(['a'], undefined, 0);
  equal(await sampler.next(['a'], undefined, 29_999), false);
  equal(await sampler.next(['a'], undefined, 30_000), true);
  sampler.forget('a');
  equal(await sampler.next(['a'], undefined, 30_001), true);
});

test('goes on with a page that ended early, up to five', async () => {
  const {calls, get} = api([150, 20, 0, 10, 5, 9]);
  const sampler = new Sampler(get);
  for (let call = 0; call < 5; call++) {
    equal(sampler.samples.has('a'), false);
    equal(await sampler.next(['a', 'b'], undefined, call), true);
  }
  equal(sampler.samples.get('a').length, 185);
  equal(calls[1], '/api/v1/jobs?type=a&state=SUCCEEDED,FAILED&limit=50&cursor=more');
});

test('gives up a page whose call fails, and begins anew', async () => {
  let fails = true;
  const sampler = new Sampler(async () => {
    if (fails) {
      throw new Error('away');
    }
    return {items: [{}], nextCursor: null};
  });
  await sampler.next(['a'], undefined, 0).catch(() => {});
  fails = false;
  equal(await sampler.next(['a'], undefined, 1), true);
  equal(sampler.samples.get('a').length, 1);
});
