package io.jobwheel.execution.process;

import io.jobwheel.execution.attempt.LogKeys;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.event.Level;

/**
 * A log event that a worker process sends to the log of the service as one line of its standard
 * output. The line begins with a control character, and another one replaces line breaks, so that a
 * stack trace stays with its message.
 *
 * @param level the level of the event
 * @param context the values of {@link LogKeys} that were set
 * @param text logger, message and stack trace
 */
public record WorkerLogLine(Level level, Map<String, String> context, String text) {

  private static final char FIELD = '\u001f';
  private static final char BREAK = '\u001e';
  private static final Pattern FIELDS = Pattern.compile(String.valueOf(FIELD));
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern LINE_END = Pattern.compile("\\R");

  public WorkerLogLine {
    context = Map.copyOf(context);
  }

  /** Returns the event as one line, without a line end. */
  public String encode() {
    StringBuilder line = new StringBuilder().append(FIELD).append(level).append(FIELD);
    for (String key : LogKeys.ALL) {
      String value = context.getOrDefault(key, "");
      line.append(CONTROL.matcher(value).replaceAll("")).append(FIELD);
    }
    return line.append(LINE_END.matcher(text.strip()).replaceAll(String.valueOf(BREAK))).toString();
  }

  /** Parses a line of output; empty if the line is not a log event. */
  static Optional<WorkerLogLine> parse(String line) {
    if (line.isEmpty() || line.charAt(0) != FIELD) {
      return Optional.empty();
    }
    String[] fields = FIELDS.split(line, LogKeys.ALL.size() + 3);
    if (fields.length != LogKeys.ALL.size() + 3) {
      return Optional.empty();
    }
    Level level;
    try {
      level = Level.valueOf(fields[1]);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    Map<String, String> context = new LinkedHashMap<>();
    for (int i = 0; i < LogKeys.ALL.size(); i++) {
      if (!fields[i + 2].isEmpty()) {
        context.put(LogKeys.ALL.get(i), fields[i + 2]);
      }
    }
    String text = fields[fields.length - 1].replace(BREAK, '\n');
    return Optional.of(new WorkerLogLine(level, context, text));
  }

  /** Returns the level and the text, line by line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    (level + " " + text).lines().forEach(lines::add);
    return lines;
  }
}
