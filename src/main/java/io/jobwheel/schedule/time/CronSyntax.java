package io.jobwheel.schedule.time;

import io.jobwheel.job.Truncation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The six fields of a cron expression in canonical form.
 *
 * @param text the expression as it was given, with single spaces between its fields
 * @param fields numbers instead of names, {@code *} instead of {@code ?}
 */
record CronSyntax(String text, Map<CronField, String> fields) {

  private static final int MAX_ECHO = 32;
  private static final Map<String, String> MACROS =
      new TreeMap<>(
          Map.of(
              "@yearly", "0 0 1 1 *",
              "@annually", "0 0 1 1 *",
              "@monthly", "0 0 1 * *",
              "@weekly", "0 0 * * 0",
              "@daily", "0 0 * * *",
              "@midnight", "0 0 * * *",
              "@hourly", "0 * * * *"));

  /**
   * Parses an expression of five or six fields, or a macro.
   *
   * @throws InvalidRecurrenceException if it is invalid; the message names the invalid field
   */
  static CronSyntax parse(String expression) {
    if (expression.length() > Cron.MAX_LENGTH) {
      throw new InvalidRecurrenceException(
          "must have at most %d characters, not %d"
              .formatted(Cron.MAX_LENGTH, expression.length()));
    }
    String text = expression.strip().replaceAll("[ \t]+", " ");
    List<String> parts = List.of(withoutMacro(text).split(" ", -1));
    CronField[] all = CronField.values();
    if (text.isEmpty() || parts.size() < all.length - 1 || parts.size() > all.length) {
      throw new InvalidRecurrenceException(
          "must have 5 fields (%s), 6 with the second in front, or be one of %s; has %d"
              .formatted(
                  Arrays.stream(all)
                      .skip(1)
                      .map(CronField::words)
                      .collect(Collectors.joining(", ")),
                  MACROS.keySet(),
                  text.isEmpty() ? 0 : parts.size()));
    }
    Map<CronField, String> fields = new EnumMap<>(CronField.class);
    fields.put(CronField.SECOND, "0");
    int first = all.length - parts.size();
    for (int i = 0; i < parts.size(); i++) {
      CronField field = all[first + i];
      fields.put(field, field.canonical(parts.get(i)));
    }
    CronSyntax syntax = new CronSyntax(text, fields);
    syntax.requireOneDayField();
    return syntax;
  }

  private static String withoutMacro(String text) {
    if (!text.startsWith("@")) {
      return text;
    }
    String fields = MACROS.get(text.toLowerCase(Locale.ROOT));
    if (fields == null) {
      throw new InvalidRecurrenceException(
          "has an unknown macro '%s'; must be one of %s"
              .formatted(Truncation.of(text, MAX_ECHO), MACROS.keySet()));
    }
    return fields;
  }

  private void requireOneDayField() {
    if (!field(CronField.DAY_OF_MONTH).equals("*") && !field(CronField.DAY_OF_WEEK).equals("*")) {
      throw new InvalidRecurrenceException(
          "must not restrict both the day of month and the day of week: Unix cron fires on days"
              + " that match one or the other, Spring on days that match both; set one of them to *"
              + " (two schedules fire on one or the other)");
    }
  }

  String field(CronField field) {
    return fields.getOrDefault(field, "*");
  }

  /** Returns this expression with one field replaced. */
  CronSyntax with(CronField field, String canonical) {
    Map<CronField, String> changed = new EnumMap<>(fields);
    changed.put(field, canonical);
    return new CronSyntax(text, changed);
  }

  /** Returns the expression as Spring's parser takes it. */
  String canonical() {
    return String.join(" ", fields.values());
  }
}
