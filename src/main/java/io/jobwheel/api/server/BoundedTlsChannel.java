package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.NioEndpoint.NioSocketWrapper;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A connection with TLS, whose handshake has the same deadline as a head. */
final class BoundedTlsChannel extends SecureNioChannel implements BoundedChannel {

  private final NioEndpoint endpoint;
  private final ReceiptDeadline deadline;

  BoundedTlsChannel(
      SocketBufferHandler buffers, NioEndpoint endpoint, SlowBodies slowBodies, Ticker ticker) {
    super(buffers, endpoint);
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

  @Override
  public int handshake(boolean read, boolean write) throws IOException {
    deadline.start();
    deadline.check(endpoint.getConnectionTimeout());
    int wanted = super.handshake(read, write);
    if (wanted == 0) {
      deadline.end();
    }
    return wanted;
  }
}
