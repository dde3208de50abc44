package io.jobwheel.handler.command;

import io.jobwheel.handler.JobContext;
import io.jobwheel.handler.command.process.OutputLine;
import io.jobwheel.job.Truncation;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** What one attempt of a command has printed, as far as its limits go. Confined to its thread. */
final class OutputRecorder {

  /** Stands before what came from stderr. */
  static final String ERROR_MARK = "[stderr] ";

  private static final int LAST_LINES = 5;
  private static final int LAST_CHARACTERS = 300;

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
    this.merged = command.surroundings().mergeStderr();
  }

  /** Prints a line; or reports a progress; or drops it, past the limits. */
  void take(OutputLine line) {
    var progress = ProgressLine.read(line.text());
    if (progress.isPresent()) {
      context.progress(progress.get().fraction(), progress.get().message());
      return;
    }
    if (line.isError() || merged) {
      remember(line.text());
    }
    print(line.isError() ? ERROR_MARK + line.text() : line.text());
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
          "… cut here: this command may print %d lines, and %d characters"
              .formatted(limits.lines(), limits.characters()));
    }
    cutCharacters += shown.length();
  }

  private void remember(String text) {
    if (lastErrors.size() == LAST_LINES) {
      lastErrors.remove();
    }
    lastErrors.add(Truncation.of(text, LAST_CHARACTERS));
  }

  /** How many lines have been taken, printed or not. */
  long taken() {
    return lines + cutLines;
  }

  /** The last lines of stderr, after a colon; nothing when there are none. */
  String lastErrors() {
    return lastErrors.isEmpty() ? "" : ": " + String.join(" | ", lastErrors);
  }

  CommandResult result(int exitCode, Duration duration) {
    return new CommandResult(exitCode, duration, lines, cutLines, cutCharacters);
  }
}
