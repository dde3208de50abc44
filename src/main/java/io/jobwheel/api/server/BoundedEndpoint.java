package io.jobwheel.api.server;

import io.jobwheel.time.Ticker;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;

/** Tomcat's endpoint, with channels whose requests have to arrive in time. */
final class BoundedEndpoint extends NioEndpoint {

  private final Ticker ticker = Ticker.system(); // Tomcat makes the protocol by its name
  private final SlowBodies slowBodies = new SlowBodies(this::getMaxThreads);

  @Override
  protected NioChannel createChannel(SocketBufferHandler buffers) {
    return isSSLEnabled()
        ? new BoundedTlsChannel(buffers, this, slowBodies, ticker)
        : new BoundedPlainChannel(buffers, this, slowBodies, ticker);
  }
}
