package io.jobwheel.api.server;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * Tomcat's HTTP/1.1 protocol with deadlines for receiving a request: the connection time-out for
 * the whole head, and three times as long for the whole body. Tomcat creates it by class name.
 */
public final class BoundedHttpProtocol extends Http11NioProtocol {

  public BoundedHttpProtocol() {
    super(new BoundedEndpoint());
  }

  @Override
  protected Processor createProcessor() {
    return new BoundedProcessor(this, getAdapter());
  }
}
