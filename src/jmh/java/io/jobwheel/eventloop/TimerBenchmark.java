package io.jobwheel.eventloop;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Timers, with so many others set; on virtual time, so that none is waited for. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class TimerBenchmark {

  private static final int OPERATIONS = 100_000;
  private static final long HOUR = Duration.ofHours(1).toNanos();

  @Param({"100", "100000"})
  public int others;

  private EventLoop loop;

  /** A loop whose other timers are never due; made anew, since a run moves its clock. */
  @Setup(Level.Invocation)
  public void makeLoop() {
    loop = EventLoop.create("benchmark", new VirtualTicker());
    SplittableRandom random = new SplittableRandom(42);
    for (int i = 0; i < others; i++) {
      loop.callLater(Duration.ofNanos(HOUR + random.nextLong(HOUR)), () -> {});
    }
  }

  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void setAndCancel() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < OPERATIONS; i++) {
      loop.callLater(Duration.ofNanos(random.nextLong(2 * HOUR)), () -> {}).cancel();
    }
  }

  /** The operation is one timer set, found due and called. */
  @Benchmark
  @OperationsPerInvocation(OPERATIONS)
  public void setAndFire() {
    loop.run(() -> {
      SplittableRandom random = new SplittableRandom(7);
      Future<Void> all = loop.createFuture();
      Runnable fired =
          new Runnable() {
            private int left = OPERATIONS;

            @Override
            public void run() {
              if (--left == 0) {
                all.setResult(null);
              }
            }
          };
      for (int i = 0; i < OPERATIONS; i++) {
        loop.callLater(Duration.ofNanos(random.nextLong(HOUR)), fired);
      }
      return EventLoop.await(all);
    });
  }
}
