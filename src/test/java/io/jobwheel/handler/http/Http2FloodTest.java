package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.TestCertificates;
import io.jobwheel.handler.JobFailedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A call reads a limited number of frames that contain little or nothing of its response. */
@Timeout(60)
class Http2FloodTest {

  private static final String HOST = "secure.example.com";
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final long MOST_SENT = 24L << 20;

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int WINDOW_UPDATE = 8;
  private static final int CONTINUATION = 9;
  private static final int UNKNOWN = 0x50;

  private static final int NO_FLAGS = 0;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;

  private static final byte[] STATUS_200 = {(byte) 0x88};
  private static final byte[] STATUS_103 = {8, 3, '1', '0', '3'};

  @TempDir static Path folder;

  private static SSLContext tls;

  @BeforeAll
  static void makeCertificate() throws Exception {
    Path keys = folder.resolve("keys.p12");
    TestCertificates.make(keys, HOST, new String(PASSWORD));
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD);
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(store, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    tls = SSLContext.getInstance("TLS");
    tls.init(own.getKeyManagers(), trust.getTrustManagers(), null);
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .putShort((short) (payload.length >> 8))
        .put((byte) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /** The bytes that are sent once, before the flood. */
  private static byte[] beginning(String kind) {
    return switch (kind) {
      case "continuations" -> frame(HEADERS, NO_FLAGS, 1, STATUS_200);
      case "padding", "empty data" -> frame(HEADERS, END_HEADERS, 1, STATUS_200);
      default -> new byte[0];
    };
  }

  private static byte[] repeated(String kind) {
    return switch (kind) {
      case "pings" -> frame(PING, NO_FLAGS, 0, new byte[8]);
      case "settings" -> frame(SETTINGS, NO_FLAGS, 0, new byte[0]);
      case "window updates" -> frame(WINDOW_UPDATE, NO_FLAGS, 0, new byte[] {0, 0, 0, 1});
      case "unknown frames" -> frame(UNKNOWN, NO_FLAGS, 0, new byte[8_000]);
      case "interim responses" -> frame(HEADERS, END_HEADERS, 1, STATUS_103);
      case "continuations" -> frame(CONTINUATION, NO_FLAGS, 1, new byte[0]);
      case "empty data" -> frame(DATA, NO_FLAGS, 1, new byte[0]);
      case "padding" -> {
        byte[] padded = new byte[256];
        padded[0] = (byte) 255; // all the rest of it
        yield frame(DATA, PADDED, 1, padded);
      }
      default -> throw new AssertionError(kind);
    };
  }

  private static byte[] many(byte[] frame) {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    while (frames.size() < 10_000) {
      frames.writeBytes(frame);
    }
    return frames.toByteArray();
  }

  /** Floods one client until it closes the connection. Returns the number of bytes sent. */
  private static long flood(SSLServerSocket server, String kind) {
    long sent = 0;
    try (SSLSocket client = (SSLSocket) server.accept()) {
      SSLParameters parameters = client.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      client.setSSLParameters(parameters);
      client.setSoTimeout(20_000);
      client.getInputStream().readNBytes(24); // the preface
      Thread.ofVirtual().start(() -> drain(client)); // a client may wait until it is read
      OutputStream out = client.getOutputStream();
      out.write(frame(SETTINGS, NO_FLAGS, 0, new byte[0]));
      awaitRequest(client);
      out.write(beginning(kind));
      byte[] frames = many(repeated(kind));
      while (true) {
        out.write(frames);
        sent += frames.length;
      }
    } catch (IOException e) {
      return sent;
    }
  }

  private static void drain(SSLSocket client) {
    try {
      client.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // the client is gone
    }
  }

  /** Floods after the handshake: a server may respond to a stream early. */
  private static void awaitRequest(SSLSocket client) {
    assertThat(client.getApplicationProtocol()).isEqualTo("h2");
  }

  @ParameterizedTest
  @CsvSource({
    "pings",
    "settings",
    "window updates",
    "unknown frames",
    "interim responses",
    "continuations",
    "empty data",
    "padding"
  })
  void theConnectionOfAFloodOfFramesIsClosed(String kind) throws Exception {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    try (SSLServerSocket server =
            (SSLServerSocket) tls.getServerSocketFactory().createServerSocket(0, 10, loopback);
        Calls calls = new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {loopback}, tls)) {
      CompletableFuture<Long> sent =
          CompletableFuture.supplyAsync(
              () -> flood(server, kind), work -> Thread.ofPlatform().daemon().start(work));

      JobFailedException failure =
          calls.failureOf(
              call("https://%s:%d/".formatted(HOST, server.getLocalPort()))
                  .timeout(Duration.ofSeconds(5)));

      assertThat(failure.error().code())
          .isIn("response-too-large", "bad-response", "connection-lost");
      assertThat(sent.get(20, TimeUnit.SECONDS)).isLessThan(MOST_SENT);
    }
  }
}
