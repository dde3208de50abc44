import {limits} from '../../../../main/console/components/schema-form/limits.js';
import {equal, test} from '../../harness.js';

test('says what a schema demands', () => {
  equal(limits({type: 'integer', minimum: 0, maximum: 10, default: 5}), '0 to 10; default 5');
  equal(limits({type: 'integer', minimum: 1}), 'At least 1');
  equal(limits({exclusiveMinimum: 0, exclusiveMaximum: 1}), 'More than 0; less than 1');
  equal(limits({type: 'string', format: 'date-time', maxLength: 40}), 'Date-time; at most 40 characters');
  equal(limits({type: 'string', pattern: '^(?:[A-Z])$', examples: ['A', 'B', 'C', 'D']}),
    'Matches ^(?:[A-Z])$; such as A, B, C');
  equal(limits({minItems: 1, maxItems: 20, uniqueItems: true}), '1 to 20 items; no item twice');
  equal(limits({maxProperties: 64}), 'At most 64 entries');
  equal(limits({default: {a: [1]}}), 'Default {"a":[1]}');
});

test('says nothing of a schema that demands nothing, and of a pattern that is shown as a choice', () => {
  equal(limits({}), '');
  equal(limits(true), '');
  equal(limits({type: 'string', pattern: '^(?:GET|PUT)$'}), '');
});
