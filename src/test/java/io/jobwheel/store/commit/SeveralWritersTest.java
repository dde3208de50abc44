package io.jobwheel.store.commit;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.store.commit.GroupCommit.WriteLimits;
import io.jobwheel.store.sql.PostgresDialect;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several writers with one queue, under load. */
@Timeout(60)
class SeveralWritersTest {

  private static final int WRITERS = 3;
  private static final int CALLERS = 16;
  private static final int KEYS = 50;
  private static final int WRITES = 4_000;

  private record Numbered(UUID key, int number) {}

  private final Map<UUID, Integer> latest = new ConcurrentHashMap<>();
  private final Set<UUID> inTransaction = ConcurrentHashMap.newKeySet();
  private final CountDownLatch allBegun = new CountDownLatch(WRITERS);
  private final Set<String> writers = ConcurrentHashMap.newKeySet();
  private final Set<String> faults = ConcurrentHashMap.newKeySet();

  /** Checks that writes of a key are in order, and in one transaction at a time. */
  private List<Integer> execute(List<Numbered> items) {
    awaitAllWriters();
    List<UUID> keys = items.stream().map(Numbered::key).distinct().toList();
    for (UUID key : keys) {
      if (!inTransaction.add(key)) {
        faults.add("two transactions at once for " + key);
      }
    }
    for (Numbered item : items) {
      Integer before = latest.put(item.key(), item.number());
      if (item.number() != (before == null ? 0 : before + 1)) {
        faults.add("%d after %s".formatted(item.number(), before));
      }
    }
    keys.forEach(inTransaction::remove);
    return items.stream().map(Numbered::number).toList();
  }

  /** Keeps each writer in its first transaction until all have begun one. */
  private void awaitAllWriters() {
    if (writers.add(Thread.currentThread().getName())) {
      allBegun.countDown();
    }
    try {
      if (!allBegun.await(20, TimeUnit.SECONDS)) {
        faults.add("not all writers have helped");
      }
    } catch (InterruptedException e) {
      faults.add("interrupted");
    }
  }

  @Test
  void writesOfAKeyAreExecutedInOrderWhoeverTakesThem() throws Exception {
    BatchWrite<Numbered, Integer> write =
        BatchWrite.of(WriteKind.OUTPUT, (_, items) -> execute(items));
    List<WriterSession> sessions =
        Stream.generate(() ->
                new WriterSession(
                    SeveralWritersTest::connection, new PostgresDialect(), Ticker.system()))
            .limit(WRITERS)
            .toList();
    try (GroupCommit commits =
            new GroupCommit(
                "test",
                sessions,
                new WriteLimits(200, 1_000_000, Duration.ofSeconds(20)),
                new StoreMetrics(new SimpleMeterRegistry(), Ticker.system()),
                new OutageLog(InstantSource.system()),
                Ticker.system());
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      List<Future<?>> done = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int seed = caller;
        done.add(callers.submit(() -> writeAll(commits, write, seed)));
      }
      for (Future<?> each : done) {
        each.get();
      }
    }
    assertThat(faults).isEmpty();
    assertThat(writers).hasSize(WRITERS);
    assertThat(latest.values().stream().mapToInt(last -> last + 1).sum())
        .isEqualTo(CALLERS * WRITES);
  }

  /** Writes under keys of its own, without waiting for each. */
  private static Void writeAll(GroupCommit commits, BatchWrite<Numbered, Integer> write, int seed)
      throws Exception {
    Random random = new Random(seed);
    int[] next = new int[KEYS];
    List<UUID> keys = IntStream.range(0, KEYS).mapToObj(i -> new UUID(seed, i)).toList();
    List<CompletableFuture<Integer>> answers = new ArrayList<>();
    for (int i = 0; i < WRITES; i++) {
      int key = random.nextInt(KEYS);
      answers.add(commits.write(keys.get(key), write, new Numbered(keys.get(key), next[key]++)));
      if (random.nextInt(100) == 0) {
        answers.getLast().get();
      }
    }
    for (CompletableFuture<Integer> answer : answers) {
      answer.get();
    }
    return null;
  }

  /** A connection that accepts everything. */
  private static Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            SeveralWritersTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> null);
  }
}
