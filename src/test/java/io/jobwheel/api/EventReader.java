package io.jobwheel.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads a stream of server-sent events as the standard says (WHATWG HTML, section 9.2.6): an event
 * is dispatched at an empty line, and an id stays until the next one.
 */
public final class EventReader implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();

  /**
   * An event.
   *
   * @param id the id that this event has of its own; null for none
   */
  public record ReceivedEvent(String name, @Nullable String id, JsonNode data) {}

  private final HttpClient client;
  private final HttpResponse<InputStream> response;
  private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
  private volatile String lastEventId = "";

  private EventReader(HttpClient client, HttpResponse<InputStream> response) {
    this.client = client;
    this.response = response;
    Thread.ofVirtual().start(this::read);
  }

  /** Opens a stream of the service on that port, with headers as pairs of name and value. */
  public static EventReader open(int port, String path, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:%d%s".formatted(port, path)))
            .timeout(Duration.ofSeconds(20))
            .header("Accept", "text/event-stream");
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    return new EventReader(client, client.send(request.build(), BodyHandlers.ofInputStream()));
  }

  public HttpResponse<InputStream> response() {
    return response;
  }

  /** Returns the id from which a client that is cut now resumes. */
  public String lastEventId() {
    return lastEventId;
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
      String name = "message";
      String id = null;
      StringBuilder data = new StringBuilder();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isEmpty()) {
          if (!data.isEmpty()) {
            if (id != null) {
              lastEventId = id;
            }
            received.add(new ReceivedEvent(name, id, JSON.readTree(data.toString())));
          } else if (id != null) {
            throw new IllegalStateException("an id without data: " + id);
          }
          name = "message";
          id = null;
          data.setLength(0);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("data: ")) {
          data.append(line.substring(6));
        }
      }
      received.add("closed");
    } catch (IOException | UncheckedIOException e) {
      received.add("cut");
    }
  }

  /** Returns the next event; fails after 20 seconds without one, or at the end of the stream. */
  public ReceivedEvent next() throws InterruptedException {
    Object next = received.poll(20, TimeUnit.SECONDS);
    if (next instanceof ReceivedEvent event) {
      return event;
    }
    throw new AssertionError(next == null ? "no event" : "the stream is " + next);
  }

  /** Returns all events up to the end of the stream, which the server has to close. */
  public List<ReceivedEvent> all() throws InterruptedException {
    List<ReceivedEvent> events = new ArrayList<>();
    while (true) {
      Object next = received.poll(20, TimeUnit.SECONDS);
      if (next instanceof ReceivedEvent event) {
        events.add(event);
      } else if ("closed".equals(next)) {
        return events;
      } else {
        throw new AssertionError("the stream did not end: %s, %s".formatted(next, events));
      }
    }
  }

  /** Returns whether the stream ends without a further event within 20 seconds. */
  public boolean endsAtOnce() throws InterruptedException {
    return received.poll(20, TimeUnit.SECONDS) instanceof String;
  }

  @Override
  public void close() throws IOException {
    response.body().close();
    client.shutdownNow();
  }
}
