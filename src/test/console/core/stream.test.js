import {MessageParser} from '../../../main/console/core/messages.js';
import {equal, test} from '../harness.js';

const STREAM = ': hello\n\nevent: job\ndata: {"a":1}\n\nevent: output\nid: 1.0\ndata: first\ndata: second\n\nretry: 5\n'
  + 'data:no space\n\nevent: empty\n\nid: 2\nevent: end\ndata:\n\n';
const MESSAGES = [
  {event: 'job', id: null, data: '{"a":1}'},
  {event: 'output', id: '1.0', data: 'first\nsecond'},
  {event: 'message', id: null, data: 'no space'},
  {event: 'end', id: '2', data: ''},
];

test('splits a stream into messages', () => {
  equal(new MessageParser().push(STREAM), MESSAGES);
});

test('takes a stream in parts that end anywhere', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = new MessageParser();
    const messages = [];
    for (let start = 0; start < STREAM.length; start += size) {
      messages.push(...parser.push(STREAM.slice(start, start + size)));
    }
    equal(messages, MESSAGES);
  }
});

test('takes lines that end with CR and LF', () => {
  equal(new MessageParser().push(STREAM.replaceAll('\n', '\r\n')), MESSAGES);
});

test('keeps a message that is not complete', () => {
  const parser = new MessageParser();
  equal(parser.push('data: half'), []);
  equal(parser.push('\n'), []);
  equal(parser.push('\n'), [{event: 'message', id: null, data: 'half'}]);
});
