import {
  ACTS_ON, described, jobsPath, listed, read, selection, toggled, write,
} from '../../../../main/console/pages/jobs/filters.js';
import {equal, test} from '../../harness.js';

/** What the browser makes of a query; the engine of the build has none. */
const search = (parameters) => ({
  getAll: (name) => [parameters[name] ?? []].flat(),
  get: (name) => [parameters[name] ?? []].flat()[0] ?? null,
});
const filter = (parameters) => read(search(parameters));

test('values of a filter can be repeated or separated by commas', () => {
  equal(filter({state: ['FAILED,CANCELLED', 'QUEUED']}).state, ['FAILED', 'CANCELLED', 'QUEUED']);
});

test('a value that is there twice counts once', () => {
  equal(filter({type: ['http,http', 'http']}).type, ['http']);
});

test('empty values are none', () => {
  equal(filter({type: ['', ',', ' , http ,']}).type, ['http']);
  equal(filter({}).state, []);
  equal(filter({}).createdFrom, '');
});

test('the name of a submitter may contain commas', () => {
  equal(filter({submitter: ['CN=a,O=b', 'c']}).submitter, ['CN=a,O=b', 'c']);
  equal(write({submitter: ['CN=a,O=b', 'c']}), '?submitter=CN%3Da%2CO%3Db&submitter=c');
});

test('a query has the values in their order, and nothing that is empty', () => {
  equal(write({state: ['FAILED', 'CANCELLED'], type: [], createdFrom: '', limit: 50, cursor: null}),
    '?state=FAILED,CANCELLED&limit=50');
  equal(write({state: [], cursor: undefined}), '');
});

test('what has a meaning in a query is encoded', () => {
  equal(write({type: ['a&b=c#d+é']}), '?type=a%26b%3Dc%23d%2B%C3%A9');
  equal(write({createdFrom: '2026-11-29T08:00:00+01:00'}), '?createdFrom=2026-11-29T08:00:00%2B01:00');
});

test('a chip adds its value, and removes it again', () => {
  equal(toggled([], 'FAILED'), ['FAILED']);
  equal(toggled(['FAILED', 'QUEUED'], 'FAILED'), ['QUEUED']);
});

test('a text field has values that are separated by commas', () => {
  equal(listed(' http , command,, http'), ['http', 'command']);
  equal(listed(''), []);
});

test('the filter of an operation leads to the list of the same jobs', () => {
  equal(jobsPath({state: ['FAILED'], type: ['http'], finishedFrom: '2026-11-29T08:00:00Z'}),
    '/jobs?state=FAILED&type=http&finishedFrom=2026-11-29T08:00:00Z');
  equal(jobsPath({}), '/jobs');
  equal(jobsPath(null), '/jobs');
});

test('a filter is described in words', () => {
  equal(described({state: ['FAILED', 'CANCELLED'], createdTo: '2026-11-29T08:00:00Z'}),
    'state FAILED or CANCELLED, created before 2026-11-29T08:00:00Z');
  equal(described({}), 'all jobs');
});

test('an operation acts on what the list shows', () => {
  const values = filter({state: 'FAILED', type: 'http', submitter: 'a,b', finishedFrom: '2026-11-29T08:00:00Z'});
  equal(selection('REDRIVE', values), {
    filter: {state: ['FAILED'], type: ['http'], submitter: ['a,b'], finishedFrom: '2026-11-29T08:00:00Z'},
    notes: [],
    refusal: '',
  });
});

test('an operation never acts on more than a schedule has submitted', () => {
  for (const action of Object.keys(ACTS_ON)) {
    const {refusal, filter: chosen} = selection(action, filter({schedule: 'nightly', type: 'http'}));
    equal(refusal.includes('schedule'), true);
    equal(chosen, {});
  }
});

test('states on which an action cannot act are left out, and named', () => {
  const {filter: chosen, notes} = selection('CANCEL', filter({state: 'FAILED,QUEUED,RUNNING'}));
  equal(chosen, {state: ['QUEUED', 'RUNNING']});
  equal(notes, ['It leaves out jobs that are FAILED.']);
});

test('an action that can act on none of the states is refused', () => {
  equal(selection('CANCEL', filter({state: 'FAILED'})).refusal !== '', true);
  equal(selection('REPRIORITIZE', filter({state: 'RUNNING'})).refusal !== '', true);
});

test('a redrive without states takes those that failed, and says so', () => {
  const {filter: chosen, notes, refusal} = selection('REDRIVE', filter({type: 'http'}));
  equal(chosen, {state: ['FAILED'], type: ['http']});
  equal(notes.length, 1);
  equal(refusal, '');
});

test('other actions without states name those on which they act', () => {
  for (const action of ['CANCEL', 'DELETE', 'REPRIORITIZE']) {
    equal(selection(action, filter({})).filter, {state: ACTS_ON[action]});
  }
});

test('jobs that have ended can be neither cancelled nor given a priority', () => {
  equal(selection('CANCEL', filter({finishedTo: '2026-11-29T08:00:00Z'})).refusal !== '', true);
  equal(selection('REPRIORITIZE', filter({finishedFrom: '2026-11-29T08:00:00Z'})).refusal !== '', true);
  equal(selection('DELETE', filter({finishedTo: '2026-11-29T08:00:00Z'})).refusal, '');
});

test('asking twice does not change what an action can act on', () => {
  selection('DELETE', filter({}));
  equal(selection('DELETE', filter({})).filter, {state: ['SUCCEEDED', 'FAILED', 'CANCELLED']});
});
