package io.jobwheel.schedule.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The local times of a zone that match a cron expression. All of them are whole seconds.
 *
 * <p>The hour field determines what happens where the clocks of the zone change:
 *
 * <ul>
 *   <li>If it names hours, such as {@code 2}, {@code 1-5} or {@code 0-23}, each matching local time
 *       fires once: a time that is skipped fires at the first instant after the gap, together with
 *       all others that are skipped or due then; a time that occurs twice fires the first time
 *       only.
 *   <li>If it is {@code *} or a step of it, such as <code>*&#47;2</code>, each instant fires whose
 *       local time matches: a time that is skipped does not fire, and a time that occurs twice
 *       fires twice. An expression such as <code>*&#47;30 * * * *</code> so fires every 30 minutes
 *       of elapsed time.
 * </ul>
 *
 * <p>Immutable. Two are equal if their expressions, apart from white space, and their zones are.
 */
public final class Cron implements Recurrence {

  /** Maximum number of characters of an expression. */
  public static final int MAX_LENGTH = 200;

  /** Number of years after which {@link #next} ends its search. */
  public static final int MAX_YEARS_AHEAD = 30;

  // any leap year will do: each expression that fires at all does so in the next 28 years
  private static final LocalDateTime BEFORE_2000 = LocalDateTime.of(1999, 12, 31, 23, 59, 59);
  private static final long DAYS_AHEAD = MAX_YEARS_AHEAD * 366L;

  private final String expression;
  private final ZoneId zone;
  private final LocalTimes times;
  private final TransitionRule rule;

  private Cron(String expression, ZoneId zone, LocalTimes times, TransitionRule rule) {
    this.expression = expression;
    this.zone = zone;
    this.times = times;
    this.rule = rule;
  }

  /**
   * Parses an expression of five fields (minute, hour, day of month, month, day of week), of six
   * with the second in front, or a macro such as {@code @daily}.
   *
   * @throws InvalidRecurrenceException if the expression is invalid, is longer than {@value
   *     #MAX_LENGTH} characters, restricts both the day of month and the day of week, or never
   *     fires
   */
  public static Cron parse(String expression, ZoneId zone) {
    CronSyntax syntax = CronSyntax.parse(expression);
    LocalTimes times = new LocalTimes(syntax);
    if (times.next(BEFORE_2000) == null) {
      throw new InvalidRecurrenceException(
          "never fires: day of month '%s' does not exist in month '%s'"
              .formatted(syntax.field(CronField.DAY_OF_MONTH), syntax.field(CronField.MONTH)));
    }
    TransitionRule rule =
        syntax.field(CronField.HOUR).startsWith("*")
            ? TransitionRule.EACH_OCCURRENCE
            : TransitionRule.ONCE;
    return new Cron(syntax.text(), zone, times, rule);
  }

  /** Returns the expression as it was parsed, with single spaces between its fields. */
  public String expression() {
    return expression;
  }

  public ZoneId zone() {
    return zone;
  }

  /**
   * {@inheritDoc} There is none if the next one is more than {@value #MAX_YEARS_AHEAD} years later,
   * as that of a fifth Monday in February can be.
   */
  @Override
  public Optional<Instant> next(Instant after) {
    if (!after.isBefore(LATEST)) {
      return Optional.empty();
    }
    Instant from = after.isBefore(EARLIEST) ? EARLIEST.minusNanos(1) : after;
    Instant last = from.plus(DAYS_AHEAD, ChronoUnit.DAYS);
    return Optional.ofNullable(rule.next(times, zone.getRules(), from))
        .filter(time -> !time.isAfter(last) && !time.isAfter(LATEST));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cron cron
        && expression.equals(cron.expression)
        && zone.equals(cron.zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(expression, zone);
  }

  @Override
  public String toString() {
    return expression + " in " + zone;
  }
}
