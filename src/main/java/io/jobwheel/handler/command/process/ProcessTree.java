package io.jobwheel.handler.command.process;

import io.jobwheel.job.Backoff;
import io.jobwheel.os.ProcessSignals;
import io.jobwheel.os.ProcessTable;
import io.jobwheel.os.Signal;
import io.jobwheel.time.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program and all that it has started, and how to end it.
 *
 * <p>Descent alone does not tell who belongs to it: a process whose parent has ended is given to
 * init. So these belong to it: (1) the group and the session that the program leads, see {@link
 * Starter}; (2) whoever has the mark of the attempt in its environment, wherever it has gone; (3)
 * the descendants of those, by parent. Whoever was seen once is remembered. Only what leaves its
 * session, drops its environment and outlives its parent before anybody looks can escape; and if it
 * holds the output open, it is found by that, see {@link #killHolders}.
 */
final class ProcessTree {

  /** How long SIGKILL may take: a process in the kernel gets it only when it comes out. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

  private static final int LOOKS = 3;

  private final Process leader;
  private final boolean leadsGroup;
  private final String mark;
  private final long started;
  private final Ticker ticker;

  // guarded by this
  private final Map<Long, Long> seen = new HashMap<>(); // pid to start
  private boolean hasFollowers;

  /**
   * Knows a tree by its program.
   *
   * @param leadsGroup whether it was started in a session of its own
   * @param mark what its environment has, and nobody else's
   * @param service what starts it, and so is older than all of it
   * @param ticker measures how long its end takes
   */
  ProcessTree(
      Process leader, boolean leadsGroup, String mark, InstanceMark service, Ticker ticker) {
    this.leader = leader;
    this.leadsGroup = leadsGroup;
    this.mark = mark;
    this.ticker = ticker;
    this.started = Math.max(ProcessTable.startOf(leader.pid()), service.started());
  }

  /** Whether anything of it lives. */
  synchronized boolean isAlive() {
    if (leader.isAlive()) {
      return true;
    }
    // a look misses a process whose parent ends while it looks, so one is not enough to believe it
    for (int look = 0; look < LOOKS; look++) {
      if (!members().isEmpty()) {
        return true;
      }
      if (!hasFollowers && !(leadsGroup && ProcessSignals.hasGroup(leader.pid()))) {
        return false;
      }
    }
    if (leadsGroup) {
      // nothing that lives was seen, so this hits at most what is dead and not counted yet
      var _ = ProcessSignals.sendToGroup(leader.pid(), Signal.SIGKILL);
    }
    return false;
  }

  /** As {@link #end(Duration, Duration)}, with time for SIGKILL as it may need. */
  int end(Duration grace) {
    return end(grace, KILL_LIMIT);
  }

  /**
   * Ends it: SIGTERM to all; after the grace SIGKILL to all, again and again. Takes no notice of
   * interrupts, and keeps them. Two may do so at once; the shorter grace counts.
   *
   * @param killLimit how long to wait for what was killed
   * @return how many of its processes live on all the same; 0 but for those that the kernel holds
   */
  synchronized int end(Duration grace, Duration killLimit) {
    boolean interrupted = Thread.interrupted();
    try {
      signal(Signal.SIGTERM);
      if (!awaitEnd(grace, null)) {
        var _ = awaitEnd(killLimit, Signal.SIGKILL);
      }
      return members().size();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Lets it end by itself, at most so long, and whatever interrupts come; whether it has. While it
   * waits others may hold the lock: whoever has less patience goes on and kills.
   *
   * @param signal is sent again and again; null for none
   */
  private boolean awaitEnd(Duration limit, @Nullable Signal signal) {
    long deadline = ticker.after(limit);
    Duration pause = PAUSES.first();
    boolean interrupted = false;
    try {
      while (isAlive()) {
        if (signal != null) {
          signal(signal);
        }
        if (ticker.hasReached(deadline)) {
          return false;
        }
        try {
          wait(pause.toMillis());
        } catch (InterruptedException e) {
          interrupted = true; // kept until the end: it would let no pause be one
        }
        pause = PAUSES.next(pause);
      }
      return true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void signal(Signal signal) {
    List<Long> members = List.of();
    try {
      members = members(); // first, while descent still shows
    } finally { // also when they cannot be listed
      if (leadsGroup) {
        var _ =
            ProcessSignals.sendToGroup(leader.pid(), signal); // at once, so that no fork gets away
      }
      if (leader.isAlive()) {
        var _ = ProcessSignals.send(leader.pid(), signal);
      }
    }
    for (long pid : members) {
      if (!leadsGroup || pid != leader.pid()) {
        var _ = ProcessSignals.send(pid, signal);
      }
    }
  }

  /** Kills whoever has one of these pipes open, but for the service and what it is starting. */
  static void killHolders(List<Path> pipes) {
    long self = ProcessHandle.current().pid();
    for (ProcessTable.Entry entry : ProcessTable.read()) {
      if (entry.pid() != self && entry.parent() != self && entry.hasOpen(pipes)) {
        var _ = ProcessSignals.send(entry.pid(), Signal.SIGKILL);
      }
    }
  }

  /** The pids of what lives of it. */
  private List<Long> members() {
    List<ProcessTable.Entry> all = ProcessTable.read();
    if (all.isEmpty()) {
      return descendants(); // whoever was seen before is remembered until they can be listed again
    }
    List<ProcessTable.Entry> newer = new ArrayList<>();
    for (ProcessTable.Entry entry : all) {
      if (entry.started() >= started) { // an older process cannot belong to it
        newer.add(entry);
      }
    }
    Map<Long, ProcessTable.Entry> found = new HashMap<>();
    newer.stream().filter(this::belongs).forEach(entry -> found.put(entry.pid(), entry));
    boolean more = true;
    while (more) {
      more = false;
      for (ProcessTable.Entry entry : newer) {
        if (found.containsKey(entry.parent())) {
          more |= found.putIfAbsent(entry.pid(), entry) == null;
        }
      }
    }
    seen.clear();
    found.values().forEach(entry -> seen.put(entry.pid(), entry.started()));
    hasFollowers |= found.size() > (found.containsKey(leader.pid()) ? 1 : 0);
    return List.copyOf(found.keySet());
  }

  /** Who belongs to it where there is no table of processes: no Linux, or no more open files. */
  private List<Long> descendants() {
    try {
      return leader.isAlive() ? leader.descendants().map(ProcessHandle::pid).toList() : List.of();
    } catch (RuntimeException e) { // no more open files
      return List.of();
    }
  }

  private boolean belongs(ProcessTable.Entry entry) {
    Long start = seen.get(entry.pid());
    return (entry.pid() == leader.pid() && leader.isAlive())
        || (leadsGroup && (entry.group() == leader.pid() || entry.session() == leader.pid()))
        || (start != null && start == entry.started())
        || entry.hasVariable(ProcessStarter.MARK, mark);
  }
}
