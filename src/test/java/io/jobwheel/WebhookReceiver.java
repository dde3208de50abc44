package io.jobwheel;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A receiver of webhooks on loopback. It verifies and records each call, and fails the first call
 * of some messages: by an answer 500, by a closed connection, or by an answer that comes too late.
 */
final class WebhookReceiver implements AutoCloseable {

  static final String SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";

  /** A call is answered after this time if it is answered too late, whatever the load is. */
  static final Duration TOO_LATE = Duration.ofSeconds(30);

  private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

  /**
   * A message that was received, perhaps several times.
   *
   * @param subject the id of the job or group
   * @param state the state of the job or group in the message
   * @param finishedAt the end in the message
   */
  record Message(String id, String subject, String event, String state, String finishedAt) {}

  private static final class Received {
    private final Message message;
    private final String body;
    private int calls;
    private int failed;
    private boolean acknowledged;

    private Received(Message message, String body) {
      this.message = message;
      this.body = body;
    }
  }

  private enum Answer {
    ACCEPT,
    REFUSE,
    HANG_UP,
    TOO_LATE
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SecretKeySpec key;
  private final JsonMapper json = JsonMapper.builder().build();
  // guarded by this
  private final Random random;
  private final Map<String, Received> messages = new TreeMap<>();
  private final List<String> violations = new ArrayList<>();

  WebhookReceiver(long seed) {
    random = new Random(seed);
    byte[] secret = Base64.getDecoder().decode(SECRET.substring("whsec_".length()));
    key = new SecretKeySpec(secret, "HmacSHA256");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/hook", this::receive);
    server.createContext(
        "/broken",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(500, -1);
          }
        });
    server.start();
  }

  /** Returns the URL that receives webhooks. */
  String url() {
    return "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort());
  }

  /** Returns a URL that answers 500 and records nothing. */
  String brokenUrl() {
    return "http://127.0.0.1:%d/broken".formatted(server.getAddress().getPort());
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (record(exchange, new String(body, StandardCharsets.UTF_8))) {
        case ACCEPT -> exchange.sendResponseHeaders(204, -1);
        case REFUSE -> exchange.sendResponseHeaders(500, -1);
        case HANG_UP -> {
          // an exchange that is closed without an answer closes its connection
        }
        case TOO_LATE -> {
          TimeUnit.NANOSECONDS.sleep(TOO_LATE.toNanos());
          exchange.sendResponseHeaders(204, -1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer record(HttpExchange exchange, String body) {
    String id = header(exchange, "webhook-id");
    String timestamp = header(exchange, "webhook-timestamp");
    boolean signed = isSigned(id, timestamp, body, header(exchange, "webhook-signature"));
    JsonNode document = json.readTree(body);
    JsonNode data = document.path("data");
    Message message =
        new Message(
            id,
            data.path("id").asString(),
            document.path("type").asString(),
            data.path("state").asString(),
            data.path("finishedAt").asString());
    Duration age =
        Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), Instant.now()).abs();
    synchronized (this) {
      if (!signed) {
        violations.add("no valid signature: " + message);
      }
      if (age.compareTo(CLOCK_DIFFERENCE) > 0) {
        violations.add("sent %s ago: %s".formatted(age, message));
      }
      Received received = messages.computeIfAbsent(id, _ -> new Received(message, body));
      if (!received.body.equals(body)) {
        violations.add("one id with two bodies: %s and %s".formatted(received.body, body));
      }
      received.calls++;
      Answer answer = received.calls == 1 ? anyAnswer() : Answer.ACCEPT;
      if (answer == Answer.ACCEPT) {
        received.acknowledged = true;
      } else {
        received.failed++;
      }
      return answer;
    }
  }

  private Answer anyAnswer() {
    return switch (random.nextInt(12)) {
      case 0 -> Answer.REFUSE;
      case 1 -> Answer.HANG_UP;
      case 2 -> Answer.TOO_LATE;
      default -> Answer.ACCEPT;
    };
  }

  private boolean isSigned(String id, String timestamp, String body, String signature) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      byte[] expected =
          mac.doFinal("%s.%s.%s".formatted(id, timestamp, body).getBytes(StandardCharsets.UTF_8));
      return signature.startsWith("v1,")
          && MessageDigest.isEqual(expected, Base64.getDecoder().decode(signature.substring(3)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String header(HttpExchange exchange, String name) {
    String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** Returns the messages that were received, each once. */
  synchronized List<Message> messages() {
    return messages.values().stream().map(received -> received.message).toList();
  }

  /** Returns the messages that were received, but never acknowledged. */
  synchronized List<Message> unacknowledged() {
    return messages.values().stream()
        .filter(received -> !received.acknowledged)
        .map(received -> received.message)
        .toList();
  }

  /** Returns what was wrong with calls. */
  synchronized List<String> violations() {
    return List.copyOf(violations);
  }

  /** Returns the number of all calls. */
  synchronized int calls() {
    return messages.values().stream().mapToInt(received -> received.calls).sum();
  }

  /** Returns the number of calls that the receiver failed. */
  synchronized int failed() {
    return messages.values().stream().mapToInt(received -> received.failed).sum();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
