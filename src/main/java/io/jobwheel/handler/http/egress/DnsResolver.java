package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Looks hosts up on a few threads of its own, because a look-up blocks: neither a loop nor the
 * transport may wait for it. Who asks for a host that is being looked up gets that answer. Safe
 * from any thread.
 */
public final class DnsResolver implements AutoCloseable {

  /** How many different hosts may wait for a thread. */
  private static final int MAX_WAITING = 1_000;

  private final DnsLookup lookup;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  /**
   * Makes the threads, which end after a minute without work.
   *
   * @param lookup does the look-ups
   * @param threads how many at once
   */
  public DnsResolver(DnsLookup lookup, int threads) {
    this.lookup = lookup;
    this.threads =
        new ThreadPoolExecutor(
            threads,
            threads,
            1,
            TimeUnit.MINUTES,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("jobwheel-lookup-", 0).factory());
    this.threads.allowCoreThreadTimeOut(true);
  }

  /**
   * The addresses of that host. Fails with what the look-up threw, or with a {@link
   * RejectedExecutionException} when too many wait. Cancelling it cancels nobody else's.
   */
  CompletableFuture<List<InetAddress>> of(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> other = running.putIfAbsent(host, mine);
    if (other != null) {
      return other.copy();
    }
    try {
      threads.execute(() -> lookUp(host, mine));
    } catch (RejectedExecutionException e) {
      running.remove(host, mine);
      mine.completeExceptionally(e);
    }
    return mine.copy();
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> future) {
    try {
      future.complete(List.of(lookup.addressesOf(host)));
    } catch (Throwable e) { // whoever waits has to learn of it
      future.completeExceptionally(e);
    } finally {
      running.remove(host, future);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    running
        .values()
        .forEach(future ->
            future.completeExceptionally(new RejectedExecutionException("the node is stopping")));
  }
}
