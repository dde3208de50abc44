package io.jobwheel.execution.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.EventLoopGroup;
import io.jobwheel.eventloop.Task;
import io.jobwheel.job.TraceParent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.MDC;

@Timeout(30)
class AttemptScopeTest {

  private static final TraceParent TRACE =
      new TraceParent("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

  @AfterEach
  void clear() {
    MDC.clear();
  }

  private static Attempt attempt() {
    return new Attempt(
        Attempts.job("countdown", "{}", null), Instant.EPOCH, "node-1", AttemptSpan.NONE);
  }

  private static @Nullable String job() {
    return MDC.get("job");
  }

  private static String id(Attempt attempt) {
    return attempt.job().id().toString();
  }

  @Test
  void aScopeHasTheIdsOfItsRunAndLeavesNothingBehind() {
    UUID group = UUID.randomUUID();
    Attempt attempt =
        new Attempt(
            Attempts.job("countdown", "{}", group),
            Instant.EPOCH,
            "node-1",
            new PropagatedSpan(TRACE));
    MDC.put("mine", "stays");

    try (var _ = AttemptScope.open(attempt)) {
      assertThat(MDC.getCopyOfContextMap())
          .isEqualTo(
              Map.of(
                  "job",
                  id(attempt),
                  "attempt",
                  "1",
                  "group",
                  group.toString(),
                  "node",
                  "node-1",
                  "traceId",
                  TRACE.traceId(),
                  "spanId",
                  TRACE.spanId(),
                  "mine",
                  "stays"));
    }

    assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("mine", "stays"));
  }

  @Test
  void anInnerScopeGivesTheOuterOneBack() {
    Attempt outer = attempt();
    Attempt inner =
        new Attempt(
            Attempts.job("countdown", "{}", UUID.randomUUID()),
            Instant.EPOCH,
            null,
            new PropagatedSpan(TRACE));
    try (var _ = AttemptScope.open(outer)) {
      Map<String, String> before = MDC.getCopyOfContextMap();
      try (var _ = AttemptScope.open(inner)) {
        assertThat(job()).isEqualTo(id(inner));
        assertThat(MDC.get("node")).isNull();
      }
      assertThat(MDC.getCopyOfContextMap()).isEqualTo(before);
    }
    assertThat(job()).isNull();
  }

  @Test
  void tasksThatTakeTurnsOnOneLoopHaveEachItsOwn() throws Exception {
    try (EventLoopGroup loops = new EventLoopGroup("loop", 1, AttemptScope::carry)) {
      List<CompletableFuture<List<String>>> all = new ArrayList<>();
      List<Attempt> attempts = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        Attempt attempt = attempt();
        attempts.add(attempt);
        all.add(loops.next().submit(() -> turns(attempt)));
      }
      for (int i = 0; i < 20; i++) {
        assertThat(all.get(i).get(20, TimeUnit.SECONDS))
            .hasSize(21)
            .containsOnly(id(attempts.get(i)));
      }
      assertThat(loops.next().submit(AttemptScopeTest::job).get(20, TimeUnit.SECONDS)).isNull();
    }
  }

  /** The scope that a task sees in many steps, in a task that it creates and in a callback. */
  private static List<String> turns(Attempt attempt) {
    List<String> seen = new ArrayList<>();
    try (var _ = AttemptScope.open(attempt)) {
      Task<?> here = EventLoop.currentTask();
      Task<?> child =
          here.loop()
              .createTask(() -> {
                for (int i = 0; i < 5; i++) {
                  EventLoop.yieldNow();
                  seen.add(String.valueOf(job()));
                }
                return null;
              });
      here.loop().callSoon(() -> seen.add(String.valueOf(job())));
      for (int i = 0; i < 15; i++) {
        EventLoop.yieldNow();
        seen.add(String.valueOf(job()));
      }
      EventLoop.await(child);
    }
    return seen;
  }

  @Test
  void whatIsPostedFromOutsideIsNotOfTheRunWhoseThreadTakesItIn() throws Exception {
    try (EventLoopGroup loops = new EventLoopGroup("loop", 1, AttemptScope::carry)) {
      EventLoop loop = loops.next();
      CompletableFuture<Void> inside = new CompletableFuture<>();
      CompletableFuture<Void> over = new CompletableFuture<>();
      CompletableFuture<Void> run =
          loop.submit(() -> {
            try (var _ = AttemptScope.open(attempt())) {
              inside.complete(null);
              while (!over.isDone()) {
                EventLoop.sleep(Duration.ofMillis(1)); // its thread takes in what is posted
              }
            }
            return null;
          });
      inside.get(20, TimeUnit.SECONDS);
      for (int i = 0; i < 50; i++) {
        assertThat(loop.submit(AttemptScopeTest::job).get(20, TimeUnit.SECONDS)).isNull();
      }
      over.complete(null);
      run.get(20, TimeUnit.SECONDS);
    }
  }

  @Test
  void workIsCarriedToAnotherThreadAndLeavesNothingThere() throws Exception {
    Attempt attempt = attempt();
    try (ExecutorService pool = Executors.newSingleThreadExecutor()) {
      try (var _ = AttemptScope.open(attempt)) {
        assertThat(
                pool.submit(AttemptScope.carry(AttemptScopeTest::seen)).get(20, TimeUnit.SECONDS))
            .isEqualTo(id(attempt));
      }
      assertThat(pool.submit(AttemptScopeTest::seen).get(20, TimeUnit.SECONDS)).isEqualTo("null");
      assertThat(pool.submit(AttemptScope.carry(AttemptScopeTest::seen)).get(20, TimeUnit.SECONDS))
          .isEqualTo("null");
    }
  }

  private static String seen() {
    return String.valueOf(job());
  }
}
