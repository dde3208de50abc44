import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The same workloads as a program with virtual threads and no loop would do them. */
final class ThreadBench implements Workloads {

  @Override
  public long yields(int tasks, long each) throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> all = new ArrayList<>(tasks);
    for (int t = 0; t < tasks; t++) {
      all.add(
          Thread.ofVirtual()
              .start(() -> {
                begun.countDown();
                await(start);
                for (long i = 0; i < each; i++) {
                  Thread.yield();
                }
              }));
    }
    begun.await();
    long began = System.nanoTime();
    start.countDown();
    return joined(all) - began;
  }

  @Override
  public long sleepers(int tasks, int pauses, Runnable whenAllHaveBegun)
      throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(tasks);
    long began = System.nanoTime();
    List<Thread> all = new ArrayList<>(tasks);
    for (int t = 0; t < tasks; t++) {
      all.add(
          Thread.ofVirtual()
              .start(() -> {
                begun.countDown();
                try {
                  for (int i = 0; i < pauses; i++) {
                    Thread.sleep(1000);
                  }
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              }));
    }
    begun.await();
    whenAllHaveBegun.run();
    return joined(all) - began;
  }

  /**
   * Plain fields: what one thread writes before it completes a future, the other reads after it has
   * waited for it.
   */
  private static final class Table {
    CompletableFuture<Void> ping = new CompletableFuture<>();
    CompletableFuture<Void> pong = new CompletableFuture<>();
  }

  @Override
  public long roundTrips(long trips) throws InterruptedException {
    Table table = new Table();
    Thread answering =
        Thread.ofVirtual()
            .start(() -> {
              for (long i = 0; i < trips; i++) {
                table.ping.join();
                table.ping = new CompletableFuture<>();
                table.pong.complete(null);
              }
            });
    long began = System.nanoTime();
    Thread asking =
        Thread.ofVirtual()
            .start(() -> {
              for (long i = 0; i < trips; i++) {
                table.ping.complete(null);
                table.pong.join();
                table.pong = new CompletableFuture<>();
              }
            });
    return joined(List.of(answering, asking)) - began;
  }

  @Override
  public long posts(int threads, long each) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(1);
    Runnable post =
        new Runnable() {
          private long left = threads * each; // confined to the one consumer

          @Override
          public void run() {
            if (--left == 0) {
              all.countDown();
            }
          }
        };
    try (ExecutorService consumer =
        Executors.newSingleThreadExecutor(Thread.ofVirtual().factory())) {
      CountDownLatch start = new CountDownLatch(1);
      Workloads.startPosters(
          threads,
          start,
          () -> {
            for (long i = 0; i < each; i++) {
              consumer.execute(post);
            }
          });
      long began = System.nanoTime();
      start.countDown();
      all.await();
      return System.nanoTime() - began;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long joined(List<Thread> threads) throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
    return System.nanoTime();
  }
}
