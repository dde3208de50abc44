import io.jobwheel.eventloop.EventLoop;
import io.jobwheel.eventloop.Future;
import io.jobwheel.eventloop.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * Runs the workloads of loop.sh on Jobwheel's loop, or with the argument {@code threads} on plain
 * virtual threads. Reads one round per line, {@code WORKLOAD N OPERATIONS}, runs it, and prints one
 * line: operations per second; for sleepers seconds and, if requested, the live heap in MiB. One
 * process runs all rounds, so that it is warm.
 */
final class LoopBench implements Workloads {

  private static final double NANOS = 1e9;

  public static void main(String[] arguments) throws Exception {
    Workloads workloads = arguments.length > 0 ? new ThreadBench() : new LoopBench();
    BufferedReader rounds =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line; (line = rounds.readLine()) != null; ) {
      String[] words = line.split(" ");
      System.out.println(
          answer(workloads, words[0], Integer.parseInt(words[1]), Long.parseLong(words[2])));
    }
  }

  private static String answer(Workloads on, String workload, int n, long operations)
      throws Exception {
    return switch (workload) {
      case "yield" -> rate(operations / n * n, on.yields(n, operations / n));
      case "ping" -> rate(operations, on.roundTrips(operations));
      case "post" -> rate(operations / n * n, on.posts(n, operations / n));
      case "sleep" -> {
        System.gc(); // the garbage of the round before is not this round's
        yield "%.3f".formatted(on.sleepers(n, (int) operations, () -> {}) / NANOS);
      }
      case "sleep-live" -> {
        LiveHeap live = new LiveHeap();
        yield "%.3f %d".formatted(on.sleepers(n, (int) operations, live) / NANOS, live.mebibytes());
      }
      default -> throw new IllegalArgumentException(workload);
    };
  }

  private static String rate(long operations, long nanos) {
    return String.format(Locale.ROOT, "%.0f", operations * NANOS / nanos);
  }

  @Override
  public long yields(int tasks, long each) {
    return onLoop(loop -> {
      List<Task<Void>> all = new ArrayList<>(tasks);
      for (int t = 0; t < tasks; t++) {
        all.add(
            loop.createTask(() -> {
              for (long i = 0; i <= each; i++) {
                EventLoop.yieldNow();
              }
              return null;
            }));
      }
      EventLoop.yieldNow(); // now each has begun, and made one yield that does not count
      long began = System.nanoTime();
      EventLoop.gather(all);
      return System.nanoTime() - began;
    });
  }

  @Override
  public long sleepers(int tasks, int pauses, Runnable whenAllHaveBegun) {
    Duration second = Duration.ofSeconds(1);
    return onLoop(loop -> {
      long began = System.nanoTime();
      List<Task<Void>> all = new ArrayList<>(tasks);
      for (int t = 0; t < tasks; t++) {
        all.add(
            loop.createTask(() -> {
              for (int i = 0; i < pauses; i++) {
                EventLoop.sleep(second);
              }
              return null;
            }));
      }
      EventLoop.yieldNow();
      whenAllHaveBegun.run();
      EventLoop.gather(all);
      return System.nanoTime() - began;
    });
  }

  /**
   * Contains the two futures of a round trip. The task that waited for one replaces it before the
   * other task can read it.
   */
  private static final class Table {
    Future<Void> ping;
    Future<Void> pong;
  }

  @Override
  public long roundTrips(long trips) {
    return onLoop(loop -> {
      Table table = new Table();
      table.ping = loop.createFuture();
      table.pong = loop.createFuture();
      Task<Void> answering =
          loop.createTask(() -> {
            for (long i = 0; i < trips; i++) {
              EventLoop.await(table.ping);
              table.ping = loop.createFuture();
              table.pong.setResult(null);
            }
            return null;
          });
      EventLoop.yieldNow();
      long began = System.nanoTime();
      for (long i = 0; i < trips; i++) {
        table.ping.setResult(null);
        EventLoop.await(table.pong);
        table.pong = loop.createFuture();
      }
      long ended = System.nanoTime();
      EventLoop.await(answering);
      return ended - began;
    });
  }

  @Override
  public long posts(int threads, long each) {
    return onLoop(loop -> {
      Future<Void> all = loop.createFuture();
      Runnable post =
          new Runnable() {
            private long left = threads * each; // confined to the loop

            @Override
            public void run() {
              if (--left == 0) {
                all.setResult(null);
              }
            }
          };
      CountDownLatch start = new CountDownLatch(1);
      Workloads.startPosters(
          threads,
          start,
          () -> {
            for (long i = 0; i < each; i++) {
              loop.post(post);
            }
          });
      long began = System.nanoTime();
      start.countDown();
      EventLoop.await(all);
      return System.nanoTime() - began;
    });
  }

  private interface Round {
    long run(EventLoop loop) throws IOException;
  }

  private static long onLoop(Round round) {
    try (EventLoop loop = EventLoop.create("bench")) {
      return loop.run(() -> round.run(loop));
    }
  }
}
