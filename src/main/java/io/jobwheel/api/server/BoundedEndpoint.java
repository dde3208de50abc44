package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** A Tomcat endpoint whose channels have a deadline for receiving each request. */
final class BoundedEndpoint extends NioEndpoint {

  private final Ticker ticker =
      Ticker.system(); // no injection: Tomcat creates the protocol by name
  private final SlowBodies slowBodies = new SlowBodies(this::getMaxThreads);

  @Override
  protected NioChannel createChannel(SocketBufferHandler buffers) {
    return isSSLEnabled()
        ? new BoundedTlsChannel(buffers, this, slowBodies, ticker)
        : new BoundedPlainChannel(buffers, this, slowBodies, ticker);
  }
}
