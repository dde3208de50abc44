package io.jobwheel.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends raw bytes, for requests that no client library sends. */
public final class RawHttp {

  private static final int TIMEOUT_MILLIS = 20_000;

  private final int port;

  public RawHttp(int port) {
    this.port = port;
  }

  public Socket open() throws IOException {
    Socket socket = new Socket(InetAddress.getByName("127.0.0.1"), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    return socket;
  }

  /** Sends the text and reads until the server closes the connection. */
  public String send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** Sends the bytes, ends the output, and reads until the server closes the connection. */
  public String send(byte[] bytes) throws IOException {
    try (Socket socket = open()) {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
      socket.shutdownOutput();
      return readAll(socket.getInputStream());
    }
  }

  public static String readAll(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  public static int status(String response) {
    return Integer.parseInt(response.substring(9, 12));
  }

  /** Returns the body of the first response, decoded if it is chunked. */
  public static String body(String response) {
    int end = response.indexOf("\r\n\r\n");
    String body = response.substring(end + 4);
    if (!response.substring(0, end).contains("Transfer-Encoding: chunked")) {
      return body;
    }
    StringBuilder text = new StringBuilder();
    for (int at = 0; ; ) {
      int line = body.indexOf("\r\n", at);
      int size = Integer.parseInt(body.substring(at, line), 16);
      if (size == 0) {
        return text.toString();
      }
      text.append(body, line + 2, line + 2 + size);
      at = line + 2 + size + 2;
    }
  }
}
