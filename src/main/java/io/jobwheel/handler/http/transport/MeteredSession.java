package io.jobwheel.handler.http.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.http.nio.command.RequestExecutionCommand;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection that counts received bytes after TLS and before HTTP. All bytes count against the
 * budget of the call that used the connection last, also those outside its response, such as HTTP/2
 * pings.
 */
final class MeteredSession implements IOSession {

  private final IOSession session;

  // written by the thread that sends a request, read by transport threads
  private volatile WireBudget budget = new WireBudget(0);

  MeteredSession(IOSession session) {
    this.session = session;
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    int read = session.read(to);
    if (read > 0) {
      budget.spend(read);
    }
    return read;
  }

  @Override
  public void enqueue(Command command, Command.Priority priority) {
    if (command instanceof RequestExecutionCommand request
        && request.getContext().getAttribute(HttpEngine.EXCHANGE)
            instanceof HttpExchange exchange) {
      budget = exchange.budget();
    }
    session.enqueue(command, priority);
  }

  @Override
  public IOEventHandler getHandler() {
    IOEventHandler handler = session.getHandler();
    return handler instanceof MeteredHandler metered ? metered.handler : handler;
  }

  @Override
  public void upgrade(IOEventHandler handler) {
    session.upgrade(new MeteredHandler(handler));
  }

  /** Counts bytes that the library passes to the handler, as it does after TLS. */
  private final class MeteredHandler implements IOEventHandler {

    private final IOEventHandler handler;

    MeteredHandler(IOEventHandler handler) {
      this.handler = handler;
    }

    @Override
    public void inputReady(IOSession from, @Nullable ByteBuffer bytes) throws IOException {
      int before = bytes == null ? 0 : bytes.remaining();
      handler.inputReady(from, bytes);
      if (bytes != null) {
        budget.spend(before - bytes.remaining());
      }
    }

    @Override
    public void connected(IOSession to) throws IOException {
      handler.connected(to);
    }

    @Override
    public void outputReady(IOSession to) throws IOException {
      handler.outputReady(to);
    }

    @Override
    public void timeout(IOSession of, Timeout timeout) throws IOException {
      handler.timeout(of, timeout);
    }

    @Override
    public void exception(IOSession in, Exception cause) {
      handler.exception(in, cause);
    }

    @Override
    public void disconnected(IOSession from) {
      handler.disconnected(from);
    }
  }

  // the other methods delegate

  @Override
  public int write(ByteBuffer from) throws IOException {
    return session.write(from);
  }

  @Override
  public String getId() {
    return session.getId();
  }

  @Override
  public Lock getLock() {
    return session.getLock();
  }

  @Override
  public boolean hasCommands() {
    return session.hasCommands();
  }

  @Override
  public Command poll() {
    return session.poll();
  }

  @Override
  public ByteChannel channel() {
    return session.channel();
  }

  @Override
  public SocketAddress getRemoteAddress() {
    return session.getRemoteAddress();
  }

  @Override
  public SocketAddress getLocalAddress() {
    return session.getLocalAddress();
  }

  @Override
  public int getEventMask() {
    return session.getEventMask();
  }

  @Override
  public void setEventMask(int mask) {
    session.setEventMask(mask);
  }

  @Override
  public void setEvent(int event) {
    session.setEvent(event);
  }

  @Override
  public void clearEvent(int event) {
    session.clearEvent(event);
  }

  @Override
  public boolean isOpen() {
    return session.isOpen();
  }

  @Override
  public void close() {
    session.close();
  }

  @Override
  public void close(CloseMode mode) {
    session.close(mode);
  }

  @Override
  public Status getStatus() {
    return session.getStatus();
  }

  @Override
  public Timeout getSocketTimeout() {
    return session.getSocketTimeout();
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    session.setSocketTimeout(timeout);
  }

  @Override
  public long getLastReadTime() {
    return session.getLastReadTime();
  }

  @Override
  public long getLastWriteTime() {
    return session.getLastWriteTime();
  }

  @Override
  public long getLastEventTime() {
    return session.getLastEventTime();
  }

  @Override
  public void updateReadTime() {
    session.updateReadTime();
  }

  @Override
  public void updateWriteTime() {
    session.updateWriteTime();
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
