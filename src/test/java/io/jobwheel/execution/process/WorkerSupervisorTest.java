package io.jobwheel.execution.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A position of the pool whose worker processes cannot be started. */
@Timeout(20)
class WorkerSupervisorTest {

  private final AtomicInteger failures = new AtomicInteger();
  private final ProcessPoolStats stats =
      new ProcessPoolStats() {
        @Override
        public void started(Duration took) {}

        @Override
        public void startFailed() {
          failures.incrementAndGet();
        }

        @Override
        public void ended(ExitReason why) {}
      };

  @Test
  void anErrorAtTheStartIsReportedAndTheStartIsTriedAgain() throws Exception {
    CountDownLatch starts = new CountDownLatch(2);
    WorkerSupervisor supervisor =
        new WorkerSupervisor(
            "process-1",
            name -> {
              starts.countDown();
              throw new OutOfMemoryError("unable to create native thread");
            },
            worker -> {},
            worker -> {},
            stats,
            Ticker.system());
    supervisor.start();
    assertThat(starts.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(supervisor.status(false).state()).isEqualTo(WorkerStatus.WorkerState.FAILING);
    assertThat(failures.get()).isPositive();
    supervisor.close();
    assertThat(supervisor.awaitClosed(Duration.ofSeconds(10))).isTrue();
  }
}
