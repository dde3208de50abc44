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
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a child process says about its attempt: in order, and sent by a thread of its own, since an
 * interrupt, which is how a body is told to end, would close a channel that the body itself writes
 * to. A body that is faster than the service waits.
 */
final class WorkerOutput implements AttemptOutput {

  private static final int WAITING = 256;

  private final FrameChannel channel;
  private final BlockingQueue<Frame> frames = new ArrayBlockingQueue<>(WAITING);
  // goes with whatever is sent next; null when it is sent
  private final AtomicReference<@Nullable Progress> progress = new AtomicReference<>();

  WorkerOutput(FrameChannel channel) {
    this.channel = channel;
  }

  /** Sends what is said, until the channel breaks. */
  void sendAll() throws IOException, InterruptedException {
    while (true) {
      Frame frame = frames.take();
      Progress newest = progress.getAndSet(null);
      if (newest != null) {
        channel.send(new Frame.Report(newest));
      }
      if (!(frame instanceof Frame.Report)) { // else the newest has been sent already
        send(frame);
      }
    }
  }

  private void send(Frame frame) throws IOException {
    try {
      channel.send(frame);
    } catch (FrameTooLongException e) {
      channel.send(shortened(frame, e));
    }
  }

  private static Frame shortened(Frame frame, FrameTooLongException error)
      throws FrameTooLongException {
    return switch (frame) {
      case Frame.Print print -> new Frame.Print(print.at(), "… too long: " + error.getMessage());
      case Frame.Ended _ ->
          new Frame.Ended(
              new Outcome.Failed(
                  ErrorCode.RESULT_TOO_LARGE.error(
                      "Its result cannot be sent: " + error.getMessage()),
                  Retry.POINTLESS));
      default -> throw error;
    };
  }

  /** Says something after all that was said before. Waits while too much is unsent. */
  void say(Frame frame) {
    boolean interrupted = false;
    while (true) {
      try {
        frames.put(frame);
        break;
      } catch (InterruptedException e) {
        interrupted = true; // what was said is said; the body hears of it afterwards
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Says something unless much is unsent: then what is sent says enough. Never waits. */
  void offer(Frame frame) {
    var _ = frames.offer(frame);
  }

  @Override
  public CompletionStage<?> append(Attempt attempt, Instant at, String text) {
    say(new Frame.Print(at, text));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void progress(Attempt attempt, Progress reported) {
    progress.set(reported);
    offer(new Frame.Report(reported));
  }
}
