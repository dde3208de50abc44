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
 * Resolves hosts on its own threads, because a look-up blocks. Concurrent requests for one host
 * share a look-up. Thread-safe.
 */
public final class DnsResolver implements AutoCloseable {

  /** The maximum number of hosts that wait for a thread. */
  private static final int MAX_WAITING = 1_000;

  private final DnsLookup lookup;
  private final ThreadPoolExecutor threads;
  private final ConcurrentMap<String, CompletableFuture<List<InetAddress>>> running =
      new ConcurrentHashMap<>();

  /**
   * Creates a resolver, whose threads end after a minute without work.
   *
   * @param lookup looks up one host
   * @param threads the maximum number of concurrent look-ups
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
   * Resolves a host. The future fails with the exception of the look-up, or with {@link
   * RejectedExecutionException} if 1000 hosts wait or the resolver is closed. Its cancellation does
   * not affect other requests for the host.
   */
  CompletableFuture<List<InetAddress>> resolve(String host) {
    CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> shared = running.putIfAbsent(host, addresses);
    if (shared != null) {
      return shared.copy();
    }
    try {
      threads.execute(() -> lookUp(host, addresses));
    } catch (RejectedExecutionException e) {
      running.remove(host, addresses);
      addresses.completeExceptionally(e);
    }
    return addresses.copy();
  }

  private void lookUp(String host, CompletableFuture<List<InetAddress>> future) {
    try {
      future.complete(List.of(lookup.addressesOf(host)));
    } catch (Throwable e) { // completes the future in any case
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
            future.completeExceptionally(new RejectedExecutionException("the resolver is closed")));
  }
}
