package io.jobwheel.dispatch.event;

import io.jobwheel.dispatch.BackgroundTask;
import io.jobwheel.store.query.NodeQueries;
import io.jobwheel.time.Ticker;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Signals changes that other nodes have made to followed jobs and groups: one poll for all of them,
 * however many follow. Does nothing while nothing is followed.
 */
public final class RemoteChangePoller {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofMinutes(1);
  private static final int BATCH = 500;
  // polls take at most a fifth of one connection's time
  private static final int PAUSES_PER_POLL = 4;

  private final NodeQueries queries;
  private final ChangeFollowers followers;
  private final Ticker ticker;
  private final BackgroundTask task;

  // written by the task and by those who begin to follow
  private volatile boolean idle = true;
  // confined to the task's thread
  private Map<UUID, Integer> known = new HashMap<>();

  public RemoteChangePoller(NodeQueries queries, ChangeFollowers followers, Ticker ticker) {
    this.queries = queries;
    this.followers = followers;
    this.ticker = ticker;
    this.task = new BackgroundTask("jobwheel-change-poller", ticker, this::runOnce);
  }

  public void start() {
    followers.onFollow(this::wake);
    task.start();
  }

  /** Ends a long pause only: a new follower reads the store by itself. */
  private void wake() {
    if (idle) {
      idle = false;
      task.wake();
    }
  }

  public void stop() {
    task.stop(PAUSE);
  }

  private Duration runOnce() {
    List<UUID> followed = followers.followed();
    if (followed.isEmpty()) {
      known = new HashMap<>();
      idle = true;
      // one that began to follow before the change to idle has not woken the task
      return followers.followed().isEmpty() ? IDLE : PAUSE;
    }
    long began = ticker.read();
    Map<UUID, Integer> found = new HashMap<>();
    for (int i = 0; i < followed.size(); i += BATCH) {
      found.putAll(queries.versions(followed.subList(i, Math.min(i + BATCH, followed.size()))));
    }
    Map<UUID, Integer> before = known;
    known = found;
    for (UUID id : followed) {
      // one that has just begun to be followed is signalled, too
      if (!Objects.equals(before.get(id), found.get(id))) {
        followers.changed(id);
      }
    }
    Duration length = ticker.since(began).multipliedBy(PAUSES_PER_POLL);
    return length.compareTo(PAUSE) > 0 ? length : PAUSE;
  }
}
