import {lanesOf, series, spoken, workersOf} from '../../../../main/console/pages/lanes/series.js';
import {equal, test} from '../../harness.js';

const at = '2026-11-29T12:00:00Z';
const noon = Date.parse(at) / 1000;

test('gives each sample the time of its end', () => {
  equal(series({at, interval: 'PT10S', percent: [5, null, 100]}), [[noon - 20, noon - 10, noon], [5, null, 100]]);
});

test('has no samples before the first', () => {
  equal(series({at: null, interval: 'PT10S', percent: []}), [[], []]);
  equal(series(null), [[], []]);
  equal(spoken(null), 'no samples yet');
  equal(spoken({at, interval: 'PT10S', percent: [null]}), 'no samples yet');
});

test('says the average and the greatest sample', () => {
  equal(spoken({at, interval: 'PT10S', percent: [0, 50, null, 100]}),
    'on average 50 percent used in a minute, at most 100 percent');
  equal(spoken({at, interval: 'PT10S', percent: Array(90).fill(7)}),
    'on average 7 percent used in 15 minutes, at most 7 percent');
});

test('lists the lanes of a mode, that of the answering node first, without nodes that are gone', () => {
  const node = (name, values = {}) => ({
    name, alive: true, self: false, status: {lanes: [{mode: 'event-loop', of: name}, {mode: 'sequential'}]}, ...values});
  const nodes = [node('c'), node('b', {self: true}), node('a'), node('d', {alive: false}), node('e', {status: null})];
  equal(lanesOf(nodes, 'event-loop').map((each) => each.lane.of), ['b', 'a', 'c']);
  equal(lanesOf(nodes, 'process-pool'), []);
});

test('shows worker processes only of the node that has answered', () => {
  const processes = [{name: 'w-1', state: 'IDLE'}];
  const answer = {node: {id: '1', name: 'a'}, items: [{mode: 'event-loop', processes: []}, {mode: 'process-pool', processes}]};
  equal(workersOf(answer, {id: '1'}), {processes});
  equal(workersOf(answer, {id: '2'}), {answeredBy: 'a'});
  equal(workersOf({...answer, items: []}, {id: '1'}), {processes: []});
  equal(workersOf(undefined, {id: '1'}), null);
});
