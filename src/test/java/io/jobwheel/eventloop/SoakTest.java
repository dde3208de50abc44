package io.jobwheel.eventloop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random programs, of which only the invariants are known; a failure names its seed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SoakTest {

  private static final ExecutorService POSTERS = Executors.newFixedThreadPool(2);

  @AfterAll
  static void shutdown() {
    POSTERS.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1001, 2001, 3001})
  void aThousandProgramsKeepTheInvariants(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + 1000; seed++) {
      try {
        new Program(seed, new VirtualTicker()).run();
      } catch (Throwable e) {
        fail("seed " + seed, e);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 101})
  void aHundredProgramsKeepTheInvariantsOnTheRealClock(long firstSeed) {
    for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
      try {
        new Program(seed, LoopTicker.system()).run();
      } catch (Throwable e) {
        fail("seed " + seed, e);
      }
    }
  }

  private static final class Planted extends RuntimeException {}

  private static final class Program {

    private static final int MAX_TASKS = 60;

    private final Random random;
    private final LoopTicker ticker;
    private final EventLoop loop;
    private final List<String> violations = new ArrayList<>();

    // all confined to the loop, and plain on purpose: two at once would be seen
    private final List<Task<Integer>> tasks = new ArrayList<>();
    private int inside;
    private int begun;
    private int ended;
    private int posted;
    private int received;
    private long lastTime = Long.MIN_VALUE;
    private Future<Void> allReceived;

    Program(long seed, LoopTicker ticker) {
      this.random = new Random(seed);
      this.ticker = ticker;
      this.loop =
          EventLoop.create(
              "soak",
              ticker,
              (it, context) -> {
                if (!(context.error() instanceof Planted)) {
                  violations.add(context.message() + ": " + context.error());
                }
              });
    }

    void run() {
      loop.run(() -> {
        for (int i = 0; i < 5; i++) {
          spawn();
        }
        for (int i = 0; i < tasks.size(); i++) { // grows
          EventLoop.wait(List.of(tasks.get(i)), ReturnWhen.ALL_COMPLETED);
        }
        alone(() -> {});
        allReceived = loop.createFuture();
        if (received < posted) {
          EventLoop.await(allReceived);
        }
        EventLoop.yieldNow();
        EventLoop.yieldNow();
        return null;
      });
      assertThat(violations).isEmpty();
      assertThat(received).isEqualTo(posted);
      assertThat(begun).isEqualTo(ended);
      assertThat(tasks).allMatch(Future::isDone);
      LoopStats stats = loop.stats();
      assertThat(stats.tasks()).isZero();
      assertThat(stats.ready()).isZero();
      loop.close();
    }

    /** Something that takes place while nothing else of the loop does. */
    private void alone(Runnable action) {
      if (inside++ != 0) {
        violations.add("two at once");
      }
      long now = ticker.read();
      if (now < lastTime) {
        violations.add("time went back");
      }
      lastTime = now;
      action.run();
      inside--;
    }

    private Task<Integer> spawn() {
      int number = tasks.size();
      Task<Integer> task = loop.createTask(() -> body(number));
      tasks.add(task);
      return task;
    }

    private int body(int number) {
      alone(() -> begun++);
      try {
        for (int steps = random.nextInt(6); steps >= 0; steps--) {
          try {
            step();
          } catch (CancellationException e) {
            if (random.nextInt(3) > 0) {
              throw e;
            }
          }
        }
        return number;
      } finally {
        alone(() -> ended++);
      }
    }

    private void step() {
      switch (random.nextInt(12)) {
        case 0, 1 -> sleep();
        case 2, 3 -> EventLoop.yieldNow();
        case 4 -> {
          if (tasks.size() < MAX_TASKS) {
            Task<Integer> child = spawn();
            int number = tasks.size() - 1;
            if (random.nextBoolean() && result(child) >= 0 && child.result() != number) {
              violations.add("wrong result");
            }
          }
        }
        case 5 -> {
          if (tasks.size() < MAX_TASKS - 3) {
            List<Task<Integer>> children = List.of(spawn(), spawn(), spawn());
            try {
              if (EventLoop.gather(children).size() != 3) {
                violations.add("wrong gathering");
              }
            } catch (Planted e) {
              // one of them did
            }
          }
        }
        case 6, 7 -> alone(() -> any().cancel("chaos"));
        case 8 -> post();
        case 9 -> limitedWait();
        case 10 -> timerAndFuture();
        default -> {
          if (random.nextInt(4) == 0) {
            throw new Planted();
          }
        }
      }
    }

    private int result(Task<Integer> child) {
      try {
        return EventLoop.await(child);
      } catch (Planted e) {
        return -1;
      }
    }

    private Task<Integer> any() {
      return tasks.get(random.nextInt(tasks.size()));
    }

    private void sleep() {
      long nanos = random.nextInt(20) * 100_000L;
      long before = ticker.read();
      EventLoop.sleep(Duration.ofNanos(nanos));
      long slept = ticker.read() - before;
      if (slept < nanos || ticker instanceof VirtualTicker && nanos > 0 && slept != nanos) {
        violations.add("slept %d for %d".formatted(slept, nanos));
      }
    }

    private void post() {
      alone(() -> posted++);
      POSTERS.execute(() ->
          loop.post(() ->
              alone(() -> {
                received++;
                if (allReceived != null && received == posted) {
                  allReceived.setResult(null);
                }
              })));
    }

    private void limitedWait() {
      long limit = random.nextInt(10) * 100_000L;
      long before = ticker.read();
      Task<?> one = any();
      if (one == EventLoop.currentTask()) {
        return;
      }
      WaitResult<Task<?>> waited =
          EventLoop.wait(List.of(one), ReturnWhen.FIRST_COMPLETED, Duration.ofNanos(limit));
      if (!waited.pending().isEmpty() && ticker.read() - before < limit) {
        violations.add("waited too short");
      }
    }

    private void timerAndFuture() {
      Future<String> future = loop.createFuture();
      TimerHandle set =
          loop.callLater(
              Duration.ofNanos(random.nextInt(1_000_000)),
              () -> {
                if (!future.isDone()) {
                  alone(() -> future.setResult("set"));
                }
              });
      TimerHandle never = loop.callLater(Duration.ofSeconds(1), () -> violations.add("cancelled"));
      try {
        if (!EventLoop.await(future).equals("set")) {
          violations.add("wrong future");
        }
      } finally {
        set.cancel();
        never.cancel();
      }
    }
  }
}
