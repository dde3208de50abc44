package io.jobwheel.dispatch;

import io.jobwheel.store.OpenGroups;
import io.jobwheel.store.OpenGroups.Portion;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends groups whose jobs have all ended and which did not end with the last of them, at the start
 * and now and then. Looks at a bounded number of groups at a time; nodes that look at once do no
 * harm.
 */
final class GroupReconciler {

  private static final Logger log = LoggerFactory.getLogger(GroupReconciler.class);

  private static final Duration EVERY = Duration.ofSeconds(5);
  private static final Duration BETWEEN_PORTIONS = Duration.ofSeconds(1);
  private static final int PORTION = 500;

  private final OpenGroups groups;
  private final Endings endings;
  private final Duration writeTimeout;
  private final InstantSource clock;
  private final Duty duty = new Duty("jobwheel-group-reconciler", this::round);

  // confined to the duty's thread
  private UUID position = OpenGroups.START;

  GroupReconciler(OpenGroups groups, Endings endings, Duration writeTimeout, InstantSource clock) {
    this.groups = groups;
    this.endings = endings;
    this.writeTimeout = writeTimeout;
    this.clock = clock;
  }

  void start() {
    duty.start();
  }

  /** Looks at once. */
  void wake() {
    duty.wake();
  }

  void stop() {
    duty.stop(writeTimeout);
  }

  private Duration round() throws InterruptedException {
    Portion portion = groups.find(position, PORTION);
    for (UUID overdue : portion.overdue()) {
      Waits.get(groups.end(overdue, clock.instant()), writeTimeout)
          .ifPresent(group -> {
            log.warn(
                "group {} - its jobs had ended and it had not, ends now ({})",
                group.id(),
                group.state());
            endings.groupEnded(group);
          });
    }
    UUID next = portion.next();
    position = next == null ? OpenGroups.START : next;
    return next == null ? EVERY : BETWEEN_PORTIONS;
  }
}
