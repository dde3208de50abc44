package io.jobwheel.execution.process.worker;

import io.jobwheel.execution.attempt.Attempt;
import io.jobwheel.execution.attempt.AttemptOutput;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.FrameChannel;
import io.jobwheel.execution.process.FrameTooLongException;
import io.jobwheel.job.ErrorCode;
import io.jobwheel.job.Outcome;
import io.jobwheel.job.Progress;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The frames that a worker process sends about its attempt, in order. A thread of its own sends
 * them: a cancellation interrupts the thread of the handler, which would close a channel that this
 * thread uses. A handler that is faster than the service waits.
 */
final class WorkerOutput implements AttemptOutput {

  private static final int MAX_UNSENT = 256;

  private final FrameChannel channel;
  private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(MAX_UNSENT);
  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition sent = lock.newCondition();
  private int unsent; // guarded by the lock
  // sent with the next frame; null after it was sent
  private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();

  WorkerOutput(FrameChannel channel, Ticker ticker) {
    this.channel = channel;
    this.ticker = ticker;
  }

  /** Sends the frames until the channel breaks. */
  void sendAll() throws IOException, InterruptedException {
    while (true) {
      Frame frame = frames.take();
      Progress newest = progress.getAndSet(null);
      if (newest != null) {
        channel.send(new Frame.ProgressUpdate(newest));
      }
      if (!(frame instanceof Frame.ProgressUpdate)) { // else the newest has been sent already
        sendNow(frame);
      }
      count(-1);
    }
  }

  private void count(int change) {
    lock.lock();
    try {
      unsent += change;
      sent.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until all frames are sent, at most for {@code limit}. */
  void awaitSent(Duration limit) {
    long deadline = ticker.after(limit);
    lock.lock();
    try {
      while (unsent > 0 && !ticker.hasReached(deadline)) {
        ticker.await(sent, deadline);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void sendNow(Frame frame) throws IOException {
    try {
      channel.send(frame);
    } catch (FrameTooLongException e) {
      channel.send(shortened(frame, e));
    }
  }

  private static Frame shortened(Frame frame, FrameTooLongException error)
      throws FrameTooLongException {
    return switch (frame) {
      case Frame.Output print -> new Frame.Output(print.at(), "… too long: " + error.getMessage());
      case Frame.AttemptEnded _ ->
          new Frame.AttemptEnded(
              new Outcome.Failed(
                  ErrorCode.RESULT_TOO_LARGE.error(
                      "The result cannot be sent: " + error.getMessage()),
                  Retry.NEVER));
      default -> throw error;
    };
  }

  /**
   * Adds a frame. Blocks while {@value #MAX_UNSENT} frames are unsent; an interrupt does not end
   * the wait.
   */
  void send(Frame frame) {
    boolean interrupted = false;
    count(1);
    while (true) {
      try {
        frames.put(frame);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // restored after the wait
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Adds a frame unless {@value #MAX_UNSENT} frames are unsent. Does not block. */
  void offer(Frame frame) {
    count(1);
    if (!frames.offer(frame)) {
      count(-1);
    }
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    send(new Frame.Output(at, text));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public CompletionStage<?> pauseLimits(Attempt attempt, Duration duration) {
    send(new Frame.LimitsPaused(duration));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void progress(Attempt attempt, Progress reported) {
    progress.set(reported);
    offer(new Frame.ProgressUpdate(reported));
  }
}
