import {inTurn} from '../../../main/console/components/turns.js';
import {equal, test} from '../harness.js';

const soon = () => Promise.resolve().then(() => {}).then(() => {});

test('does the work one after the other, with a rest between', async () => {
  const seen = [];
  const results = await inTurn([1, 2, 3], {aborted: false}, async (item) => {
    seen.push(`begin ${item}`);
    await soon();
    seen.push(`end ${item}`);
    return item * 10;
  }, async () => { seen.push('rest'); });
  equal(results, [10, 20, 30]);
  equal(seen, ['begin 1', 'end 1', 'rest', 'begin 2', 'end 2', 'rest', 'begin 3', 'end 3']);
});

test('begins nothing after the signal, and keeps what is done', async () => {
  const signal = {aborted: false};
  const begun = [];
  const work = async (item) => {
    begun.push(item);
    signal.aborted = item === 2;
    return item;
  };
  equal(await inTurn([1, 2, 3, 4], signal, work), [1, 2]);
  equal(begun, [1, 2]);
  equal(await inTurn([5], signal, work), []);
  equal(begun, [1, 2]);
});

test('begins nothing if the signal comes during a rest', async () => {
  const signal = {aborted: false};
  equal(await inTurn([1, 2], signal, async (item) => item, async () => { signal.aborted = true; }), [1]);
});

test('ends with the first error of the work', async () => {
  const begun = [];
  let message = '';
  try {
    await inTurn([1, 2], {aborted: false}, async (item) => {
      begun.push(item);
      throw new Error('refused');
    });
  } catch (error) {
    message = error.message;
  }
  equal(message, 'refused');
  equal(begun, [1]);
});
