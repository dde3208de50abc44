import {ServiceClock} from '../../../main/console/components/service-clock.js';
import {equal, test} from '../harness.js';

const NOON = Date.parse('2026-11-29T12:00:00Z');
const date = (millis) => new Date(millis).toUTCString();

test('is the clock of the browser before the first answer', () => {
  equal(new ServiceClock(() => NOON).now, NOON);
});

test('goes on from the time of an answer, which has lost half a second on average', () => {
  let browser = NOON;
  const clock = new ServiceClock(() => browser);
  clock.set(date(NOON + 3_600_000));
  equal(clock.now, NOON + 3_600_500);
  browser += 5000;
  equal(clock.now, NOON + 3_605_500);
  clock.set(date(NOON - 60_000));
  equal(clock.now, NOON - 59_500);
});

test('takes no notice of a difference that whole seconds and the network explain', () => {
  const clock = new ServiceClock(() => NOON);
  for (const ahead of [-2000, -1000, 0, 1000]) {
    clock.set(date(NOON + ahead));
    equal(clock.now, NOON);
  }
});

test('is the clock of the browser without a time, or with one that is none', () => {
  const clock = new ServiceClock(() => NOON);
  for (const none of [null, '', 'soon']) {
    clock.set(date(NOON + 60_000));
    clock.set(none);
    equal(clock.now, NOON);
  }
});
