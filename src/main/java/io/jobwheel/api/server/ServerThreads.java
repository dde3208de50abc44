package io.jobwheel.api.server;

import io.jobwheel.threads.VitalThreads;
import java.util.List;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.AbstractProtocol;
import org.springframework.boot.tomcat.TomcatWebServer;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Registers the acceptor and poller threads of Tomcat as vital threads. */
final class ServerThreads implements ApplicationListener<WebServerInitializedEvent> {

  private static final List<String> SUFFIXES = List.of("-Acceptor", "-Poller");

  private final VitalThreads vital;

  ServerThreads(VitalThreads vital) {
    this.vital = vital;
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (!(event.getWebServer() instanceof TomcatWebServer server)) {
      return;
    }
    for (Connector connector : server.getTomcat().getService().findConnectors()) {
      if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
        // the name is quoted for JMX; if the port is 0, it ends with auto-1 and the actual port
        String name = protocol.getName().replace("\"", "");
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> isOf(name, thread.getName()))
            .forEach(vital::add);
      }
    }
  }

  private static boolean isOf(String protocol, String thread) {
    return SUFFIXES.stream()
        .filter(thread::endsWith)
        .map(suffix -> thread.substring(0, thread.length() - suffix.length()))
        .anyMatch(prefix -> !prefix.isEmpty() && protocol.startsWith(prefix));
  }
}
