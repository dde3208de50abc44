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
 * A program and all processes that it has started. Thread-safe.
 *
 * <p>Parent processes alone are not sufficient: the parent of a process whose own parent has ended
 * is init. The tree consists of: (1) the process group and session of the program, see {@link
 * ProcessStarter}; (2) processes with the mark of the attempt in their environment; (3) their
 * descendants; (4) processes that were members before. A process escapes only if it leaves the
 * session, clears its environment and loses its parent between two checks. If it has the output
 * open, {@link #killHolders} finds it.
 */
final class ProcessTree {

  /** The time limit for SIGKILL, which a process receives only after a system call. */
  private static final Duration KILL_LIMIT = Duration.ofSeconds(5);

  private static final Backoff PAUSES = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20));

  private static final int CHECKS = 3;

  private final Process leader;
  private final boolean leadsGroup;
  private final String mark;
  private final long started;
  private final Ticker ticker;

  // guarded by this
  private final Map<Long, Long> seen = new HashMap<>(); // start time by pid
  private boolean hasFollowers;

  /**
   * Creates a tree.
   *
   * @param leader the program
   * @param leadsGroup whether the program leads its own session and process group
   * @param mark the unique value of {@code JOBWHEEL_MARK} in its environment
   * @param service the mark of this instance, which is older than the tree
   * @param ticker measures time limits
   */
  ProcessTree(
      Process leader, boolean leadsGroup, String mark, InstanceMark service, Ticker ticker) {
    this.leader = leader;
    this.leadsGroup = leadsGroup;
    this.mark = mark;
    this.ticker = ticker;
    this.started = Math.max(ProcessTable.startOf(leader.pid()), service.started());
  }

  /** Returns whether a process of the tree is alive. */
  synchronized boolean isAlive() {
    if (leader.isAlive()) {
      return true;
    }
    // one check is not sufficient: it misses a process whose parent ends during the check
    for (int check = 0; check < CHECKS; check++) {
      if (!members().isEmpty()) {
        return true;
      }
      if (!hasFollowers && !(leadsGroup && ProcessSignals.hasGroup(leader.pid()))) {
        return false;
      }
    }
    if (leadsGroup) {
      // no live process was found, so the signal reaches at most zombies
      var _ = ProcessSignals.sendToGroup(leader.pid(), Signal.SIGKILL);
    }
    return false;
  }

  /** As {@link #end(Duration, Duration)} with a kill limit of 5 s. */
  int end(Duration grace) {
    return end(grace, KILL_LIMIT);
  }

  /**
   * Ends the tree: sends SIGTERM, and after the grace period SIGKILL repeatedly. Ignores
   * interrupts, and restores the interrupt status. Of concurrent calls the shorter grace period
   * applies.
   *
   * @param grace the time between SIGTERM and SIGKILL
   * @param killLimit the maximum time to wait after SIGKILL
   * @return the number of processes that are still alive, because they are blocked in the kernel
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
   * Waits for the end of the tree up to the limit, ignoring interrupts. It releases the lock while
   * it waits, so that a concurrent call with a shorter grace period can kill.
   *
   * @param signal the signal to send repeatedly; {@code null} for none
   * @return whether the tree has ended
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
          interrupted = true; // restored at the end, because it would end each pause
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
      members = members(); // first, before parents end
    } finally { // also if they cannot be listed
      if (leadsGroup) {
        var _ =
            ProcessSignals.sendToGroup(leader.pid(), signal); // atomically, so that no fork escapes
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

  /** Kills all processes that have one of the pipes open, except the service and its children. */
  static void killHolders(List<Path> pipes) {
    long self = ProcessHandle.current().pid();
    for (ProcessTable.Entry entry : ProcessTable.read()) {
      if (entry.pid() != self && entry.parent() != self && entry.hasOpen(pipes)) {
        var _ = ProcessSignals.send(entry.pid(), Signal.SIGKILL);
      }
    }
  }

  /** Returns the process ids of live members. */
  private List<Long> members() {
    List<ProcessTable.Entry> all = ProcessTable.read();
    if (all.isEmpty()) {
      return descendants(); // the process table cannot be read now
    }
    List<ProcessTable.Entry> newer = new ArrayList<>();
    for (ProcessTable.Entry entry : all) {
      if (entry.started() >= started) { // an older process is not a member
        newer.add(entry);
      }
    }
    Map<Long, ProcessTable.Entry> found = new HashMap<>();
    newer.stream().filter(this::isMember).forEach(entry -> found.put(entry.pid(), entry));
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

  /** Returns the descendants, for when the process table cannot be read. */
  private List<Long> descendants() {
    try {
      return leader.isAlive() ? leader.descendants().map(ProcessHandle::pid).toList() : List.of();
    } catch (RuntimeException e) { // too many open files
      return List.of();
    }
  }

  private boolean isMember(ProcessTable.Entry entry) {
    Long start = seen.get(entry.pid());
    return (entry.pid() == leader.pid() && leader.isAlive())
        || (leadsGroup && (entry.group() == leader.pid() || entry.session() == leader.pid()))
        || (start != null && start == entry.started())
        || entry.hasVariable(ProcessStarter.MARK, mark);
  }
}
