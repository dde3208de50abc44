package io.jobwheel.api.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.problem.ProblemWriter;
import jakarta.servlet.FilterChain;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

@Timeout(30)
class BodyBudgetFilterTest {

  private static final int LONG = 100 * 1_024;

  private final AtomicInteger passed = new AtomicInteger();

  private static BodyBudgetFilter filter(Duration patience) {
    return filter(patience, false);
  }

  private static BodyBudgetFilter filter(Duration patience, boolean streamed) {
    return new BodyBudgetFilter(
        new RequestMemory(DataSize.ofKilobytes(400), 2, patience),
        new BodyLimits(DataSize.ofMegabytes(1), DataSize.ofMegabytes(16)),
        streamed,
        new ProblemWriter(JsonMapper.shared()));
  }

  private static MockHttpServletRequest post(int length) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/api/v1/jobs");
    request.setContent(new byte[length]);
    return request;
  }

  private MockHttpServletResponse send(
      BodyBudgetFilter filter, MockHttpServletRequest request, FilterChain chain) {
    MockHttpServletResponse response = new MockHttpServletResponse();
    try {
      filter.doFilter(request, response, chain);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
    return response;
  }

  @Test
  void longBodiesBeyondTheBudgetAreRejectedAndShortOnesPass() {
    BodyBudgetFilter filter = filter(Duration.ZERO);
    send(
        filter,
        post(LONG),
        (_, _) ->
            send(
                filter,
                post(LONG),
                (_, _) -> {
                  MockHttpServletResponse third =
                      send(filter, post(LONG), (_, _) -> passed.incrementAndGet());
                  assertThat(third.getStatus()).isEqualTo(503);
                  assertThat(third.getHeader("Retry-After")).isEqualTo("1");
                  assertThat(third.getContentType()).contains("application/problem+json");
                  send(filter, post(1_000), (_, _) -> passed.incrementAndGet());
                }));
    assertThat(passed).hasValue(1);

    assertThat(send(filter, post(LONG), (_, _) -> passed.incrementAndGet()).getStatus())
        .isEqualTo(200);
    assertThat(passed).hasValue(2);
  }

  @Test
  void aBodyOfUnknownLengthCountsAsTheLargestAndOneThatIsLargerThanAllPassesAlone() {
    BodyBudgetFilter filter = filter(Duration.ZERO);
    MockHttpServletRequest chunked = new MockHttpServletRequest("POST", "/api/v1/jobs");
    chunked.addHeader("Transfer-Encoding", "chunked");
    send(
        filter,
        chunked,
        (_, _) -> {
          passed.incrementAndGet();
          assertThat(send(filter, post(LONG), (_, _) -> passed.incrementAndGet()).getStatus())
              .isEqualTo(503);
        });
    assertThat(passed).hasValue(1);
  }

  @Test
  void aFilterOfBatchesAndOneOfOtherBodiesLeaveEachOtherAlone() {
    BodyBudgetFilter batches = filter(Duration.ZERO, true);
    BodyBudgetFilter others = filter(Duration.ZERO);
    FilterChain pass = (_, _) -> passed.incrementAndGet();
    send(
        batches,
        batch(),
        (_, _) -> {
          assertThat(send(batches, batch(), pass).getStatus()).isEqualTo(503);
          send(others, batch(), (_, _) -> send(others, post(LONG), pass));
          send(batches, post(LONG), pass);
        });
    assertThat(passed).hasValue(2);
  }

  private static MockHttpServletRequest batch() {
    MockHttpServletRequest batch = new MockHttpServletRequest("POST", BodyLimits.BATCH);
    batch.addHeader("Transfer-Encoding", "chunked");
    return batch;
  }

  @Test
  void aLongBodyWaitsForItsTurn() throws Exception {
    BodyBudgetFilter filter = filter(Duration.ofSeconds(20));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch open = new CountDownLatch(1);
    Thread first =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                send(
                    filter,
                    post(2 * LONG),
                    (_, _) -> {
                      inside.countDown();
                      await(open);
                    }));
    await(inside);
    Thread second =
        Thread.ofPlatform()
            .daemon()
            .start(() -> send(filter, post(LONG), (_, _) -> passed.incrementAndGet()));
    open.countDown();

    assertThat(first.join(Duration.ofSeconds(10))).isTrue();
    assertThat(second.join(Duration.ofSeconds(10))).isTrue();
    assertThat(passed).hasValue(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
