import {pausePath, pauseTarget} from '../../../main/console/components/pause-target.js';
import {equal, test, throws} from '../harness.js';

test('keeps colons and at signs of a target, and encodes the rest', () => {
  equal(pausePath('submitter:token:alice@example.com'), '/api/v1/pauses/submitter:token:alice@example.com');
  equal(pausePath('submitter:a b+ä?#'), '/api/v1/pauses/submitter:a%20b%2B%C3%A4%3F%23');
});

test('names a target without the spaces around it', () => {
  equal(pauseTarget('type', ' http '), 'type:http');
});

test('refuses a target without a name, or with what paths do not have', () => {
  for (const name of ['', '  ', 'a/b', 'a\\b', 'a;b', 'a%2fb']) {
    throws(() => pauseTarget('submitter', name));
  }
});
