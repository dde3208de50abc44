package io.jobwheel.threads;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The threads without which the node is of no use, and that it cannot start anew: those that accept
 * and read connections, and the homes of the event loops. Safe from any thread.
 */
public final class VitalThreads {

  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  /** From now on that thread, which has been started, must not end. */
  public void add(Thread thread) {
    threads.add(thread);
  }

  /** Returns the names of all of them. */
  public List<String> names() {
    return threads.stream().map(Thread::getName).sorted().toList();
  }

  /** Returns the names of those that have ended. */
  List<String> ended() {
    return threads.stream()
        .filter(thread -> !thread.isAlive())
        .map(Thread::getName)
        .sorted()
        .toList();
  }
}
