package io.jobwheel.handler.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A server on loopback that sends the bytes of a test, also invalid HTTP. */
public final class RawServer implements AutoCloseable {

  /** A request. Names of header fields are in lower case. */
  public record Request(String method, String target, Map<String, String> headers, String body) {}

  /** Responds to a request. */
  @FunctionalInterface
  public interface Script {
    void answer(Request request, OutputStream out) throws IOException;
  }

  private final ServerSocket socket;
  private final Script script;
  private final List<Socket> accepted = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Semaphore asked = new Semaphore(0);
  private final Semaphore hungUp = new Semaphore(0);

  public RawServer(Script script) {
    this.script = script;
    try {
      socket = new ServerSocket(0, 1_000, InetAddress.ofLiteral("127.0.0.1"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** Responds to every request with the text. */
  public static RawServer saying(String response) {
    return new RawServer((_, out) -> write(out, response));
  }

  /** Reads requests and never responds. */
  public static RawServer silent() {
    return new RawServer((_, _) -> {
      try {
        new CountDownLatch(1).await(30, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  public static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Returns a response with this head and body. */
  public static String response(String statusAndHeaders, String body) {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return "HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s".formatted(statusAndHeaders, length, body);
  }

  public int port() {
    return socket.getLocalPort();
  }

  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  public List<Request> requests() {
    return requests;
  }

  public int connections() {
    return accepted.size();
  }

  /** Waits for the next request. */
  public boolean awaitRequest() throws InterruptedException {
    return asked.tryAcquire(10, TimeUnit.SECONDS);
  }

  /** Waits until a client closes the next connection. */
  public boolean awaitHangUp() throws InterruptedException {
    return hungUp.tryAcquire(10, TimeUnit.SECONDS);
  }

  private void accept() {
    try {
      while (true) {
        Socket client = socket.accept();
        client.setTcpNoDelay(true); // otherwise the second write of a script waits some 40 ms
        accepted.add(client);
        Thread.ofVirtual().start(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      while (read(in) instanceof Request request) {
        requests.add(request);
        asked.release();
        // a concurrent read detects a client that closes the connection
        Thread answering = Thread.ofVirtual().start(() -> answer(client, request));
        in.mark(1);
        if (in.read() < 0) {
          break;
        }
        in.reset();
        answering.join();
      }
    } catch (IOException e) {
      // the client has closed the connection, as some tests require
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      hungUp.release();
    }
  }

  private void answer(Socket client, Request request) {
    try {
      script.answer(request, client.getOutputStream());
    } catch (IOException e) {
      try {
        client.close();
      } catch (IOException again) {
        // it is closed
      }
    }
  }

  private static Request read(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      if (next < 0) {
        return null;
      }
      head.write(next);
    }
    String[] lines = head.toString(StandardCharsets.ISO_8859_1).split("\r\n");
    Map<String, String> headers = new TreeMap<>();
    for (int i = 1; i < lines.length; i++) {
      String[] field = lines[i].split(":", 2);
      headers.put(field[0].toLowerCase(Locale.ROOT), field[1].strip());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    String[] words = lines[0].split(" ");
    return new Request(words[0], words[1], headers, body);
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket client : accepted) {
        client.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
