package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.execution.process.worker.WorkerMain;
import io.jobwheel.job.Progress;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

/** A pool without worker processes. */
class ProcessPoolTest {

  private final ProcessPool pool =
      new ProcessPool(
          new ProcessPoolSettings(
              0, 1, 0, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)),
          new WorkerCommand(WorkerMain.class, DataSize.ofMegabytes(64), List.of()),
          WorkerStarterTest.serve(List.of()),
          new ProcessPoolStats() {
            @Override
            public void started(Duration took) {}

            @Override
            public void startFailed() {}

            @Override
            public void ended(ExitReason why) {}
          },
          Ticker.system());

  @Test
  void anAttemptCanBeCancelledAlsoWhenThePoolIsClosed() {
    WorkerSession session =
        new WorkerSession(
            new WorkerSession.Listener() {
              @Override
              public void printed(Instant at, String text) {}

              @Override
              public void reported(Progress progress) {}

              @Override
              public void paused(Duration duration) {}
            });
    pool.start();
    pool.close();
    pool.cancel(session, "SHUTDOWN");
    assertThat(session.isCancelled()).isTrue();
  }
}
