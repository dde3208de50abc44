import {RequestKeys} from '../../../main/console/components/idempotency.js';
import {equal, test} from '../harness.js';

const keys = () => {
  let number = 0;
  return new RequestKeys(() => `key-${++number}`);
};

test('a request that is repeated after a lost answer has its key again', () => {
  const form = keys();
  const first = form.take({a: 1});
  equal(form.of({a: 1}), first);
  equal(form.take({a: 1}), first);
  equal(form.take({a: 1}), first);
});

test('an equal request after success is a new one', () => {
  const form = keys();
  const first = form.take({a: 1});
  form.succeeded();
  equal(form.of({a: 1}) === first, false);
  equal(form.take({a: 1}) === first, false);
});

test('another request has another key', () => {
  const form = keys();
  const first = form.take({a: 1});
  equal(form.of({a: 2}) === first, false);
  equal(form.take({a: 2}) === first, false);
});

test('a request that is only shown does not change the key of the one whose answer was lost', () => {
  const form = keys();
  const first = form.take({a: 1});
  form.of({a: 2});
  equal(form.take({a: 1}), first);
});

test('the key that is shown is the one that is sent', () => {
  const form = keys();
  for (const body of [{a: 1}, {a: 2}, {a: 2}, {a: 1}]) {
    const shown = form.of(body);
    equal(form.take(body), shown);
  }
});
