package io.jobwheel.store.failover;

import io.jobwheel.time.Ticker;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;

/**
 * Asks all hosts at the same time which of them is the primary, again and again for 2 s: one that
 * does not answer delays no other, and a standby that is promoted meanwhile is found. Callers share
 * one search. Thread-safe.
 */
final class PrimarySearch {

  private static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Asks a host whether it is a primary. */
  @FunctionalInterface
  interface Question {

    /**
     * Returns if the host is the primary.
     *
     * @throws SQLException if it cannot be reached, or is not the primary
     */
    void ask(String host) throws SQLException;
  }

  private final List<String> hosts;
  private final Question question;
  private final Ticker ticker;
  private final AtomicReference<@Nullable Search> running = new AtomicReference<>();

  PrimarySearch(List<String> hosts, Question question, Ticker ticker) {
    this.hosts = hosts;
    this.question = question;
    this.ticker = ticker;
  }

  /**
   * Returns the host of a primary: the first that answers.
   *
   * @throws SQLException if there is none; its message has the answers of all hosts
   */
  String find() throws SQLException {
    Search search = new Search();
    Search other = running.compareAndExchange(null, search);
    if (other == null) {
      search.start();
    } else {
      search = other;
    }
    try {
      return search.found.get();
    } catch (ExecutionException e) {
      throw failure("There is no primary server: " + search.answers(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("Interrupted while looking for the primary server", e);
    }
  }

  private static PSQLException failure(String message, Exception cause) {
    return new PSQLException(message, PSQLState.CONNECTION_UNABLE_TO_CONNECT, cause);
  }

  /** One search, with a thread for each host. */
  private final class Search {

    private final CompletableFuture<String> found = new CompletableFuture<>();
    private final Map<String, String> failures = new ConcurrentHashMap<>();

    void start() {
      var _ = found.whenComplete((_, _) -> running.compareAndSet(this, null));
      ticker.onTimeout(
          found, LIMIT, () -> found.completeExceptionally(new TimeoutException("not found")));
      for (String host : hosts) {
        Thread.ofVirtual().name("jobwheel-store-search").start(() -> askUntilEnd(host));
      }
    }

    private void askUntilEnd(String host) {
      while (!ask(host) && !hasEndedWithinPause()) {
        // asks again
      }
    }

    private boolean hasEndedWithinPause() {
      try {
        var _ = found.get(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        return true;
      } catch (TimeoutException e) {
        return false;
      } catch (ExecutionException | InterruptedException e) {
        return true; // no thread interrupts it
      }
    }

    private boolean ask(String host) {
      try {
        question.ask(host);
        return found.complete(host);
      } catch (SQLException | RuntimeException e) {
        failures.put(host, String.valueOf(e.getMessage()));
        return false;
      }
    }

    String answers() {
      return hosts.stream()
          .map(host -> host + ": " + failures.getOrDefault(host, "no answer"))
          .collect(Collectors.joining("; "));
    }
  }
}
