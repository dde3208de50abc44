import {fieldOf} from '../../../../main/console/components/schema-form/fields.js';
import {initialState, stateFor, valueOf} from '../../../../main/console/components/schema-form/values.js';
import {parse, stringify} from '../../../../main/console/core/json.js';
import {equal, test, throws} from '../../harness.js';

const HTTP = fieldOf({
  type: 'object', required: ['url'], additionalProperties: false,
  properties: {
    method: {type: 'string', pattern: '^(?:GET|POST)$'}, url: {type: 'string'},
    headers: {type: 'object', additionalProperties: {type: 'string'}},
    body: {type: 'object', properties: {json: {}, text: {type: 'string'}}},
    expect: {type: 'array', items: {type: 'string'}}, maxRedirects: {type: 'integer'}, follow: {type: 'boolean'},
  },
});

/** The JSON of a state, and the mistakes. */
const made = (field, state, path = 'payload') => {
  const mistakes = [];
  const value = valueOf(field, state, path, mistakes);
  return [
    value === undefined ? 'left out' : stringify(value, 0),
    mistakes.map((each) => `${each.field} ${each.message}`),
  ];
};

const scalar = (schema, text, required = true) => made(fieldOf(schema, {required}), text, 'x');

test('leaves out what was not entered', () => {
  equal(made(HTTP, {...initialState(HTTP), url: 'http://a'}), ['{"url":"http://a"}', []]);
});

test('says what is required', () => {
  equal(made(HTTP, initialState(HTTP)), ['{}', ['payload.url is required']]);
});

test('makes an object, a list and a map of what was entered', () => {
  const state = initialState(HTTP);
  state.url = 'http://a';
  state.method = '1';
  state.headers = [{key: 'X-A', value: 'b'}, {key: 'X-Empty', value: ''}];
  state.body.json = '{"n": 12345678901234567890, "one": 1.0}';
  state.expect = ['2xx', ''];
  state.follow = 'false';
  equal(made(HTTP, state), ['{"method":"POST","url":"http://a","headers":{"X-A":"b","X-Empty":""},'
    + '"body":{"json":{"n": 12345678901234567890, "one": 1.0}},"expect":["2xx",""],"follow":false}', []]);
});

test('keeps a number as it was written', () => {
  for (const text of ['0', '-1', '12345678901234567890', '9007199254740993', '1.0', '0.10', '1e400', '-0', '1E+2']) {
    equal(scalar({type: 'number'}, text), [text, []]);
  }
  equal(scalar({type: 'integer'}, ' 7 '), ['7', []]);
});

test('refuses what is not a number', () => {
  for (const text of ['x', '1,5', '0x10', '+1', '.5', '1.', '01', 'NaN', '١']) {
    equal(scalar({type: 'number'}, text), ['left out', ['x must be a number']]);
  }
  equal(scalar({type: 'integer'}, '1.5'), ['left out', ['x must be a whole number']]);
});

test('refuses JSON that is none, and says where', () => {
  const state = {...initialState(HTTP), url: 'a'};
  state.body = {...state.body, json: '{"a":'};
  equal(made(HTTP, state)[1][0].startsWith('payload.body.json is not JSON'), true);
  state.body = {json: '', text: ''};
  state.maxRedirects = 'many';
  equal(made(HTTP, state)[1], ['payload.maxRedirects must be a whole number']);
});

test('gives items the paths that the API gives them', () => {
  const field = fieldOf({type: 'array', items: {type: 'object', properties: {n: {type: 'integer'}}}});
  equal(made(field, [{n: '1'}, {n: 'x'}])[1], ['payload[1].n must be a whole number']);
});

test('refuses names of a map that are empty or double', () => {
  const field = fieldOf({type: 'object', additionalProperties: {type: 'string'}});
  equal(made(field, [{key: '', value: 'a'}])[1], ['payload has an entry without a name']);
  equal(made(field, [{key: 'a', value: '1'}, {key: 'a', value: '2'}])[1], ['payload has the name a twice']);
});

test('fills in the default of a required field only', () => {
  const field = fieldOf({
    type: 'object', required: ['a', 'c'],
    properties: {
      a: {type: 'integer', default: 3}, b: {type: 'integer', default: 4}, c: {enum: ['x', 'y'], default: 'y'},
    },
  });
  equal(initialState(field), {a: '3', b: '', c: '1'});
  equal(made(field, initialState(field)), ['{"a":3,"c":"y"}', []]);
});

test('does not stumble over a default that its own schema does not allow', () => {
  equal(initialState(fieldOf({type: 'array', items: {type: 'string'}, default: 7})), []);
});

test('writes null for an empty required field that may be null', () => {
  equal(scalar({type: ['string', 'null']}, ''), ['null', []]);
  equal(scalar({type: ['string', 'null']}, '', false), ['left out', []]);
});

test('writes constants of the chosen variant', () => {
  const field = fieldOf({oneOf: [
    {type: 'object', required: ['kind', 'to'], properties: {kind: {const: 'mail'}, to: {type: 'string'}}},
    {type: 'object', required: ['kind', 'number'], properties: {kind: {const: 'sms'}, number: {type: 'integer'}}},
  ]});
  equal(made(field, initialState(field)), ['left out', ['payload is required']]);
  equal(made(field, {chosen: '1', value: {kind: '', number: '4915112345678901234'}}),
    ['{"kind":"sms","number":4915112345678901234}', []]);
  equal(stateFor(field, {kind: 'sms', number: 5}), {chosen: '1', value: {kind: '', number: '5'}});
});

test('brings JSON into the form and back', () => {
  for (const text of [
    '{"url":"a"}',
    '{"method":"GET","url":"a","headers":{"b":"c","d":""},"body":{"text":"x"},"expect":["2xx"],'
      + '"maxRedirects":12345678901234567890,"follow":true}',
    '{"url":"a","body":{"json":{"deep":[1,null,{"x":12345678901234567890}]}}}',
    '{"url":"a","body":{"json":null}}',
  ]) {
    const [json, mistakes] = made(HTTP, stateFor(HTTP, parse(text)));
    equal([stringify(parse(json), 0), mistakes], [text, []]);
  }
});

test('does not care about the order of names', () => {
  equal(stateFor(HTTP, {maxRedirects: 3, url: 'a'}).maxRedirects, '3');
});

test('leaves JSON alone that the form would change', () => {
  for (const value of [{url: 'a', unknown: 1}, {url: 7}, {}, {url: ''}, {url: 'a', body: {}}, {url: 'a', expect: []},
    {url: 'a', expect: 'x'}, {url: 'a', method: 'PATCH'}, {url: 'a', maxRedirects: 1.5}, {url: 'a', maxRedirects: '3'},
    {url: 'a', follow: 'true'}, {url: null}, {url: 'a', headers: {a: 1}}, {url: 'a', headers: []}, null, 7, 'x', []]) {
    throws(() => stateFor(HTTP, value));
  }
});
