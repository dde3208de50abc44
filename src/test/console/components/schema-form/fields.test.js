import {fieldOf} from '../../../../main/console/components/schema-form/fields.js';
import {equal, test} from '../../harness.js';

/** The kinds of the fields of an object schema, by name. */
const kinds = (properties, more = {}) => Object.fromEntries(
  fieldOf({type: 'object', properties, ...more}).fields.map((field) => [field.name, field.kind]));

test('has a kind of field for each kind of schema', () => {
  equal(kinds({
    text: {type: 'string'}, whole: {type: 'integer'}, part: {type: 'number'}, flag: {type: 'boolean'},
    color: {enum: ['red', 'green']}, version: {const: 2}, list: {type: 'array', items: {type: 'string'}},
    headers: {type: 'object', additionalProperties: {type: 'string'}}, nested: {type: 'object', properties: {a: {}}},
    any: {}, free: {type: 'object'}, pair: {type: 'array', prefixItems: [{}, {}]}, untyped: {properties: {a: {}}},
    closed: {type: 'object', additionalProperties: false}, either: {oneOf: [{type: 'string'}, {type: 'integer'}]},
    mixed: {type: ['string', 'integer']}, never: false, not: {not: {type: 'string'}},
  }), {
    text: 'text', whole: 'number', part: 'number', flag: 'boolean', color: 'choice', version: 'constant', list: 'list',
    headers: 'map', nested: 'object', any: 'json', free: 'json', pair: 'json', untyped: 'object', closed: 'object',
    either: 'variants', mixed: 'json', never: 'json', not: 'json',
  });
});

test('keeps the order of the schema and what is required', () => {
  const {fields} = fieldOf({type: 'object', required: ['b'], properties: {c: {}, b: {}, a: {}}});
  equal(fields.map((field) => [field.name, field.required]), [['c', false], ['b', true], ['a', false]]);
});

test('takes a pattern that lists texts as a choice', () => {
  equal(fieldOf({type: 'string', pattern: '^(?:GET|PUT|NO-OP)$'}).values, ['GET', 'PUT', 'NO-OP']);
  equal(fieldOf({type: 'string', pattern: '^(?:[A-Z])$'}).kind, 'text');
  equal(fieldOf({type: 'string', pattern: 'GET|PUT'}).kind, 'text');
});

test('follows references, and ends where they lead in a circle', () => {
  const schema = {
    $ref: '#/$defs/node',
    $defs: {node: {type: 'object', properties: {name: {type: 'string'}, child: {$ref: '#/$defs/node'}}}},
  };
  const field = fieldOf(schema);
  equal(field.fields.map((part) => part.kind), ['text', 'json']);
  equal(fieldOf({$ref: '#/$defs/missing'}).kind, 'json');
  equal(fieldOf({$ref: 'https://example.com/schema'}).kind, 'json');
  equal(fieldOf({$ref: '#'}).kind, 'json');
});

test('keeps the description beside a reference', () => {
  const field = fieldOf({
    type: 'object', properties: {a: {$ref: '#/$defs/b~1c', description: 'Beside.'}},
    $defs: {'b/c': {type: 'integer', description: 'Inside.'}},
  });
  equal([field.fields[0].kind, field.fields[0].help], ['number', 'Beside.']);
});

test('joins allOf', () => {
  const field = fieldOf({allOf: [
    {type: 'object', properties: {a: {type: 'string'}}, required: ['a']},
    {properties: {b: {type: 'integer'}}, required: ['b']},
  ]});
  equal(field.fields.map((part) => [part.name, part.kind, part.required]),
    [['a', 'text', true], ['b', 'number', true]]);
});

test('takes null out of the types', () => {
  const nullable = (schema) => [fieldOf(schema).kind, fieldOf(schema).nullable];
  equal(nullable({type: ['string', 'null']}), ['text', true]);
  equal(nullable({oneOf: [{type: 'integer'}, {type: 'null'}]}), ['number', true]);
  equal(nullable({anyOf: [{type: 'integer'}, {type: 'string'}, {type: 'null'}]}), ['variants', true]);
  equal(nullable({enum: ['a', null]}), ['choice', true]);
  equal(nullable({type: 'string'}), ['text', false]);
});

test('calls variants by their title or their constant', () => {
  const field = fieldOf({type: 'object', properties: {id: {type: 'string'}}, oneOf: [
    {title: 'By mail', properties: {to: {type: 'string'}}},
    {properties: {kind: {const: 'sms'}, number: {type: 'string'}}},
    {properties: {x: {}}},
  ]});
  equal(field.fields.map((variant) => variant.label), ['By mail', 'kind: sms', 'variant 3']);
  equal(field.fields[1].fields.map((part) => part.name), ['id', 'kind', 'number']);
});

test('has JSON for what is too deep or too much', () => {
  let schema = {type: 'string'};
  for (let depth = 0; depth < 30; depth++) {
    schema = {type: 'object', properties: {a: schema}};
  }
  let field = fieldOf(schema);
  let depth = 0;
  while (field.kind === 'object') {
    field = field.fields[0];
    depth++;
  }
  equal([field.kind, depth < 12], ['json', true]);
  const wide = Object.fromEntries(Array.from({length: 1000}, (_, index) => [`p${index}`, {type: 'array', items: {}}]));
  equal(fieldOf({type: 'object', properties: wide}).fields.filter((part) => part.kind === 'list').length <= 300, true);
});

test('does not stumble over hostile schemas', () => {
  for (const schema of [null, 7, 'x', [], {type: 7}, {enum: 'x'}, {properties: {a: null}}, {oneOf: [null]},
    {type: 'array', items: [1]}, {allOf: [null, 3]}, {allOf: 'x'}, {$ref: 7}, {type: 'object', properties: 'abc'}]) {
    equal(typeof fieldOf(schema).kind, 'string');
  }
});
