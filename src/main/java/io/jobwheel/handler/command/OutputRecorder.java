package io.jobwheel.handler.command;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.command.process.OutputLine;
import io.jobwheel.job.Truncation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Prints the output of one attempt within the limits of its command. Confined to the attempt's
 * thread.
 */
final class OutputRecorder {

  /** The prefix of lines from stderr. */
  static final String STDERR_PREFIX = "[stderr] ";

  private static final int MAX_ERROR_LINES = 5;
  private static final int MAX_ERROR_LENGTH = 300;

  private final JobContext context;
  private final CommandLimits limits;
  private final boolean merged;
  private final Deque<String> lastErrors = new ArrayDeque<>();
  private long lines;
  private long characters;
  private long cutLines;
  private long cutCharacters;

  OutputRecorder(JobContext context, Command command) {
    this.context = context;
    this.limits = command.limits();
    this.merged = command.environment().mergeStderr();
  }

  /** Prints the line, reports it as progress, or drops it beyond the limits. */
  void take(OutputLine line) {
    var progress = ProgressLine.parse(line.text());
    if (progress.isPresent()) {
      context.progress(progress.get().fraction(), progress.get().message());
      return;
    }
    if (line.isError() || merged) {
      remember(line.text());
    }
    print(line.isError() ? STDERR_PREFIX + line.text() : line.text());
  }

  private void print(String shown) {
    boolean fits =
        cutLines == 0
            && lines < limits.lines()
            && characters + shown.length() <= limits.characters();
    if (fits) {
      lines++;
      characters += shown.length();
      context.print(shown);
      return;
    }
    if (cutLines++ == 0) {
      context.print(
          "… truncated: this command may print %d lines and %d characters"
              .formatted(limits.lines(), limits.characters()));
    }
    cutCharacters += shown.length();
  }

  private void remember(String text) {
    if (lastErrors.size() == MAX_ERROR_LINES) {
      lastErrors.remove();
    }
    lastErrors.add(Truncation.of(text, MAX_ERROR_LENGTH));
  }

  /** Returns the number of lines so far, printed or dropped. */
  long taken() {
    return lines + cutLines;
  }

  /** Returns a colon and the last five lines of stderr; empty if there are none. */
  String lastErrors() {
    return lastErrors.isEmpty() ? "" : ": " + String.join(" | ", lastErrors);
  }

  CommandResult result(int exitCode, Duration duration) {
    return new CommandResult(exitCode, duration, lines, cutLines, cutCharacters);
  }
}
