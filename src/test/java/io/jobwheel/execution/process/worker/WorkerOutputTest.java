package io.jobwheel.execution.process.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.execution.attempt.Attempts;
import io.jobwheel.execution.process.Frame;
import io.jobwheel.execution.process.FrameChannel;
import io.jobwheel.job.Progress;
import io.jobwheel.time.TestClock;
import io.jobwheel.time.Ticker;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The frames that a worker process sends, and which of them wait. */
@Timeout(20)
class WorkerOutputTest {

  @Test
  void progressNeverWaitsAndTheNewestIsSentBeforeWhatFollowsIt(@TempDir Path folder)
      throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("worker"));
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(address);
      try (FrameChannel near = new FrameChannel(SocketChannel.open(address));
          FrameChannel far = new FrameChannel(door.accept())) {
        WorkerOutput output = new WorkerOutput(near, Ticker.system());
        for (int i = 1; i <= 1_000; i++) { // far more than the limit, and no thread sends
          output.progress(
              Attempts.countdown("A", "1s").attempt(), new Progress(Instant.EPOCH, i / 1e3, null));
        }
        Thread sender = Thread.ofPlatform().daemon().start(() -> sendAll(output));
        output.send(new Frame.Output(Instant.EPOCH, "after"));
        assertThat(far.receive())
            .isEqualTo(new Frame.ProgressUpdate(new Progress(Instant.EPOCH, 1.0, null)));
        assertThat(far.receive()).isEqualTo(new Frame.Output(Instant.EPOCH, "after"));
        sender.interrupt();
      }
    }
  }

  @Test
  void theEndOfTheProcessWaitsForUnsentFramesUpToALimit(@TempDir Path folder) throws Exception {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("worker"));
    TestClock clock = TestClock.atNow();
    try (ServerSocketChannel door = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      door.bind(address);
      try (FrameChannel near = new FrameChannel(SocketChannel.open(address));
          FrameChannel far = new FrameChannel(door.accept())) {
        WorkerOutput output = new WorkerOutput(near, clock);
        output.awaitSent(Duration.ofSeconds(1)); // there is nothing to wait for
        output.send(new Frame.Output(Instant.EPOCH, "last words"));
        Thread end = Thread.ofPlatform().start(() -> output.awaitSent(Duration.ofSeconds(1)));
        await().until(() -> isParked(end));
        Thread sender = Thread.ofPlatform().daemon().start(() -> sendAll(output));
        assertThat(end.join(Duration.ofSeconds(10))).isTrue();
        assertThat(far.receive()).isEqualTo(new Frame.Output(Instant.EPOCH, "last words"));
        sender.interrupt();
        assertThat(sender.join(Duration.ofSeconds(10))).isTrue();

        output.send(new Frame.Output(Instant.EPOCH, "unsent"));
        Thread late = Thread.ofPlatform().start(() -> output.awaitSent(Duration.ofSeconds(1)));
        await().until(() -> isParked(late));
        clock.advance(Duration.ofSeconds(1));
        assertThat(late.join(Duration.ofSeconds(10))).isTrue();
      }
    }
  }

  private static boolean isParked(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static void sendAll(WorkerOutput output) {
    try {
      output.sendAll();
    } catch (Exception e) {
      // interrupted: the test is over
    }
  }
}
