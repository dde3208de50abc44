package io.jobwheel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.test.context.TestPropertySource;

/**
 * A request has to be here in time as a whole: 300 ms for a head here, and three times as long for
 * a body. The clients below send something every few milliseconds, and would do so for ever.
 */
@TestPropertySource(properties = "server.tomcat.connection-timeout=300ms")
@Timeout(60)
class SlowClientsApiTest extends ApiTestCase {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String GET = "GET /api/v1/lanes HTTP/1.1\r\nHost: localhost\r\n";
  private static final String POST =
      "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
  private static final String CHUNKED =
      POST.formatted("/api/v1/jobs") + "Transfer-Encoding: chunked\r\n\r\n";

  static Stream<Arguments> drops() {
    String sized = POST + "Content-Length: 900000\r\n\r\n{";
    return Stream.of(
        Arguments.of("the request line", "G", "E"),
        Arguments.of("headers", GET, "X: y\r\n"),
        Arguments.of("one header", GET + "X: ", "y"),
        Arguments.of("empty lines", "\r\n", "\r\n"),
        Arguments.of("the second head", GET + "\r\nGET /", "x"),
        Arguments.of("a body", sized.formatted("/api/v1/jobs"), " "),
        Arguments.of("a body that is not read", sized.formatted("/nowhere"), " "),
        Arguments.of(
            "a body that is too large",
            POST.formatted("/api/v1/jobs") + "Content-Length: 1900000\r\n\r\n{",
            " "),
        Arguments.of(
            "a body of a misdirected request",
            "POST /api/v1/jobs HTTP/1.1\r\nHost: elsewhere\r\nContent-Length: 900000\r\n\r\n{",
            " "),
        Arguments.of("chunks", CHUNKED, "1\r\n \r\n"),
        Arguments.of("a chunk extension", CHUNKED + "1;", "x"),
        Arguments.of("trailers", CHUNKED + "0\r\n", "X: y\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("drops")
  void aRequestInDropsIsCutOff(String what, String first, String drop) throws IOException {
    try (Drips drips = new Drips(3, first, drop)) {
      drips.untilAllAreClosed(() -> {});
    }
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void aThousandSlowClientsAreCutOffWhileOthersAreServed() throws IOException {
    try (Drips drips = new Drips(1000, GET, "X: y\r\n")) {
      drips.untilAllAreClosed(
          () -> assertThat(api.get("/api/v1/job-types").statusCode()).isEqualTo(200));
    }
  }

  @Test
  void aConnectionThatSendsManyRequestsIsKept() throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        Selector pause = Selector.open()) {
      ByteBuffer answer = ByteBuffer.allocate(16_384);
      for (int i = 0; i < 30; i++) { // for longer than one request may take
        channel.write(bytes("GET /api/v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        String text = "";
        while (!text.contains("}")) {
          assertThat(channel.read(answer.clear())).isPositive();
          text += StandardCharsets.UTF_8.decode(answer.flip());
        }
        pause.select(40);
      }
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Clients that send drop after drop until the server closes. */
  private final class Drips implements AutoCloseable {

    private final Selector selector = Selector.open();
    private final String drop;

    Drips(int clients, String first, String drop) throws IOException {
      this.drop = drop;
      for (int i = 0; i < clients; i++) {
        SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        client.write(bytes(first));
        client.configureBlocking(false);
        client.register(selector, SelectionKey.OP_READ);
      }
    }

    void untilAllAreClosed(Runnable meanwhile) throws IOException {
      long start = System.nanoTime();
      while (!selector.keys().isEmpty()) {
        assertThat(System.nanoTime() - start)
            .as("%d are still open", selector.keys().size())
            .isLessThan(LIMIT.toNanos());
        selector.select(50);
        selector.selectedKeys().clear();
        for (SelectionKey key : selector.keys()) {
          go(key);
        }
        selector.selectNow(); // takes out what is closed
        meanwhile.run();
      }
    }

    private void go(SelectionKey key) throws IOException {
      SocketChannel client = (SocketChannel) key.channel();
      try {
        if (client.read(ByteBuffer.allocate(4096)) >= 0) {
          client.write(bytes(drop));
          return;
        }
      } catch (IOException e) {
        // reset by the server
      }
      client.close();
    }

    @Override
    public void close() throws IOException {
      for (SelectionKey key : selector.keys()) {
        key.channel().close();
      }
      selector.close();
    }
  }
}
