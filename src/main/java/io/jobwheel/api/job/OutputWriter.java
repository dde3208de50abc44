package io.jobwheel.api.job;

import io.jobwheel.api.problem.ResponseBudgetExhaustedException;
import io.jobwheel.api.problem.ResponseInterruptedException;
import io.jobwheel.api.request.ResponseBudget;
import io.jobwheel.job.CompletionCondition;
import io.jobwheel.job.JobGroup;
import io.jobwheel.store.JobOutputs.Print;
import io.jobwheel.store.StoreUnavailableException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the output of a job or group as text, in portions. */
public final class OutputWriter {

  /** The media type of output. */
  public static final String MEDIA_TYPE = "text/plain;charset=UTF-8";

  private static final String END = "-".repeat(40) + "\nDone\n";

  private final HttpServletResponse response;
  private final ResponseBudget.Share share;
  // null for a job, and for a group that has not ended
  private final @Nullable JobGroup group;
  private boolean started;
  private boolean hasEnd;

  /** Reads prints in their order. */
  @FunctionalInterface
  public interface Source {
    /** Passes each portion to {@link OutputWriter#add}. */
    void forEachPortion(OutputWriter writer) throws IOException;
  }

  private OutputWriter(
      HttpServletResponse response, ResponseBudget.Share share, @Nullable JobGroup group) {
    this.response = response;
    this.share = share;
    this.group = group;
  }

  /** Writes each print and a line feed. */
  static void write(HttpServletResponse response, ResponseBudget.Share share, Source source)
      throws IOException {
    write(new OutputWriter(response, share, null), source);
  }

  /**
   * Writes the prints of a group in order, then a rule and {@code Done} if it has ended. In a group
   * that ends before its jobs, the rule stands before the prints that are later than its end.
   */
  public static void write(
      JobGroup group, HttpServletResponse response, ResponseBudget.Share share, Source source)
      throws IOException {
    write(new OutputWriter(response, share, group.finishedAt() == null ? null : group), source);
  }

  private static void write(OutputWriter writer, Source source) throws IOException {
    try {
      source.forEachPortion(writer);
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      throw writer.response.isCommitted() ? new ResponseInterruptedException(e) : e;
    }
    if (writer.group != null && !writer.hasEnd) {
      writer.write(END);
    }
    writer.write("");
  }

  /** Writes a portion and releases its memory. */
  public void add(List<Print> portion) throws IOException {
    for (Print print : portion) {
      if (!hasEnd && isAfterTheEnd(print)) {
        write(END);
        hasEnd = true;
      }
      write(print.text());
      write("\n");
    }
    share.written();
  }

  private boolean isAfterTheEnd(Print print) {
    if (group == null) {
      return false;
    }
    Instant end = group.finishedAt();
    return end != null && endsBeforeItsJobs(group.returnWhen()) && print.at().isAfter(end);
  }

  /** Writes text. Until the first call, the response can still become a problem. */
  private void write(String text) throws IOException {
    if (!started) {
      response.setContentType(MEDIA_TYPE);
      started = true;
    }
    response.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean endsBeforeItsJobs(CompletionCondition returnWhen) {
    return switch (returnWhen) {
      case ALL_COMPLETED, FAIL_FAST -> false;
      case FIRST_COMPLETED, FIRST_EXCEPTION -> true;
    };
  }
}
