package io.jobwheel.api.server;

import java.io.IOException;
import java.util.Collections;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.coyote.Adapter;
import org.apache.coyote.Constants;
import org.apache.coyote.ErrorState;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http11.Http11Processor;
import org.apache.tomcat.util.http.MimeHeaders;
import org.apache.tomcat.util.net.AbstractEndpoint.Handler.SocketState;
import org.apache.tomcat.util.net.SocketWrapperBase;

/**
 * Starts and ends the deadlines of a connection's requests. Accepts repeated equal Content-Length
 * fields as one, as RFC 9110, section 8.6, allows.
 */
final class BoundedProcessor extends Http11Processor {

  private static final String CONTENT_LENGTH = "Content-Length";
  private static final Pattern EQUAL_LENGTHS = Pattern.compile("([0-9]+)(?: *, *\\1)+");

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
    SocketState state;
    try {
      state = super.service(connection);
    } finally {
      deadline.leave();
    }
    if (isAsync() || deadline.hasServed()) {
      deadline.end();
    } else {
      deadline.bound(connection, limit);
    }
    return state;
  }

  /** Tomcat calls this after it has read a head and before it evaluates the fields. */
  @Override
  protected ErrorState getErrorState() {
    int stage = request.getRequestProcessor().getStage();
    if (stage == Constants.STAGE_PARSE || stage == Constants.STAGE_KEEPALIVE) {
      mergeLengths(request.getMimeHeaders());
      if (socketWrapper.getSocket() instanceof BoundedChannel channel) {
        channel.deadline().boundBody(socketWrapper, protocol.getConnectionTimeout());
      }
    }
    return super.getErrorState();
  }

  private static void mergeLengths(MimeHeaders headers) {
    int first = headers.findHeader(CONTENT_LENGTH, 0);
    if (first >= 0 && isRepeated(headers, first)) {
      String all = String.join(",", Collections.list(headers.values(CONTENT_LENGTH)));
      Matcher lengths = EQUAL_LENGTHS.matcher(all);
      if (lengths.matches()) {
        headers.setValue(CONTENT_LENGTH).setString(lengths.group(1)); // removes the others
      }
    }
  }

  /** Does not convert the value to text, because Tomcat then parses it less strictly. */
  private static boolean isRepeated(MimeHeaders headers, int first) {
    return headers.findHeader(CONTENT_LENGTH, first + 1) >= 0
        || headers.getValue(first).getByteChunk().indexOf(',', 0) >= 0;
  }
}
