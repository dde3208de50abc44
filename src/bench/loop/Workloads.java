import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;

/** What is measured; each method runs one round and returns its nanoseconds. */
interface Workloads {

  /**
   * So many tasks that give way to the others so often, from when all have begun until all have
   * ended.
   */
  long yields(int tasks, long each) throws Exception;

  /**
   * So many tasks that each pause for so many seconds one after the other, from before the first is
   * made.
   */
  long sleepers(int tasks, int pauses, Runnable whenAllHaveBegun) throws Exception;

  /** Two tasks, of which each completes the future that the other waits for. */
  long roundTrips(long trips) throws Exception;

  /**
   * So many platform threads that hand so many callbacks to one consumer, until the last has been
   * called.
   */
  long posts(int threads, long each) throws Exception;

  /**
   * The heap that is live once all sleepers sleep: what is used after a full collection. It takes
   * its time.
   */
  final class LiveHeap implements Runnable {

    private long used;

    @Override
    public void run() {
      System.gc();
      used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    long mebibytes() {
      return used >> 20;
    }
  }

  /** Starts threads from outside, which begin at one time. */
  static void startPosters(int threads, CountDownLatch signal, Runnable work) {
    for (int t = 0; t < threads; t++) {
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              signal.await();
            } catch (InterruptedException e) {
              throw new IllegalStateException(e);
            }
            work.run();
          });
    }
  }
}
