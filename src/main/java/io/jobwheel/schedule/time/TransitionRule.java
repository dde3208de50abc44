package io.jobwheel.schedule.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import org.jspecify.annotations.Nullable;

/**
 * Which instants the matching local times of a cron expression stand for. The two rules differ only
 * where the offset of the zone changes: in a <em>gap</em>, whose local times do not exist, and in
 * an <em>overlap</em>, whose local times exist twice. Both follow from the local times and the
 * rules of the zone alone; the zoned arithmetic of the parser is not used.
 */
enum TransitionRule {
  /**
   * Each matching local time is one instant: in an overlap the earlier one, in a gap the first
   * instant after it. Local times that become the same instant are one time, such as all those of
   * one gap.
   *
   * <p>The instants ascend with their local times, so the search begins at the local time of the
   * clock. In the second pass through an overlap it steps over the rest of the overlap, whose
   * instants are in the first pass: up to 3600 steps for an expression that fires each second.
   */
  ONCE {
    @Override
    @Nullable Instant next(LocalTimes times, ZoneRules rules, Instant after) {
      LocalDateTime local = local(rules, after);
      Instant next = after;
      while (!next.isAfter(after)) {
        local = times.next(local);
        if (local == null) {
          return null;
        }
        next = instant(rules, local);
      }
      return next;
    }
  },

  /**
   * Each instant whose local time matches is a time: both of an overlap, none for a gap.
   *
   * <p>From one transition to the next the offset is constant. If the expression matches none of
   * the local times up to the next transition, the search goes on with the first one after it.
   */
  EACH_OCCURRENCE {
    @Override
    @Nullable Instant next(LocalTimes times, ZoneRules rules, Instant after) {
      Instant from = after;
      LocalDateTime local = local(rules, after);
      while (true) {
        LocalDateTime found = times.next(local);
        if (found == null) {
          return null;
        }
        ZoneOffsetTransition transition = rules.nextTransition(from);
        if (transition == null || found.isBefore(transition.getDateTimeBefore())) {
          return found.toInstant(rules.getOffset(from));
        }
        from = transition.getInstant();
        local = transition.getDateTimeAfter().minusSeconds(1);
      }
    }
  };

  /** Returns the first time that is later than {@code after}; null if there is none. */
  abstract @Nullable Instant next(LocalTimes times, ZoneRules rules, Instant after);

  private static LocalDateTime local(ZoneRules rules, Instant instant) {
    return LocalDateTime.ofInstant(instant, rules.getOffset(instant));
  }

  private static Instant instant(ZoneRules rules, LocalDateTime local) {
    ZoneOffsetTransition around = rules.getTransition(local);
    return around != null && around.isGap()
        ? around.getInstant()
        : local.toInstant(rules.getValidOffsets(local).getFirst());
  }
}
