package io.jobwheel.eventloop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * What a loop does from inside. An invocation is one run of a loop, long enough that its beginning
 * and its end do not show.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class LoopBenchmark {

  private static final int OPERATIONS = 200_000;

  /** Tasks that give way to each other; the operation is one {@link EventLoop#yieldNow}. */
  @State(Scope.Benchmark)
  public static class Tasks {
    @Param({"2", "100", "10000"})
    public int tasks;
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void yields(Tasks size) {
    int each = OPERATIONS / size.tasks;
    inLoop(loop -> {
      List<Task<Void>> tasks = new ArrayList<>(size.tasks);
      for (int t = 0; t < size.tasks; t++) {
        tasks.add(
            loop.createTask(() -> {
              for (int i = 0; i < each; i++) {
                EventLoop.yieldNow();
              }
              return null;
            }));
      }
      EventLoop.gather(tasks);
    });
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void roundTripsThroughFutures() {
    inLoop(loop -> {
      PingPong table = new PingPong(loop);
      Task<Void> answering =
          loop.createTask(() -> {
            for (int i = 0; i < OPERATIONS; i++) {
              EventLoop.await(table.ping);
              table.ping = loop.createFuture();
              table.pong.setResult(null);
            }
            return null;
          });
      for (int i = 0; i < OPERATIONS; i++) {
        table.ping.setResult(null);
        EventLoop.await(table.pong);
        table.pong = loop.createFuture();
      }
      EventLoop.await(answering);
    });
  }

  private static final class PingPong {
    Future<Void> ping;
    Future<Void> pong;

    PingPong(EventLoop loop) {
      ping = loop.createFuture();
      pong = loop.createFuture();
    }
  }

  /** A callback that calls the next one soon. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void callSoon() {
    inLoop(loop -> {
      Future<Void> all = loop.createFuture();
      Runnable chain =
          new Runnable() {
            private int left = OPERATIONS;

            @Override
            public void run() {
              if (--left == 0) {
                all.setResult(null);
              } else {
                loop.callSoon(this);
              }
            }
          };
      loop.callSoon(chain);
      EventLoop.await(all);
    });
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void createTaskAndAwaitItsEnd() {
    inLoop(loop -> {
      for (int i = 0; i < OPERATIONS; i++) {
        EventLoop.await(loop.createTask(() -> null));
      }
    });
  }

  private interface Body {
    void run(EventLoop loop);
  }

  private static void inLoop(Body body) {
    try (EventLoop loop = EventLoop.create("benchmark")) {
      loop.run(() -> {
        body.run(loop);
        return null;
      });
    }
  }
}
