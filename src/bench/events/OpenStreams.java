import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Streams whose events are read and dropped. */
final class OpenStreams implements AutoCloseable {

  private final List<Socket> sockets = new ArrayList<>();

  /** Opens a stream and waits for its first byte. */
  void open(BenchNode node, String path) throws IOException {
    Socket socket = new Socket("localhost", node.port());
    sockets.add(socket);
    socket
        .getOutputStream()
        .write(
            "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                .formatted(path)
                .getBytes(StandardCharsets.US_ASCII));
    String status = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
    if (!status.equals("HTTP/1.1 200")) {
      throw new IllegalStateException("stream %d: %s".formatted(sockets.size(), status));
    }
  }

  /** Reads all streams to their ends, on threads that do not count. */
  void readAll() {
    for (Socket socket : sockets) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              byte[] bytes = new byte[65_536];
              while (socket.getInputStream().read(bytes) >= 0) {
                // nothing to do with them
              }
            } catch (IOException e) {
              // it was closed
            }
          });
    }
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
