import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A server on loopback that answers each request after a second, on one thread, so that what is
 * measured is who asks. Prints its port. Reads requests that have no body and come whole.
 */
final class SlowServer {

  private static final long DELAY = 1_000_000_000L;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nslow"
          .getBytes(StandardCharsets.US_ASCII);

  private record Due(long at, SocketChannel channel) {}

  public static void main(String[] arguments) throws IOException {
    Selector selector = Selector.open();
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16_384);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
    System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
    Deque<Due> due = new ArrayDeque<>(); // in order, as all take equally long
    ByteBuffer buffer = ByteBuffer.allocate(16_384);
    while (true) {
      long now = System.nanoTime();
      while (!due.isEmpty() && due.peek().at() - now <= 0) {
        SocketChannel channel = due.remove().channel();
        try {
          channel.write(ByteBuffer.wrap(ANSWER));
        } catch (IOException e) {
          channel.close();
        }
      }
      long wait = due.isEmpty() ? 0 : Math.max((due.peek().at() - now) / 1_000_000, 1);
      selector.select(key -> serve(key, selector, due, buffer), wait);
    }
  }

  private static void serve(
      SelectionKey key, Selector selector, Deque<Due> due, ByteBuffer buffer) {
    try {
      if (key.isAcceptable()) {
        ServerSocketChannel server = (ServerSocketChannel) key.channel();
        for (SocketChannel next = server.accept(); next != null; next = server.accept()) {
          next.configureBlocking(false);
          next.setOption(StandardSocketOptions.TCP_NODELAY, true);
          next.register(selector, SelectionKey.OP_READ);
        }
        return;
      }
      SocketChannel channel = (SocketChannel) key.channel();
      buffer.clear();
      int read = channel.read(buffer);
      if (read < 0) {
        channel.close();
      } else if (read >= 4 && buffer.get(read - 1) == '\n' && buffer.get(read - 3) == '\n') {
        due.add(new Due(System.nanoTime() + DELAY, channel));
      }
    } catch (IOException e) {
      key.cancel();
    }
  }
}
