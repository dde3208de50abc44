import {Kept} from '../../../../main/console/pages/job/kept.js';
import {equal, test} from '../../harness.js';

test('a value is read once', async () => {
  const kept = new Kept();
  equal(await kept.read(undefined, async () => 1), 1);
  equal(await kept.read(1, async () => 2), 1);
});

test('a value that was never read is read, whatever was asked before', async () => {
  const kept = new Kept();
  await kept.read(undefined, async () => 1);
  equal(await kept.read(undefined, async () => 2), 2);
});

test('an expired value is read again', async () => {
  const kept = new Kept();
  await kept.read(undefined, async () => 1);
  kept.expire();
  equal(await kept.read(1, async () => 2), 2);
});

test('a value that changes while it is read is read again', async () => {
  const kept = new Kept();
  await kept.read(undefined, async () => { kept.expire(); return 1; });
  equal(await kept.read(1, async () => 2), 2);
});

test('a value that could not be read is read again', async () => {
  const kept = new Kept();
  let message = '';
  try {
    await kept.read(1, async () => { throw new Error('away'); });
  } catch (error) {
    message = error.message;
  }
  equal(message, 'away');
  equal(await kept.read(1, async () => 2), 2);
});
