package io.jobwheel.store.commit;

import static io.jobwheel.store.commit.TestStore.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.database.sqlite.SqliteConnections;
import io.jobwheel.store.database.sqlite.SqliteStores;
import io.jobwheel.store.sql.SqliteDialect;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class GroupCommitBytesTest {

  @TempDir Path folder;

  @Test
  void writesThatAreLongTogetherDoNotShareATransaction() throws Exception {
    List<Integer> batches = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    BatchWrite<String, Boolean> write =
        BatchWrite.of(
            WriteKind.OUTPUT,
            String::length,
            (session, items) -> {
              batches.add(items.size());
              entered.countDown();
              try {
                assertThat(open.await(10, TimeUnit.SECONDS)).isTrue();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              return items.stream().map(_ -> true).toList();
            });
    GroupCommit.WriteLimits limits =
        new GroupCommit.WriteLimits(100, 25, 100, Duration.ofSeconds(10));
    try (GroupCommit commits =
        new GroupCommit(
            "test",
            List.of(
                new WriterSession(
                    SqliteConnections.writer(SqliteStores.file(folder)),
                    new SqliteDialect(),
                    Ticker.system())),
            limits,
            new StoreMetrics(new SimpleMeterRegistry(), Ticker.system()),
            new OutageLog(InstantSource.system()),
            Ticker.system())) {
      List<CompletableFuture<Boolean>> answers = new ArrayList<>();
      answers.add(commits.write(write, "first"));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      for (int i = 0; i < 5; i++) {
        answers.add(commits.write(write, "x".repeat(10)));
      }
      answers.add(commits.write(write, "y".repeat(1_000)));
      answers.add(commits.write(write, "z"));
      open.countDown();
      answers.forEach(answer -> assertThat(get(answer)).isTrue());
    }
    // three of ten pass the limit; two of ten and the long one do; the last is left
    assertThat(batches).containsExactly(1, 3, 3, 1);
  }
}
