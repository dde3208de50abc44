package io.jobwheel.configuration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.ResolvableType;

/** Describes the range of a property by its constraints. */
final class ConstraintRange {

  private ConstraintRange() {}

  /**
   * Returns the range of a property; empty if it has none.
   *
   * @param type the record that is bound
   * @param name the name of the property below the prefix of the record, with dashes
   */
  static Optional<String> of(Class<?> type, String name) {
    ResolvableType holder = ResolvableType.forClass(type);
    Field field = null;
    for (String element : name.split("\\.", -1)) {
      if (Map.class.isAssignableFrom(holder.toClass())) {
        holder = holder.asMap().getGeneric(1);
        continue;
      }
      field = field(holder.toClass(), element);
      if (field == null) {
        return Optional.empty(); // an element of a list, whose message is complete
      }
      holder = ResolvableType.forField(field);
    }
    return field == null ? Optional.empty() : of(field);
  }

  private static @Nullable Field field(Class<?> record, String element) {
    return Stream.of(record.getDeclaredFields())
        .filter(field -> DataObjectPropertyName.toDashedForm(field.getName()).equals(element))
        .findFirst()
        .orElse(null);
  }

  private static Optional<String> of(Field field) {
    Min min = field.getAnnotation(Min.class);
    Max max = field.getAnnotation(Max.class);
    DurationMin shortest = field.getAnnotation(DurationMin.class);
    DurationMax longest = field.getAnnotation(DurationMax.class);
    return span(
        min != null ? number(min.value()) : shortest != null ? text(duration(shortest)) : null,
        max != null ? number(max.value()) : longest != null ? text(duration(longest)) : null);
  }

  private static Optional<String> span(@Nullable String least, @Nullable String most) {
    if (least != null && most != null) {
      return Optional.of("must be %s to %s".formatted(least, most));
    }
    return Optional.ofNullable(
        least != null
            ? "must be at least " + least
            : most != null ? "must be at most " + most : null);
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static Duration duration(DurationMin min) {
    return Duration.ofDays(min.days())
        .plusHours(min.hours())
        .plusMinutes(min.minutes())
        .plusSeconds(min.seconds())
        .plusMillis(min.millis());
  }

  private static Duration duration(DurationMax max) {
    return Duration.ofDays(max.days())
        .plusHours(max.hours())
        .plusMinutes(max.minutes())
        .plusSeconds(max.seconds())
        .plusMillis(max.millis());
  }

  /** Returns the duration as a property value, in the largest unit that fits. */
  private static String text(Duration duration) {
    ChronoUnit unit =
        Stream.of(ChronoUnit.DAYS, ChronoUnit.HOURS, ChronoUnit.MINUTES, ChronoUnit.SECONDS)
            .filter(each -> duration.toMillis() % each.getDuration().toMillis() == 0)
            .findFirst()
            .orElse(ChronoUnit.MILLIS);
    return DurationStyle.SIMPLE.print(duration, duration.isZero() ? ChronoUnit.SECONDS : unit);
  }
}
