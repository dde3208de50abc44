package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection without TLS. */
final class BoundedPlainChannel extends NioChannel implements BoundedChannel {

  private final NioEndpoint endpoint;
  private final ReceiptDeadline deadline;

  BoundedPlainChannel(
      SocketBufferHandler buffers, NioEndpoint endpoint, SlowBodies slowBodies, Ticker ticker) {
    super(buffers);
    this.endpoint = endpoint;
    this.deadline = new ReceiptDeadline(slowBodies, ticker);
  }

  @Override
  public ReceiptDeadline deadline() {
    return deadline;
  }

  @Override
  public void reset(SocketChannel channel, NioSocketWrapper wrapper) throws IOException {
    deadline.reset();
    super.reset(channel, wrapper);
  }

  @Override
  public int read(ByteBuffer to) throws IOException {
    deadline.check(endpoint.getConnectionTimeout());
    int read = super.read(to);
    deadline.afterRead(read, socketWrapper, endpoint.getConnectionTimeout());
    return read;
  }

  @Override
  public long read(ByteBuffer[] to, int offset, int length) throws IOException {
    deadline.check(endpoint.getConnectionTimeout());
    long read = super.read(to, offset, length);
    deadline.afterRead(read, socketWrapper, endpoint.getConnectionTimeout());
    return read;
  }
}
