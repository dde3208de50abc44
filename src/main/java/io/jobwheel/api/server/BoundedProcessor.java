package io.jobwheel.api.server;

import java.io.IOException;
import org.apache.coyote.Adapter;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Says to the channel of a connection which request it carries, and when that is complete. */
final class BoundedProcessor extends Http11Processor {

  private final Http11NioProtocol protocol;

  BoundedProcessor(Http11NioProtocol protocol, Adapter adapter) {
    super(protocol, adapter);
    this.protocol = protocol;
  }

  @Override
  public SocketState service(SocketWrapperBase<?> connection) throws IOException {
    if (!(connection.getSocket() instanceof BoundedChannel channel)) {
      return super.service(connection);
    }
    int limit = protocol.getConnectionTimeout();
    ReceiptDeadline deadline = channel.deadline();
    deadline.begin(request.getRequestProcessor());
    connection.setReadTimeout(limit);
    SocketState state = super.service(connection);
    if (isAsync() || deadline.hasServed()) {
      deadline.end();
    } else {
      deadline.bound(connection, limit);
    }
    return state;
  }
}
