package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.BrokenLog;
import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.database.postgres.PostgresJobNotifier;
import io.jobwheel.store.failover.SynchronousReplication;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The threads of the store survive all errors, including an error of the log. */
@Timeout(30)
class WriterErrorsTest {

  private static final String STORE = WriterErrorsTest.class.getPackageName();

  @Test
  void aWriterWhoseLogFailsAnswersItsCallersAndGoesOn() throws Exception {
    GroupCommit commits =
        new GroupCommit(
            "test",
            List.of(
                new WriterSession(
                    () -> {
                      throw new SQLException("disk I/O error", "58030");
                    },
                    new PostgresDialect(),
                    Ticker.system())),
            new GroupCommit.WriteLimits(100, 100, Duration.ofSeconds(10)),
            new StoreMetrics(new SimpleMeterRegistry(), Ticker.system()),
            new OutageLog(InstantSource.system()),
            Ticker.system());
    BatchWrite<String, String> write =
        BatchWrite.each(WriteKind.OUTPUT, (session, word) -> session.statement(word).toString());
    try (BrokenLog log = new BrokenLog(STORE, 2)) {
      assertThatExceptionOfType(StoreUnavailableException.class)
          .isThrownBy(() -> get(commits.write(write, "one")));
      assertThat(log.awaitFailures()).isTrue();
    }
    assertThatExceptionOfType(StoreUnavailableException.class)
        .isThrownBy(() -> get(commits.write(write, "two")));
    commits.close();
  }

  @Test
  void theListenerForWakeupsOutlivesAnError() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    CountDownLatch again = new CountDownLatch(2); // of the listener and of the sender
    PostgresJobNotifier wakeups =
        new PostgresJobNotifier(
            () -> {
              if (opened.incrementAndGet() <= 2) {
                throw new OutOfMemoryError("planted");
              }
              again.countDown();
              throw new SQLException("away");
            },
            new SynchronousReplication(),
            Ticker.system());
    wakeups.start(() -> {});

    assertThat(again.await(20, TimeUnit.SECONDS)).isTrue();
    wakeups.close();
  }
}
