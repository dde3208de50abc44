package io.jobwheel.api;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How much the service takes from one request, and answers.
 *
 * @param maxBody The largest body of a request, 1B to 1GB; a larger one is answered 413.
 * @param maxWait The longest wait that a request may ask for by Prefer: wait=N; more is cut down to
 *     it.
 * @param pageBudget Where a page of jobs ends, and a group leaves out the rest, in bytes of
 *     payloads and results, 1B to 1GB; one job more than that may be in it.
 * @param answerBudget How many bytes of jobs and output all answers under way may take at a time; a
 *     request that finds too little left is answered 503 and tried again later. An eighth of the
 *     heap unless set; at least 1MB.
 * @param warmUp Whether the node asks itself a few questions before it says that it is ready, so
 *     that the first client does not wait for it. Without effect where its port does not answer
 *     plain HTTP on the loopback address.
 */
@Validated
@ConfigurationProperties("jobwheel.api")
record ApiProperties(
    @NotNull @DefaultValue("1MB") DataSize maxBody,
    @NotNull @DurationMin(seconds = 0) @DurationMax(hours = 1) @DefaultValue("60s")
        Duration maxWait,
    @NotNull @DefaultValue("1MB") DataSize pageBudget,
    @Nullable DataSize answerBudget,
    @DefaultValue("true") boolean warmUp) {

  private static final DataSize LARGEST_BODY = DataSize.ofGigabytes(1);
  private static final DataSize LARGEST_PAGE = DataSize.ofGigabytes(1);
  private static final DataSize LEAST_ANSWERS = DataSize.ofMegabytes(1);

  ApiProperties {
    if (pageBudget.toBytes() < 1 || pageBudget.compareTo(LARGEST_PAGE) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.page-budget must be 1B to 1GB, not %s".formatted(pageBudget));
    }
    if (answerBudget != null && answerBudget.compareTo(LEAST_ANSWERS) < 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.answer-budget must be at least 1MB, not %s".formatted(answerBudget));
    }
    if (maxBody.toBytes() < 1 || maxBody.compareTo(LARGEST_BODY) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.max-body must be 1B to 1GB, not %s".formatted(maxBody));
    }
  }

  long answerBytes() {
    return answerBudget == null ? Runtime.getRuntime().maxMemory() / 8 : answerBudget.toBytes();
  }
}
