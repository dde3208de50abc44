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

/** Writes what was printed as text, portion by portion. */
public final class OutputWriter {

  /** The media type of output. */
  public static final String MEDIA_TYPE = "text/plain;charset=UTF-8";

  private static final String END = "-".repeat(40) + "\nDone\n";

  private final HttpServletResponse response;
  private final ResponseBudget.Share share;
  // what ends a group at that time; null before it has ended, and where there is no group
  private final @Nullable JobGroup group;
  private boolean begun;
  private boolean hasEnd;

  /** Hands over prints in their order. */
  @FunctionalInterface
  public interface Source {
    void forEachPortion(OutputWriter transcript) throws IOException;
  }

  private OutputWriter(
      HttpServletResponse response, ResponseBudget.Share share, @Nullable JobGroup group) {
    this.response = response;
    this.share = share;
    this.group = group;
  }

  /** Each print, and the end of its line. */
  static void write(HttpServletResponse response, ResponseBudget.Share share, Source source)
      throws IOException {
    write(new OutputWriter(response, share, null), source);
  }

  /**
   * The prints of a group in order, then a rule and {@code Done} once it has ended. A group that
   * ends before its jobs do says so where it happened; the others print on below.
   */
  public static void write(
      JobGroup group, HttpServletResponse response, ResponseBudget.Share share, Source source)
      throws IOException {
    write(new OutputWriter(response, share, group.finishedAt() == null ? null : group), source);
  }

  private static void write(OutputWriter transcript, Source source) throws IOException {
    try {
      source.forEachPortion(transcript);
    } catch (StoreUnavailableException | ResponseBudgetExhaustedException e) {
      throw transcript.response.isCommitted() ? new ResponseInterruptedException(e) : e;
    }
    if (transcript.group != null && !transcript.hasEnd) {
      transcript.write(END);
    }
    transcript.write("");
  }

  /** Writes the next portion, which then takes no memory any more. */
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

  /** The first call begins the answer: up to then, it may become a problem. */
  private void write(String text) throws IOException {
    if (!begun) {
      response.setContentType(MEDIA_TYPE);
      begun = true;
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
