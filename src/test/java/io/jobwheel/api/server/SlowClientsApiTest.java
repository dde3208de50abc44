package io.jobwheel.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.api.ApiTestCase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.TestPropertySource;

/**
 * The deadlines of whole requests: 300 ms for a head in this test, and three times as long for a
 * body. The clients send a few bytes every few milliseconds, without end.
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

  /** The first bytes of a client, and those that it sends repeatedly. */
  private record Drops(String where, String first, String next) {}

  private static List<Drops> drops() {
    String sized = POST + "Content-Length: 900000\r\n\r\n{";
    return List.of(
        new Drops("the request line", "G", "E"),
        new Drops("headers", GET, "X: y\r\n"),
        new Drops("one header", GET + "X: ", "y"),
        new Drops("empty lines", "\r\n", "\r\n"),
        new Drops("the second head", GET + "\r\nGET /", "x"),
        new Drops("a body", sized.formatted("/api/v1/jobs"), " "),
        new Drops("a body that is not read", sized.formatted("/nowhere"), " "),
        new Drops(
            "a body that is too large",
            POST.formatted("/api/v1/jobs") + "Content-Length: 1900000\r\n\r\n{",
            " "),
        new Drops(
            "a body of a misdirected request",
            "POST /api/v1/jobs HTTP/1.1\r\nHost: elsewhere\r\nContent-Length: 900000\r\n\r\n{",
            " "),
        new Drops("chunks", CHUNKED, "1\r\n \r\n"),
        new Drops("a chunk extension", CHUNKED + "1;", "x"),
        new Drops("trailers", CHUNKED + "0\r\n", "X: y\r\n"));
  }

  @Test
  void aRequestInDropsIsCutOffWhereverItIs() throws IOException {
    try (Drips drips = new Drips()) {
      for (Drops drops : drops()) { // fewer bodies than there are threads
        drips.add(drops);
      }
      drips.untilAllAreClosed(() -> {});
    }
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void aThousandSlowClientsAreCutOffWhileOthersAreServed() throws IOException {
    try (Drips drips = new Drips()) {
      for (int i = 0; i < 1000; i++) {
        drips.add(new Drops("headers", GET, "X: y\r\n"));
      }
      drips.untilAllAreClosed(
          () -> assertThat(api.get("/api/v1/job-types").statusCode()).isEqualTo(200));
    }
  }

  @Test
  void aThousandSlowBodiesLeaveThreadsForOthers() throws IOException {
    String sized = POST.formatted("/api/v1/jobs") + "Content-Length: 900000\r\n\r\n{";
    AtomicInteger served = new AtomicInteger();
    try (Drips drips = new Drips()) {
      for (int i = 0; i < 1000; i++) {
        drips.add(new Drops("a body", sized, " "));
      }
      drips.untilAllAreClosed(() -> {
        assertThat(api.get("/api/v1/job-types").statusCode()).isEqualTo(200);
        served.incrementAndGet();
      });
    }
    assertThat(served).hasValueGreaterThan(1);
    assertThat(dispatch.stored()).isEmpty();
  }

  @Test
  void aConnectionThatSendsManyRequestsIsKept() throws IOException {
    try (SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        Selector pause = Selector.open()) {
      ByteBuffer response = ByteBuffer.allocate(16_384);
      for (int i = 0; i < 30; i++) { // for longer than one request may take
        channel.write(bytes("GET /api/v1/nowhere HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        String text = "";
        while (!text.contains("}")) {
          assertThat(channel.read(response.clear())).isPositive();
          text += StandardCharsets.UTF_8.decode(response.flip());
        }
        pause.select(40);
      }
    }
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Clients that send small pieces until the server closes the connection. */
  private final class Drips implements AutoCloseable {

    private final Selector selector = Selector.open();

    Drips() throws IOException {}

    void add(Drops drops) throws IOException {
      SocketChannel client = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
      client.write(bytes(drops.first()));
      client.configureBlocking(false);
      client.register(selector, SelectionKey.OP_READ, drops);
    }

    void untilAllAreClosed(Runnable meanwhile) throws IOException {
      long start = System.nanoTime();
      while (!selector.keys().isEmpty()) {
        assertThat(System.nanoTime() - start)
            .as(() ->
                "still open: " + selector.keys().stream().map(SelectionKey::attachment).toList())
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
          client.write(bytes(((Drops) key.attachment()).next()));
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
