package io.jobwheel.handler.http.transport;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.job.Retry;
import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.impl.BasicEntityDetails;
import org.apache.hc.core5.http.message.BasicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The kept bodies of all calls are limited, and a call over the limit does not affect others. */
@Timeout(60)
class KeptBodiesTest {

  private static final int MOST = 1 << 20; // what a call may keep
  private static final int LARGE = MOST * 9 / 10;

  private final CountDownLatch go = new CountDownLatch(1);

  /** Sends most of a body immediately, and the rest after {@link #go}. */
  private void answerInTwoParts(RawServer.Request request, OutputStream out) throws IOException {
    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n".formatted(LARGE + 1));
    RawServer.write(out, "x".repeat(LARGE));
    try {
      assertThat(go.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    RawServer.write(out, "x");
  }

  @Test
  void aCallWithoutBodyBudgetFailsAloneAndMayBeRetried() throws Exception {
    try (Calls calls = Calls.onLoopback();
        RawServer server = new RawServer(this::answerInTwoParts)) {
      Calls.Call large = call(server.url("/large")).keepBody(MOST);
      var first = CompletableFuture.supplyAsync(() -> calls.run(large));
      var second = CompletableFuture.supplyAsync(() -> calls.run(large));
      awaitFreeBytesBelow(calls, Calls.KEPT_BODIES - 2 * LARGE + 1);

      JobFailedException failure = calls.failureOf(large);
      assertThat(failure.error().code()).isEqualTo("body-budget-exhausted");
      assertThat(failure).hasMessageContaining("jobwheel.http.kept-bodies");
      assertThat(failure.retry()).isEqualTo(Retry.AS_PLANNED);

      go.countDown();
      for (var each : List.of(first, second)) {
        assertThat(each.get(20, TimeUnit.SECONDS).body().text()).hasSize(LARGE + 1);
      }
      assertThat(calls.run(large).bodyTruncated()).isFalse();
    }
  }

  private static void awaitFreeBytesBelow(Calls calls, int bytes) {
    await().until(() -> calls.transport.freeBodyBytes() < bytes);
  }

  @Test
  void theBodyBudgetIsReleasedHoweverACallEnds() {
    try (Calls calls = Calls.onLoopback();
        RawServer server =
            new RawServer((request, out) -> {
              switch (request.target()) {
                case "/away" -> RawServer.write(out, response("302 Found\r\nLocation: /", "moved"));
                case "/bad" -> RawServer.write(out, response("500 Oops", "x".repeat(10_000)));
                case "/half" ->
                    RawServer.write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf");
                default -> RawServer.write(out, response("200 OK", "x".repeat(10_000)));
              }
            })) {
      assertThat(calls.run(call(server.url("/away"))).redirects()).isEqualTo(1);
      assertThat(calls.failureOf(call(server.url("/bad"))).error().code())
          .isEqualTo("unexpected-status");
      assertThat(calls.failureOf(call(server.url("/half")).timeout(Duration.ofMillis(300))).error())
          .extracting("code")
          .isEqualTo("call-timed-out");

      assertThat(calls.transport.freeBodyBytes()).isEqualTo(Calls.KEPT_BODIES);
    }
  }

  @Test
  void aClosedReservationGetsNoMoreBytes() {
    BodyBudget budget = new BodyBudget(10);
    BodyBudget.Reservation reservation = budget.newReservation();
    assertThat(reservation.tryReserve(7)).isTrue();
    assertThat(reservation.tryReserve(4)).isFalse();
    assertThat(reservation.tryReserve(3)).isTrue();
    assertThat(budget.free()).isZero();
    reservation.close();
    assertThat(reservation.tryReserve(1)).isFalse();
    reservation.close();
    assertThat(budget.free()).isEqualTo(10);
  }

  @Test
  void anErrorInOneResponseDoesNotAffectTheTransport() throws Exception {
    HttpExchange exchange =
        new HttpExchange(new BodyBudget(10).newReservation(), new WireBudget(10), Ticker.system());
    TruncatingResponseConsumer consumer = new TruncatingResponseConsumer(exchange, 10);
    FutureCallback<WireResponse> failing =
        new FutureCallback<>() {
          @Override
          public void completed(WireResponse result) {
            throw new OutOfMemoryError("planted");
          }

          @Override
          public void failed(Exception e) {}

          @Override
          public void cancelled() {}
        };
    consumer.consumeResponse(
        new BasicHttpResponse(200),
        new BasicEntityDetails(-1, null),
        HttpCoreContext.create(),
        failing);

    assertThatIOException().isThrownBy(() -> consumer.streamEnd(null));
    assertThat(exchange.response()).isCompletedExceptionally();
  }
}
