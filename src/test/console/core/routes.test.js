import {match} from '../../../main/console/core/routes.js';
import {equal, test} from '../harness.js';

const routes = ['/', '/jobs', '/jobs/:id'].map((pattern) => ({pattern, title: pattern, load: () => Promise.reject()}));
const found = (path) => {
  const result = match(routes, path);
  return result && [result.route.pattern, result.params];
};

test('finds the page of a path', () => {
  equal(found('/'), ['/', {}]);
  equal(found('/jobs'), ['/jobs', {}]);
  equal(found('/jobs/018f'), ['/jobs/:id', {id: '018f'}]);
});

test('finds no page for other paths', () => {
  equal(found('/nothing'), null);
  equal(found('/jobs/'), null);
  equal(found('/jobs/018f/more'), null);
});

test('decodes a segment, and keeps one that is not encoded properly', () => {
  equal(found('/jobs/a%2Fb%20%3C'), ['/jobs/:id', {id: 'a/b <'}]);
  equal(found('/jobs/%E0%A4%A'), ['/jobs/:id', {id: '%E0%A4%A'}]);
});
