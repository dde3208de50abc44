package io.jobwheel.handler.http.transport;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.BlockingContext;
import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.time.TestClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A host with several addresses is reached if one of them is reachable. */
@Timeout(60)
class ConnectionAttemptsTest {

  private static final String WORKING = "127.0.0.1";
  private static final String BROKEN = "127.0.0.2";

  private final RawServer server = RawServer.saying(response("200 OK", "x"));

  private Calls resolving(String... addresses) {
    InetAddress[] found =
        Arrays.stream(addresses).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    return new Calls(Calls.WITH_LOOPBACK, _ -> found);
  }

  @Test
  void theRemainingTimeIsDividedEvenlyAmongTheRemainingAddresses() {
    TestClock clock = TestClock.at(Instant.EPOCH);
    ConnectionAttempts addresses =
        new ConnectionAttempts(
            List.of(InetAddress.ofLiteral(BROKEN), InetAddress.ofLiteral(WORKING)),
            1,
            Duration.ofSeconds(10),
            clock);
    assertThat(addresses.nextLimit()).isEqualTo(Duration.ofSeconds(5));
    assertThat(addresses.next()).isEqualTo(InetAddress.ofLiteral(BROKEN));
    clock.advance(Duration.ofSeconds(1));
    assertThat(addresses.nextLimit()).isEqualTo(Duration.ofSeconds(9));
    clock.advance(Duration.ofSeconds(20));
    assertThat(addresses.nextLimit()).as("at least 1 ms").isPositive();
    assertThat(addresses.next()).isEqualTo(InetAddress.ofLiteral(WORKING));
    assertThat(addresses.hasNext()).isFalse();
  }

  private Calls.Call request() {
    return call("http://service.example.com:" + server.port() + "/")
        .connectTimeout(Duration.ofSeconds(1));
  }

  private JobFailedException failureOf(Calls calls, int attempt) {
    return Assertions.catchThrowableOfType(
        JobFailedException.class,
        () -> calls.handler().run(request().build(), new BlockingContext(attempt)));
  }

  private int statusOf(Calls calls, int attempt) {
    return calls.handler().run(request().build(), new BlockingContext(attempt)).status();
  }

  /** A port that accepts connections up to its backlog and never responds. */
  private record Listener(ServerSocket socket, List<SocketChannel> waiting)
      implements AutoCloseable {

    static Listener silent(int port, int backlog) throws IOException {
      return new Listener(
          new ServerSocket(port, backlog, InetAddress.ofLiteral(BROKEN)), new ArrayList<>());
    }

    /** Its backlog is full: the system drops further connections. */
    static Listener swallowing(int port) throws IOException {
      Listener listener = silent(port, 1);
      for (int i = 0; i < 8; i++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        var _ = channel.connect(new InetSocketAddress(BROKEN, port));
        listener.waiting.add(channel);
      }
      return listener;
    }

    @Override
    public void close() throws IOException {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
      socket.close();
    }
  }

  @Test
  void anAddressThatSwallowsConnectionsLeavesTimeForTheNext() throws Exception {
    try (server;
        Listener swallowing = Listener.swallowing(server.port());
        Calls calls = resolving(BROKEN, WORKING)) {
      assertThat(swallowing.socket().isBound()).isTrue();
      assertThat(statusOf(calls, 1)).isEqualTo(200);
    }
  }

  @Test
  void anOnlyAddressThatSwallowsConnectionsEndsTheCallInTime() throws Exception {
    try (server;
        Listener swallowing = Listener.swallowing(server.port());
        Calls calls = resolving(BROKEN)) {
      assertThat(swallowing.socket().isBound()).isTrue();
      assertThat(failureOf(calls, 1).error())
          .satisfies(error -> assertThat(error.code()).isEqualTo("call-timed-out"))
          .satisfies(error ->
              assertThat(error.message()).startsWith("The connection to ").endsWith(" timed out."));
    }
  }

  @Test
  void anotherAttemptBeginsWithAnotherAddress() throws Exception {
    Calls.Call brief = request().timeout(Duration.ofMillis(300));
    try (server;
        Listener silent = Listener.silent(server.port(), 10);
        Calls calls = resolving(BROKEN, WORKING)) {
      assertThat(silent.socket().isBound()).isTrue();
      assertThat(calls.failureOf(brief).error().code()).isEqualTo("call-timed-out");
      assertThat(server.requests()).isEmpty(); // the first address may have got the request

      assertThat(statusOf(calls, 2)).isEqualTo(200);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void theNextAttemptTriesTheOtherAddresses() {
    try (server;
        Calls calls = resolving("127.0.0.3", "127.0.0.4", "127.0.0.5", WORKING)) {
      assertThat(failureOf(calls, 1).error().code()).isEqualTo("connect-failed");
      assertThat(statusOf(calls, 2)).isEqualTo(200);
    }
  }

  @Test
  void attemptsRotateThroughAllAddresses() {
    for (int size = 1; size <= 7; size++) {
      List<InetAddress> all = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        all.add(InetAddress.ofLiteral("127.0.0." + (10 + i)));
      }
      List<InetAddress> tried = new ArrayList<>();
      List<InetAddress> first = new ArrayList<>();
      for (int attempt = 1; attempt <= size; attempt++) {
        List<InetAddress> ofAttempt = ConnectionAttempts.inOrder(all, attempt);
        assertThat(ofAttempt).doesNotHaveDuplicates().hasSize(Math.min(size, 3));
        tried.addAll(ofAttempt);
        first.add(ofAttempt.getFirst());
      }
      assertThat(tried).containsAll(all);
      for (int i = 1; i < first.size(); i++) {
        assertThat(first.get(i)).isNotEqualTo(first.get(i - 1));
      }
    }
  }

  @Test
  void aRequestThatMayHaveArrivedIsNotSentToTheNextAddress() {
    try (RawServer hangingUp =
            new RawServer((_, _) -> {
              throw new IOException("hangs up");
            });
        Calls calls = resolving(WORKING, "127.0.0.1")) {
      JobFailedException failure =
          calls.failureOf(call("http://service.example.com:" + hangingUp.port() + "/"));
      assertThat(failure.error().code()).isEqualTo("connection-lost");
      assertThat(hangingUp.requests()).hasSize(1);
    }
  }

  @Test
  void addressesThatAreNotAllowedAreNeverTried() throws Exception {
    InetAddress[] found = {InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1")};
    try (server;
        Listener silent = Listener.silent(server.port(), 10);
        Calls calls = new Calls(Calls.policy("127.0.0.1"), _ -> found)) {
      for (int attempt = 1; attempt <= 3; attempt++) {
        assertThat(statusOf(calls, attempt)).isEqualTo(200);
      }
      silent.socket().setSoTimeout(1);
      Assertions.assertThatExceptionOfType(java.net.SocketTimeoutException.class)
          .isThrownBy(() -> silent.socket().accept());
    }
  }
}
