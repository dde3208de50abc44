import {Numeral, parse, stringify} from '../../../main/console/core/json.js';
import {equal, test, throws} from '../harness.js';

test('keeps a number that a double does not hold', () => {
  const text = '{"id":12345678901234567890,"small":0.12345678901234567890,"huge":1e400,"list":[9007199254740993]}';
  equal(parse(text).id instanceof Numeral, true);
  equal(stringify(parse(text), 0), text);
});

test('keeps strings that look like such numbers', () => {
  const text = '{"12345678901234567890":"12345678901234567890","a":"\\"12345678901234567890","b":12345678901234567890}';
  equal(stringify(parse(text), 0), text);
});

test('reads a number with superfluous zeros or a power of ten as a number', () => {
  equal(parse('[1.0,1.10,0.0,1e3,1.5E+2,0.00000000000000000001,100000000000000000000]'),
    [1, 1.1, 0, 1000, 150, 1e-20, 1e20]);
});

test('reads a string of a megabyte', () => {
  const text = JSON.stringify({a: '\\"'.repeat(350_000), n: 12345678901234567890n.toString()});
  equal(parse(text).a.length, 700_000);
  equal(String(parse(text.replace(/"(\d+)"/, '$1')).n), '12345678901234567890');
});

test('reads other numbers as numbers', () => {
  equal(parse('{"a":1,"b":-2.5,"c":[0,7]}'), {a: 1, b: -2.5, c: [0, 7]});
});

test('writes what JSON.stringify writes for values without such numbers', () => {
  const values = [null, true, 'a "quote"\n', [], {}, [1, [2, {}]], {a: {b: []}, c: '\u2028'}, {'': null}];
  for (const value of values) {
    equal(stringify(value, 2), JSON.stringify(value, null, 2));
    equal(stringify(value, 0), JSON.stringify(value));
  }
});

test('leaves out fields that are undefined, as JSON.stringify does', () => {
  equal(stringify({a: undefined, b: 1}, 0), '{"b":1}');
});

test('refuses text that is not JSON', () => {
  throws(() => parse('{"a":}'));
});
