package io.jobwheel.webhook;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.job.Durations;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the calls that this node makes to one receiver at a time, so that a receiver that hangs
 * does not take the lane from the deliveries to others. Some further deliveries wait in the lane,
 * in order. The rest are put off until those before them are probably done; each of these gets a
 * later time, so that they do not come back all at once. Safe for use by any thread.
 */
final class ReceiverSlots {

  private static final Duration FIRST_ESTIMATE = Duration.ofMillis(10);
  private static final Duration LEAST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Each call changes the estimate of the duration by 1/8 of the difference. */
  private static final int WEIGHT = 8;

  private final int maxCalls;
  private final int maxWaiting;
  private final Ticker ticker;
  // guarded by this
  private final Map<String, ReceiverCalls> byReceiver = new HashMap<>();

  /** A delivery that waits; confined to the monitor, except for its future. */
  private static final class Waiting {
    private final CompletableFuture<Void> turn = new CompletableFuture<>();
    private boolean granted;
  }

  /** The calls to one receiver; guarded by the monitor of the slots. */
  private static final class ReceiverCalls {
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private int running;
    private long estimate = FIRST_ESTIMATE.toNanos();
    // when the newest call ended, or the first one began
    private long newestEnd;
    // when the deliveries that were put off are probably done
    private long putOffUntil;

    private ReceiverCalls(long now) {
      newestEnd = now;
      putOffUntil = now;
    }
  }

  ReceiverSlots(int maxCalls, int maxWaiting, Ticker ticker) {
    this.maxCalls = maxCalls;
    this.maxWaiting = maxWaiting;
    this.ticker = ticker;
  }

  /**
   * Makes a call when a slot of the receiver is free. Waits through the context.
   *
   * @throws JobFailedException with {@link Retry.Deferred} if too many others wait
   */
  <T> T call(String receiver, JobContext context, Supplier<T> call) {
    Waiting place = enter(receiver);
    boolean called = false;
    long started = ticker.read();
    try {
      if (place != null) {
        context.await(place.turn);
      }
      called = true;
      started = ticker.read();
      return call.get();
    } finally {
      leave(receiver, place, called ? ticker.since(started) : null);
    }
  }

  /** Takes a slot, in which case it returns null, or a place among those that wait. */
  private synchronized @Nullable Waiting enter(String receiver) {
    ReceiverCalls calls =
        byReceiver.computeIfAbsent(receiver, _ -> new ReceiverCalls(ticker.read()));
    if (calls.running < maxCalls) {
      calls.running++;
      return null;
    }
    if (calls.waiting.size() < maxWaiting) {
      Waiting place = new Waiting();
      calls.waiting.add(place);
      return place;
    }
    throw WebhookErrorCode.RECEIVER_BUSY.failure(
        "%d calls to the receiver are in progress and %d wait."
            .formatted(calls.running, calls.waiting.size()),
        new Retry.Deferred(pause(calls)));
  }

  /**
   * Returns a pause until about the time at which the calls before a new one are done. If no call
   * has ended for longer than calls are estimated to take, they take at least that long: a burst to
   * a fast receiver comes back soon, and one to a receiver that hangs later each time.
   */
  private Duration pause(ReceiverCalls calls) {
    long now = ticker.read();
    long each = Math.max(calls.estimate, now - calls.newestEnd) / maxCalls;
    long afterWaiting = now + calls.waiting.size() * each;
    if (calls.putOffUntil - afterWaiting < 0) {
      calls.putOffUntil = afterWaiting;
    }
    calls.putOffUntil += each;
    Duration pause = Duration.ofNanos(calls.putOffUntil - now);
    return Durations.greatest(LEAST_PAUSE, Durations.least(pause, LONGEST_PAUSE));
  }

  private void leave(String receiver, @Nullable Waiting place, @Nullable Duration took) {
    Waiting next = left(receiver, place, took);
    if (next != null) {
      next.turn.complete(null); // outside of the monitor, since it may run the next call
    }
  }

  /** Gives the slot back, or the place; returns the delivery that has the slot now. */
  private synchronized @Nullable Waiting left(
      String receiver, @Nullable Waiting place, @Nullable Duration took) {
    ReceiverCalls calls = byReceiver.get(receiver);
    if (calls == null) {
      throw new IllegalStateException("There is no call to " + receiver);
    }
    if (took != null) {
      calls.newestEnd = ticker.read();
      calls.estimate += (took.toNanos() - calls.estimate) / WEIGHT;
    }
    if (place != null && !place.granted) {
      calls.waiting.remove(place);
      return null;
    }
    Waiting next = calls.waiting.poll();
    if (next != null) {
      next.granted = true;
      return next;
    }
    calls.running--;
    if (calls.running == 0) {
      byReceiver.remove(receiver);
    }
    return null;
  }

  /** Returns the number of calls in progress. */
  synchronized int running() {
    return byReceiver.values().stream().mapToInt(calls -> calls.running).sum();
  }

  /** Returns the number of deliveries that wait for a slot. */
  synchronized int waiting() {
    return byReceiver.values().stream().mapToInt(calls -> calls.waiting.size()).sum();
  }
}
