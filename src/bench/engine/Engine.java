import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * An engine that engine.sh measures, on a database of its own. Each method runs one round of so
 * many jobs that do nothing, and returns its nanoseconds.
 */
interface Engine {

  /** From the first submit, by so many callers one by one, until the last end is recorded. */
  long life(int jobs, int callers) throws Exception;

  /** As {@link #life}, of jobs that are submitted in batches of 1,000. */
  default long batches(int jobs, int callers) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** As {@link #batches}, of jobs of which at most 5 run at a time with each of 1,000 keys. */
  default long limited(int jobs, int callers) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** From when all jobs wait until the last end is recorded. */
  long drain(int jobs) throws Exception;

  /** From a submit to the first line of the body, one job at a time; in order of size. */
  default long[] starts(int jobs) throws Exception {
    throw new UnsupportedOperationException();
  }

  /** Puts so many jobs there that have ended. */
  default void fill(int jobs) throws Exception {
    throw new UnsupportedOperationException();
  }

  /**
   * Reads one round a line, {@code life N CALLERS}, {@code batches N CALLERS}, {@code limited N
   * CALLERS}, {@code drain N}, {@code starts N} or {@code fill N}; answers jobs a second,
   * quantiles, or nothing much.
   */
  static void serve(Engine engine) throws Exception {
    BufferedReader rounds =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    System.out.println("ready");
    for (String line; (line = rounds.readLine()) != null; ) {
      String[] words = line.split(" ");
      int jobs = Integer.parseInt(words[1]);
      System.out.println(
          switch (words[0]) {
            case "life" -> rate(jobs, engine.life(jobs, Integer.parseInt(words[2])));
            case "batches" -> rate(jobs, engine.batches(jobs, Integer.parseInt(words[2])));
            case "limited" -> rate(jobs, engine.limited(jobs, Integer.parseInt(words[2])));
            case "drain" -> rate(jobs, engine.drain(jobs));
            case "fill" -> {
              engine.fill(jobs);
              yield "filled";
            }
            case "starts" -> quantiles(engine.starts(jobs));
            default -> throw new IllegalArgumentException(line);
          });
    }
  }

  private static String rate(int jobs, long nanos) {
    return String.format(Locale.ROOT, "%.0f", jobs * 1e9 / nanos);
  }

  private static String quantiles(long[] nanos) {
    Arrays.sort(nanos);
    return String.format(
        Locale.ROOT,
        "%.2f %.2f",
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6);
  }

  /** Does the work so often, shared among so many threads; returns when all is done. */
  static void share(int times, int threads, Callable<?> work) throws Exception {
    try (ExecutorService pool =
        threads > 64
            ? Executors.newVirtualThreadPerTaskExecutor()
            : Executors.newFixedThreadPool(threads)) {
      CountDownLatch done = new CountDownLatch(threads);
      for (int t = 0; t < threads; t++) {
        int own = times / threads + (t < times % threads ? 1 : 0);
        pool.submit(() -> {
          for (int i = 0; i < own; i++) {
            work.call();
          }
          done.countDown();
          return null;
        });
      }
      if (!done.await(5, TimeUnit.MINUTES)) {
        throw new IllegalStateException("not done within five minutes, or failed");
      }
    }
  }

  /** Waits for a latch, at most five minutes. */
  static void await(CountDownLatch latch) throws InterruptedException {
    if (!latch.await(5, TimeUnit.MINUTES)) {
      throw new IllegalStateException("still " + latch.getCount() + " jobs after five minutes");
    }
  }

  /** Asks again and again until it is so, at most five minutes. */
  static void until(Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("not so within five minutes");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
  }
}
