package io.jobwheel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between a client and a server on this machine, and makes the network between them bad. */
public final class TcpRelay implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // guarded by the lock
  private boolean held;
  private boolean refusing;
  private int silenced;
  private boolean closed;
  private long delayMillis;
  private long bytesLeft = Long.MAX_VALUE;

  /** Relays connections to a free port of loopback to that other port. */
  public TcpRelay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().name("relay").daemon().start(this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Ends all connections, and each new one at once. */
  public void cut() {
    change(() -> refusing = true);
    sockets.forEach(TcpRelay::close);
  }

  /** Ends all connections once; new ones are welcome. */
  public void reset() {
    sockets.forEach(TcpRelay::close);
  }

  /** Ends the connection that has passed that many more bytes of both directions on. */
  public void cutAfter(long bytes) {
    change(() -> bytesLeft = bytes);
  }

  /** Keeps all bytes from now on, while the connections stay: a cable that was pulled. */
  public void hold() {
    change(() -> held = true);
  }

  /** Keeps all bytes of the present connections for good, as a firewall may; new ones are well. */
  public void silence() {
    change(() -> silenced++);
  }

  /** Each piece of bytes arrives so much later. */
  public void delay(long millis) {
    change(() -> delayMillis = millis);
  }

  /** A good network again; what was kept arrives now. */
  public void mend() {
    change(() -> {
      held = false;
      refusing = false;
      delayMillis = 0;
    });
  }

  @Override
  public void close() throws IOException {
    change(() -> closed = true);
    listener.close();
    sockets.forEach(TcpRelay::close);
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        if (isRefusing()) {
          close(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        sockets.add(client);
        sockets.add(server);
        Thread.ofPlatform().daemon().start(() -> pump(client, server));
        Thread.ofPlatform().daemon().start(() -> pump(server, client));
      } catch (IOException e) {
        // the listener was closed, or the server is away: the client will see it
      }
    }
  }

  private boolean isRefusing() {
    lock.lock();
    try {
      return refusing;
    } finally {
      lock.unlock();
    }
  }

  private void pump(Socket from, Socket to) {
    byte[] bytes = new byte[65_536];
    int silencedBefore = silenced();
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n; (n = in.read(bytes)) >= 0; ) {
        passOn(silencedBefore);
        int passed = take(n);
        out.write(bytes, 0, passed);
        if (passed < n) {
          return;
        }
      }
    } catch (IOException | InterruptedException e) {
      // one side is gone, and so is the other now
    } finally {
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private int silenced() {
    lock.lock();
    try {
      return silenced;
    } finally {
      lock.unlock();
    }
  }

  /** Returns how many of these bytes may go on. */
  private int take(int bytes) {
    lock.lock();
    try {
      int taken = (int) Math.min(bytes, bytesLeft);
      bytesLeft -= taken;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Returns when the bytes may go on. */
  private void passOn(int silencedBefore) throws InterruptedException {
    long delay;
    lock.lock();
    try {
      delay = delayMillis;
      while ((held || silenced != silencedBefore) && !closed) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
    if (delay > 0) {
      Thread.sleep(delay);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is of no use any more
    }
  }
}
