import {
  LONGEST_LINE, MOST_CHARACTERS, MOST_LINES, OutputBuffer,
} from '../../../../main/console/pages/job/output.js';
import {equal, test} from '../../harness.js';

const filled = (lines, text = (number) => `line ${number}`, attempt = () => 1) => {
  const buffer = new OutputBuffer();
  for (let number = 1; number <= lines; number++) {
    buffer.push({attempt: attempt(number), line: number, at: '', text: text(number)});
  }
  return buffer;
};

test('lines are shown as they came', () => {
  equal(filled(3).text, 'line 1\nline 2\nline 3');
  equal(filled(0).text, '');
});

test('the last lines are kept, and those that are not are counted', () => {
  const buffer = filled(10 * MOST_LINES + 7);
  const lines = buffer.text.split('\n');
  equal(lines.length, MOST_LINES);
  equal(lines.at(-1), `line ${10 * MOST_LINES + 7}`);
  equal(buffer.dropped, 9 * MOST_LINES + 7);
  equal(buffer.received, 10 * MOST_LINES + 7);
});

test('exactly as many lines as are kept lose none', () => {
  const buffer = filled(MOST_LINES);
  equal(buffer.dropped, 0);
  equal(buffer.text.startsWith('line 1\n'), true);
});

test('a line of a megabyte is cut, and what is left says so', () => {
  const buffer = filled(1, () => 'x'.repeat(1_000_000));
  equal(buffer.text.length < LONGEST_LINE + 100, true);
  equal(buffer.cut, 1);
});

test('long lines are bounded together, too', () => {
  const buffer = filled(MOST_LINES, () => 'x'.repeat(LONGEST_LINE));
  equal(buffer.text.length <= MOST_CHARACTERS + MOST_LINES, true);
  equal(buffer.dropped, MOST_LINES - MOST_CHARACTERS / LONGEST_LINE);
});

test('invisible characters are written out', () => {
  equal(filled(1, () => 'a\u202eb\u001b[31m\tc').text, 'a\\u202eb\\u001b[31m\tc');
});

test('a line break at the end of a print is not another line', () => {
  equal(filled(2, (number) => `${number}\n`).text, '1\n2');
});

test('attempts have headings if there is more than one', () => {
  const buffer = filled(4, (number) => String(number), (number) => (number < 3 ? 1 : 2));
  equal(buffer.text, '── attempt 1 ──\n1\n2\n── attempt 2 ──\n3\n4');
});

test('a later attempt that is alone has a heading', () => {
  equal(filled(1, () => 'x', () => 3).text, '── attempt 3 ──\nx');
});

test('the text follows what comes', () => {
  const buffer = filled(1);
  equal(buffer.text, 'line 1');
  buffer.push({attempt: 1, line: 2, at: '', text: 'line 2'});
  equal(buffer.text, 'line 1\nline 2');
});

test('a cleared buffer is as new', () => {
  const buffer = filled(5, () => 'x'.repeat(LONGEST_LINE + 1));
  buffer.clear();
  equal([buffer.text, buffer.received, buffer.dropped, buffer.cut], ['', 0, 0, 0]);
});
