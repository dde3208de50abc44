import {counted, definition, rateText, usage} from '../../../../main/console/pages/limits/definition.js';
import {equal, test} from '../../harness.js';

test('takes what a PUT accepts out of the document of a limit', () => {
  equal(definition({
    name: 'partner', total: 0, rate: {permits: 2, per: 'PT1S', burst: 5}, onLimit: 'BLOCK', configured: false,
    createdAt: '2026-11-29T12:00:00Z', updatedAt: '2026-11-29T12:00:00Z', updatedBy: 'admin',
  }), {total: 0, rate: {permits: 2, per: 'PT1S', burst: 5}, onLimit: 'BLOCK'});
});

test('says a rate in words', () => {
  equal(rateText(undefined), '–');
  equal(rateText({permits: 1000, per: 'PT1M', burst: 1}), '1,000 each 1 m');
  equal(rateText({permits: 1, per: 'PT0.05S', burst: 20}), '1 each 50 ms, 20 at once');
});

test('knows the numbers of the limits that were counted apart', () => {
  const partner = {used: 3, free: 7, blocked: 2, oldestWait: 'PT1M'};
  equal(counted({limits: {partner}}, 'partner'), partner);
  equal(counted({limits: {partner}}, 'other'), null);
  equal(counted({limits: {partner}}, 'constructor'), null);
  equal(counted({limits: null}, 'partner'), null);
  equal(counted(undefined, 'partner'), null);
});

test('says how many permits of a total are in use', () => {
  equal(usage({used: 3, free: 7, blocked: 0, oldestWait: null}), '3 of 10');
  equal(usage({used: 1200, free: null, blocked: 0, oldestWait: null}), '1,200');
  equal(usage({used: null, free: null, blocked: 4, oldestWait: null}), '–');
  equal(usage(null), '–');
});
