package io.jobwheel.schedule.time;

import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.support.CronExpression;

/**
 * The local times that match a cron expression, without a time zone.
 *
 * <p>The search is that of Spring, with one correction. If the first of a month is a Saturday,
 * {@code 1W} is Monday the 3rd, which Spring does not find from Sunday the 2nd. So {@code 1W} is
 * searched for by an expression of its own, from Saturday on.
 */
final class LocalTimes {

  private static final String FIRST_WEEKDAY = "1W";

  private final CronExpression expression;
  // null unless the expression has it
  private final @Nullable CronExpression firstWeekday;

  LocalTimes(CronSyntax syntax) {
    expression = CronExpression.parse(syntax.canonical());
    firstWeekday =
        Arrays.asList(syntax.field(CronField.DAY_OF_MONTH).split(",", -1)).contains(FIRST_WEEKDAY)
            ? CronExpression.parse(syntax.with(CronField.DAY_OF_MONTH, FIRST_WEEKDAY).canonical())
            : null;
  }

  /**
   * Returns the first matching time that is later than {@code after}. The search ends after some
   * hundred months in which no day matches.
   *
   * @return null if there is none
   */
  @Nullable LocalDateTime next(LocalDateTime after) {
    LocalDateTime next = expression.next(after);
    if (firstWeekday == null) {
      return next;
    }
    boolean sunday = after.getDayOfMonth() == 2 && after.getDayOfWeek() == DayOfWeek.SUNDAY;
    LocalDateTime first =
        firstWeekday.next(sunday ? after.toLocalDate().atStartOfDay().minusSeconds(1) : after);
    return next == null || (first != null && first.isBefore(next)) ? first : next;
  }
}
