package io.jobwheel.store.commit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.jobwheel.store.StoreUnavailableException;
import io.jobwheel.store.fairness.RankedQueues;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.TestClock;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Closing writers whose writes wait for locks, and a commit that is interrupted. */
@Timeout(30)
class WriterCloseTest {

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(20);

  private static final BatchWrite<String, String> WRITE =
      BatchWrite.each(WriteKind.OUTPUT, (session, word) -> session.statement(word).toString());

  private final TestClock clock = TestClock.at(Instant.EPOCH);

  private GroupCommit writer(String name, WriterSession.Opener opener) {
    return new GroupCommit(
        name,
        List.of(new WriterSession(opener, new PostgresDialect(), clock)),
        new GroupCommit.WriteLimits(100, 100, CLOSE_LIMIT),
        new StoreMetrics(new SimpleMeterRegistry(), Ticker.system()),
        new OutageLog(InstantSource.system()),
        clock);
  }

  @Test
  void writersThatWaitForLocksShareTheTimeOfTheClose() throws InterruptedException {
    WriterSession.Opener locked =
        () -> {
          throw new SQLException("locked", "55P03");
        };
    GroupCommit jobs = writer("jobs", locked);
    GroupCommit others = writer("others", locked);
    WriterPool writers =
        new WriterPool(
            others,
            others,
            jobs,
            new StoreMetrics(new SimpleMeterRegistry(), Ticker.system()),
            new WriteGate(InstantSource.system()),
            new RankedQueues());
    List<CompletableFuture<String>> ends =
        List.of(
            others.write(new UUID(0, 0), WRITE, "waits"),
            jobs.write(new UUID(0, 1), WRITE, "waits"));

    Thread closing = Thread.ofPlatform().start(writers::close);
    for (GroupCommit each : List.of(jobs, others)) { // at once, and not one after the other
      await().until(() -> each.write(WRITE, "too late").isCompletedExceptionally());
    }
    assertThat(ends).noneMatch(CompletableFuture::isDone);
    clock.advance(CLOSE_LIMIT);
    await().untilAsserted(() -> assertThat(ends).allMatch(CompletableFuture::isDone));
    assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void whatMayBeCommittedIsNotRepeatedWhateverTheCommitThrows() throws Exception {
    GroupCommit commits = writer("breaking", WriterCloseTest::breaking);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch gathered = new CountDownLatch(1);
    AtomicInteger executions = new AtomicInteger();
    BatchWrite<String, String> counted =
        BatchWrite.each(
            WriteKind.OUTPUT,
            (session, word) -> {
              begun.countDown();
              executions.incrementAndGet();
              try {
                assertThat(gathered.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
              return word;
            });
    CompletableFuture<String> first = commits.write(counted, "first");
    assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
    List<CompletableFuture<String>> all =
        List.of(first, commits.write(counted, "second"), commits.write(counted, "third"));
    gathered.countDown();

    for (CompletableFuture<String> each : all) {
      assertThatExceptionOfType(ExecutionException.class)
          .isThrownBy(() -> each.get(10, TimeUnit.SECONDS))
          .withCauseInstanceOf(StoreUnavailableException.class);
    }
    assertThat(executions).hasValue(3);
    commits.close();
  }

  /** A connection whose commit fails for no reason of the database. */
  private static Connection breaking() {
    return (Connection)
        Proxy.newProxyInstance(
            WriterCloseTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                throw new StackOverflowError("planted");
              }
              return null;
            });
  }
}
