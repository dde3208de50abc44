import {line, plain} from '../../../main/console/core/text.js';
import {equal, test} from '../harness.js';

test('shows characters that change the order of text', () => {
  equal(plain('user\u202egnp.exe'), 'user\\u202egnp.exe');
  equal(plain('\u2066a\u2069\u200f'), '\\u2066a\\u2069\\u200f');
});

test('shows control characters, but keeps line breaks and tabs', () => {
  equal(plain('a\u0000b\u001b[31m\tc\nd\r'), 'a\\u0000b\\u001b[31m\tc\nd\\u000d');
});

test('keeps markup and letters of all languages as they are', () => {
  equal(plain('<img onerror=alert(1)> Ünïcödé 日本 עברית 👍'), '<img onerror=alert(1)> Ünïcödé 日本 עברית 👍');
});

test('cuts a long text and says how long it is', () => {
  equal(plain('x'.repeat(1_048_576), 3), 'xxx… (1,048,576 characters)');
  equal(plain('xyz', 3), 'xyz');
});

test('makes one line of several', () => {
  equal(line('a\n\n\tb'), 'a b');
});

test('shows nothing for no value', () => {
  equal(plain(null) + plain(undefined), '');
  equal(plain(0) + plain(false), '0false');
});
