package io.jobwheel.store.failover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jobwheel.time.Ticker;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrimarySearchTest {

  @Test
  void aStandbyThatIsPromotedMeanwhileIsFound() throws SQLException {
    AtomicInteger questions = new AtomicInteger();
    PrimarySearch search =
        search(
            host -> {
              if ("a".equals(host) || questions.incrementAndGet() < 3) {
                throw new SQLException("standby");
              }
            },
            "a",
            "b");
    assertThat(search.find()).isEqualTo("b");
    assertThat(questions).hasValue(3);
  }

  @Test
  void concurrentCallersShareOneSearch() throws Exception {
    AtomicInteger questions = new AtomicInteger();
    CountDownLatch answer = new CountDownLatch(1);
    PrimarySearch search =
        search(
            _ -> {
              questions.incrementAndGet();
              await(answer);
            },
            "a");
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch called = new CountDownLatch(10);
      List<Future<String>> found =
          IntStream.range(0, 10)
              .mapToObj(_ ->
                  callers.submit(() -> {
                    called.countDown();
                    return search.find();
                  }))
              .toList();
      await(called);
      answer.countDown();
      for (Future<String> each : found) {
        assertThat(each.get(10, TimeUnit.SECONDS)).isEqualTo("a");
      }
    }
    assertThat(questions.get()).isLessThan(10); // those that came after the end began another
    assertThat(search.find()).isEqualTo("a");
  }

  @Test
  void aSearchThatFailsIsFollowedByAnother() throws SQLException {
    AtomicInteger questions = new AtomicInteger();
    CompletableFuture<Void> up = new CompletableFuture<>();
    PrimarySearch search =
        search(
            _ -> {
              questions.incrementAndGet();
              if (!up.isDone()) {
                throw new SQLException("refused");
              }
            },
            "a");
    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(search::find)
        .withMessage("There is no primary server: a: refused");
    assertThat(questions).hasValueGreaterThan(1);
    up.complete(null);
    assertThat(search.find()).isEqualTo("a");
  }

  @Test
  void anInterruptEndsTheWait() {
    CountDownLatch never = new CountDownLatch(1);
    PrimarySearch search = search(_ -> await(never), "a");
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(SQLException.class).isThrownBy(search::find);
    assertThat(Thread.interrupted()).isTrue();
    never.countDown();
  }

  private static PrimarySearch search(PrimarySearch.Question question, String... hosts) {
    return new PrimarySearch(List.of(hosts), question, Ticker.system());
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
