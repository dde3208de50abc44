import {diagnose, headline, unknown} from '../../../../main/console/pages/now/diagnosis.js';
import {equal, test} from '../../harness.js';

const lane = (values) => ({mode: 'thread-pool', slots: {total: 10, used: 0}, paused: false, problem: null, ...values});
const node = ({age = 'PT2S', lanes = [lane({})], ...values}) =>
  ({id: '1', name: 'a', alive: true, status: {age, lanes}, ...values});
const summary = (values) => ({
  counted: true, states: {QUEUED: 0, SCHEDULED: 0, RUNNING: 0}, modes: {'thread-pool': {QUEUED: 0}}, oldestWaits: {},
  withoutNode: {types: {}}, ...values,
});
const texts = (facts) => diagnose(facts).map((each) => each.text);

test('finds nothing where nothing is wrong', () => {
  const facts = {nodes: [node({}), node({id: '2', name: 'b'})], summary: summary({}), pauses: [], ended: []};
  equal(diagnose(facts), []);
  equal(headline(facts, [], []), 'Nothing is wrong: 2 nodes are up, and no job waits for a slot.');
});

test('finds nothing before anything is known', () => {
  equal(diagnose({}), []);
});

test('does not say that nothing is wrong before all is known', () => {
  const facts = {nodes: [node({})], summary: summary({}), pauses: [], ended: [], schedules: []};
  equal(unknown({}, {}).length, 6);
  equal(unknown(facts, {}), ['the operations']);
  equal(unknown({...facts, operations: []}, {}), []);
  equal(unknown({...facts, operations: []}, {schedules: 'refused'}), ['the schedules']);
  equal(unknown({...facts, operations: [], summary: {counted: false}}, {}), ['the unfinished jobs']);
  equal(headline(facts, [], ['the operations']), 'Nothing wrong was found so far. Not known: the operations.');
});

test('finds a node that has lost its lease', () => {
  equal(texts({nodes: [node({name: 'gone', alive: false, status: null}), node({name: 'well'})]}),
    ['The node gone has lost its lease.']);
});

test('finds jobs that no node can run', () => {
  const facts = {summary: summary({withoutNode: {types: {'a/b': 1, mail: 12, none: 0}}})};
  equal(diagnose(facts).map((each) => [each.text, each.path]), [
    ['1 job of the type a/b cannot start: no node can run them.', '/jobs?state=QUEUED&type=a%2Fb'],
    ['12 jobs of the type mail cannot start: no node can run them.', '/jobs?state=QUEUED&type=mail'],
  ]);
});

test('tells a long wait from one that is too long', () => {
  const levels = (wait) => diagnose({summary: summary({oldestWaits: {'event-loop': wait}})}).map((each) => each.level);
  equal(levels('PT60S'), []);
  equal(levels('PT61S'), ['warn']);
  equal(levels('PT5M1S'), ['bad']);
  equal(levels(null), []);
});

test('finds a limit that has held a job for long', () => {
  const held = (oldestWait) => ({used: 1, free: 0, blocked: 1, oldestWait});
  const facts = {summary: summary({limits: {mail: held('PT15M'), partner: held('PT20M'), rate: held(null)}})};
  equal(diagnose(facts), [{level: 'warn', text: 'The limit partner has held a job for 20 m.',
    runbook: 'JobwheelLimitBlocksLong', path: '/limits'}]);
  equal(diagnose({summary: summary({limits: null})}), []);
});

test('finds a lane that is full only if jobs wait for it', () => {
  const full = {nodes: [node({lanes: [lane({slots: {total: 10, used: 10}, utilization: {percent: [96, 97, 95]}})]})]};
  equal(texts({...full, summary: summary({})}), []);
  equal(texts({...full, summary: summary({modes: {'thread-pool': {QUEUED: 7}}})}),
    ['The lane thread-pool is full. Queued for it: 7 jobs.']);
});

test('does not call a lane full that is full for a moment only', () => {
  const percent = [...Array(29).fill(50), 100];
  equal(texts({
    nodes: [node({lanes: [lane({slots: {total: 10, used: 10}, utilization: {percent}})]})],
    summary: summary({modes: {'thread-pool': {QUEUED: 7}}}),
  }), []);
});

test('finds paused lanes, and lanes with a problem before them', () => {
  const stalled = lane({mode: 'event-loop', problem: {detail: 'stalled'}});
  equal(texts({nodes: [node({lanes: [lane({paused: true}), stalled]})]}),
    ['The lane event-loop of a: stalled', 'The lane thread-pool of a is paused.']);
});

test('finds types that fail, the worst first, and none by too few jobs', () => {
  const ended = (type, succeeded, failed) => [
    ...Array(succeeded).fill({type, state: 'SUCCEEDED'}), ...Array(failed).fill({type, state: 'FAILED'})];
  equal(texts({ended: [...ended('good', 9, 1), ...ended('few', 0, 4), ...ended('mail', 6, 4), ...ended('http', 0, 5)]}),
    ['The type http fails: 100 % of its latest 5 jobs.', 'The type mail fails: 40 % of its latest 10 jobs.']);
});

test('shows pauses with their reasons', () => {
  equal(texts({pauses: [{target: 'type:mail', reason: 'down'}, {target: 'submitter:a:b', reason: 'It fails. '}]}),
    ['The type mail is paused: down.', 'The submitter a:b is paused: It fails.']);
});

test('finds schedules and operations that have stopped', () => {
  equal(texts({
    schedules: [{name: 'a'}, {name: 'b', error: 'unknown type'}],
    operations: [
      {id: '1', action: 'REDRIVE', state: 'PAUSED'}, {id: '2', action: 'CANCEL', state: 'PAUSED', error: 'no'}],
  }), ['The schedule b could not submit: unknown type', 'An operation CANCEL has stopped: no']);
});

test('says the worst first, and how many more there are', () => {
  const facts = {nodes: [node({}), node({id: '2', name: 'gone', alive: false})], pauses: [{target: 'type:mail'}]};
  equal(headline(facts, diagnose(facts), []), 'The node gone has lost its lease. 1 more below. 1 node is up.');
});
