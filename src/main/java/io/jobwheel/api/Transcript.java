package io.jobwheel.api;

import io.jobwheel.job.JobGroup;
import io.jobwheel.job.ReturnWhen;
import io.jobwheel.store.JobOutputs.Print;
import java.time.Instant;
import java.util.List;

/** What was printed, as text. */
final class Transcript {

  /** The media type of output. */
  static final String MEDIA_TYPE = "text/plain;charset=UTF-8";

  private static final String END = "-".repeat(40) + "\nDone\n";

  private Transcript() {}

  /** Each print, and the end of its line. */
  static String of(List<Print> prints) {
    StringBuilder text = new StringBuilder();
    prints.forEach(print -> text.append(print.text()).append('\n'));
    return text.toString();
  }

  /**
   * The prints of a group in order, then a rule and {@code Done} once it has ended. A group that
   * ends before its jobs do says so where it happened; the others print on below.
   */
  static String of(JobGroup group, List<Print> prints) {
    Instant end = group.finishedAt();
    if (end == null) {
      return of(prints);
    }
    if (!endsBeforeItsJobs(group.returnWhen())) {
      return of(prints) + END;
    }
    List<Print> before = prints.stream().filter(print -> !print.at().isAfter(end)).toList();
    List<Print> after = prints.stream().filter(print -> print.at().isAfter(end)).toList();
    return of(before) + END + of(after);
  }

  private static boolean endsBeforeItsJobs(ReturnWhen returnWhen) {
    return switch (returnWhen) {
      case ALL_COMPLETED, FAIL_FAST -> false;
      case FIRST_COMPLETED, FIRST_EXCEPTION -> true;
    };
  }
}
