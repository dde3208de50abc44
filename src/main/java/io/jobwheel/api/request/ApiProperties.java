package io.jobwheel.api.request;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
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
 * Limits of requests and responses.
 *
 * @param maxBody Maximum size of a request body, 1B to 1GB. A larger request gets status 413.
 * @param maxBatch Maximum number of jobs in a batch, 1 to 100000. A larger batch gets status 400.
 * @param maxBatchBody Maximum size of the request body of a batch, 1B to 1GB. Each job of it can
 *     have up to jobwheel.api.max-body.
 * @param maxWait Maximum wait that a request can ask for with Prefer: wait=N. A longer one is
 *     reduced to it.
 * @param pageBudget Size at which a page of jobs ends and a group omits the rest, in bytes of
 *     payloads and results, 1B to 1GB. A page can exceed it by one job.
 * @param answerBudget Maximum number of bytes of jobs and output in all responses that are being
 *     sent. A request that would exceed it gets status 503. Default: an eighth of the heap; at
 *     least 1MB.
 * @param maxStreams Maximum number of open streams of events, 1 to 1000000. A further one gets
 *     status 503. Each takes some 110 KB of heap, and a connection (server.tomcat.max-connections).
 *     Default: one for each 512 KB of the maximum heap.
 * @param warmUp Whether the node sends itself a few requests before it reports that it is ready, so
 *     that the first client gets a fast response. Has no effect if the port does not serve plain
 *     HTTP on the loopback address.
 */
@Validated
@ConfigurationProperties("jobwheel.api")
public record ApiProperties(
    @NotNull @DefaultValue("1MB") DataSize maxBody,
    @DefaultValue("10000") @Min(1) @Max(100_000) int maxBatch,
    @NotNull @DefaultValue("16MB") DataSize maxBatchBody,
    @NotNull @DurationMin(seconds = 0) @DurationMax(hours = 1) @DefaultValue("60s")
        Duration maxWait,
    @NotNull @DefaultValue("1MB") DataSize pageBudget,
    @Nullable DataSize answerBudget,
    @Nullable @Min(1) @Max(1_000_000) Integer maxStreams,
    @DefaultValue("true") boolean warmUp) {

  // five times what a stream takes
  private static final long HEAP_PER_STREAM = DataSize.ofKilobytes(512).toBytes();

  private static final DataSize MAX_BODY = DataSize.ofGigabytes(1);
  private static final DataSize MAX_PAGE = DataSize.ofGigabytes(1);
  private static final DataSize MIN_ANSWER_BUDGET = DataSize.ofMegabytes(1);

  public ApiProperties {
    if (pageBudget.toBytes() < 1 || pageBudget.compareTo(MAX_PAGE) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.page-budget must be 1B to 1GB, not %s".formatted(pageBudget));
    }
    if (answerBudget != null && answerBudget.compareTo(MIN_ANSWER_BUDGET) < 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.answer-budget must be at least 1MB, not %s".formatted(answerBudget));
    }
    if (maxBatchBody.toBytes() < 1 || maxBatchBody.compareTo(MAX_BODY) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.max-batch-body must be 1B to 1GB, not %s".formatted(maxBatchBody));
    }
    if (maxBody.toBytes() < 1 || maxBody.compareTo(MAX_BODY) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.api.max-body must be 1B to 1GB, not %s".formatted(maxBody));
    }
  }

  /** Returns the maximum number of streams, or its default. */
  public int streams() {
    return maxStreams == null
        ? (int) Math.max(1, Runtime.getRuntime().maxMemory() / HEAP_PER_STREAM)
        : maxStreams;
  }

  /** Returns the answer budget in bytes, or its default. */
  public long responseBudgetBytes() {
    return answerBudget == null ? Runtime.getRuntime().maxMemory() / 8 : answerBudget.toBytes();
  }
}
