package io.jobwheel.configuration;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/** Describes types, defaults and constraints of properties in words. */
final class Words {

  private static final Map<Class<?>, String> TYPES =
      Map.ofEntries(
          Map.entry(int.class, "number"),
          Map.entry(long.class, "number"),
          Map.entry(Integer.class, "number"),
          Map.entry(Long.class, "number"),
          Map.entry(String.class, "text"),
          Map.entry(Duration.class, "duration"),
          Map.entry(DataSize.class, "size"),
          Map.entry(Path.class, "path"),
          Map.entry(java.util.regex.Pattern.class, "regular expression"));

  private Words() {}

  static String type(Type type) {
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      if (Collection.class.isAssignableFrom(raw)) {
        return "list of " + type(generic.getActualTypeArguments()[0]) + "s";
      }
      return type(raw);
    }
    if (type == boolean.class || type == Boolean.class) {
      return "`true` or `false`";
    }
    if (type == Class.class) {
      return "class name";
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return Arrays.stream(choice.getEnumConstants())
          .map(each -> "`" + each.toString().toLowerCase(Locale.ROOT).replace('_', '-') + "`")
          .collect(Collectors.joining(" or "));
    }
    String word = TYPES.get(type);
    if (word == null) {
      throw new AssertionError("Words has none for the type " + type.getTypeName());
    }
    return word;
  }

  /** Returns the default of the property. */
  static String fallback(Parameter property) {
    DefaultValue value = property.getAnnotation(DefaultValue.class);
    if (value != null && value.value().length > 0) {
      return "`" + String.join(", ", value.value()) + "`";
    }
    if (property.isAnnotationPresent(NotNull.class)
        || property.isAnnotationPresent(NotBlank.class)
        || property.isAnnotationPresent(NotEmpty.class)) {
      return "required";
    }
    return Collection.class.isAssignableFrom(property.getType()) ? "empty" : "not set";
  }

  /** Returns the values that the constraints of a property, and those inside its type, allow. */
  static String range(Parameter property, AnnotatedType type) {
    List<String> words = new ArrayList<>();
    add(words, "", bounds(property));
    if (type instanceof AnnotatedParameterizedType generic) {
      AnnotatedElement last =
          generic
              .getAnnotatedActualTypeArguments()[
              generic.getAnnotatedActualTypeArguments().length - 1];
      add(words, "each ", bounds(last));
    }
    return String.join("; ", words);
  }

  private static void add(List<String> words, String before, String bounds) {
    if (!bounds.isEmpty()) {
      words.add(before + bounds);
    }
  }

  private static String bounds(AnnotatedElement element) {
    String least = null;
    String most = null;
    List<String> others = new ArrayList<>();
    for (Annotation annotation : element.getAnnotations()) {
      switch (annotation) {
        case Min min -> least = "%,d".formatted(min.value());
        case Max max -> most = "%,d".formatted(max.value());
        case DurationMin min -> least = duration(of(min));
        case DurationMax max -> most = duration(of(max));
        case NotEmpty _ -> others.add("one at least");
        case NotBlank _ -> others.add("not blank");
        case Pattern pattern ->
            others.add(
                // a message of Jobwheel is clearer than the expression
                pattern.message().startsWith("{")
                    ? "`" + pattern.regexp() + "`"
                    : pattern.message().replaceFirst("^must be ", ""));
        case NotNull _, Valid _ -> {}
        default -> ensureNoConstraint(annotation);
      }
    }
    add(others, "", span(least, most));
    return String.join(", ", others);
  }

  private static String span(@Nullable String least, @Nullable String most) {
    if (least != null) {
      return most != null ? least + " to " + most : "at least " + least;
    }
    return most != null ? "at most " + most : "";
  }

  private static void ensureNoConstraint(Annotation annotation) {
    String name = annotation.annotationType().getName();
    if (name.contains("validat")) {
      throw new AssertionError("Words has none for the constraint " + name);
    }
  }

  private static Duration of(DurationMin min) {
    return Duration.ofDays(min.days())
        .plusHours(min.hours())
        .plusMinutes(min.minutes())
        .plusSeconds(min.seconds())
        .plusMillis(min.millis())
        .plusNanos(min.nanos());
  }

  private static Duration of(DurationMax max) {
    return Duration.ofDays(max.days())
        .plusHours(max.hours())
        .plusMinutes(max.minutes())
        .plusSeconds(max.seconds())
        .plusMillis(max.millis())
        .plusNanos(max.nanos());
  }

  /** Returns the duration as a property value, in the largest unit that fits. */
  static String duration(Duration duration) {
    long millis = duration.toMillis();
    if (millis == 0) {
      return "0s";
    }
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = duration.toSeconds();
    if (seconds % 86_400 == 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
