package io.jobwheel.eventloop;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Callbacks posted from outside, to a loop that runs on a thread of its own. An invocation posts a
 * thousand and waits until the last was called: no poster runs away from the loop.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class PostBenchmark {

  private static final int BATCH = 1_000;

  private EventLoop loop;

  @Setup(Level.Trial)
  public void run() {
    loop = EventLoop.create("benchmark");
    Thread.ofPlatform().daemon().name("benchmark").start(loop::runForever);
  }

  @TearDown(Level.Trial)
  public void close() {
    loop.close();
  }

  @Benchmark
  @Threads(1)
  @OperationsPerInvocation(BATCH)
  public void fromOneThread() throws InterruptedException {
    postBatch();
  }

  @Benchmark
  @Threads(4)
  @OperationsPerInvocation(BATCH)
  public void fromFourThreads() throws InterruptedException {
    postBatch();
  }

  private void postBatch() throws InterruptedException {
    CountDownLatch called = new CountDownLatch(1);
    for (int i = 1; i < BATCH; i++) {
      loop.post(() -> {});
    }
    loop.post(called::countDown);
    called.await();
  }
}
