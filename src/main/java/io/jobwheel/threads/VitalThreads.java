package io.jobwheel.threads;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads that the node needs and cannot restart: those that accept and read connections, and
 * those of the event loops. Safe for use by any thread.
 */
public final class VitalThreads {

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** Adds a started thread, which must not end from now on. */
  public void add(Thread thread) {
    threads.add(thread);
  }

  /** Returns the names of all vital threads, sorted. */
  public List<String> names() {
    return threads.stream().map(Thread::getName).sorted().toList();
  }

  /** Returns the names of the threads that have ended, sorted. */
  List<String> ended() {
    return threads.stream()
        .filter(thread -> !thread.isAlive())
        .map(Thread::getName)
        .sorted()
        .toList();
  }
}
