package io.jobwheel.api.server;

import org.apache.coyote.Processor;
import org.apache.coyote.http11.Http11NioProtocol;

/**
 * HTTP/1.1 as Tomcat speaks it, with a bound on the time that the head of a request takes, and its
 * body, each as a whole: the connection time-out for a head, three times as long for a body. Tomcat
 * makes it by its name.
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
