package io.jobwheel.api.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;

/** Whether the service listens where others than this machine can reach it. */
final class Exposure {

  private Exposure() {}

  /** Throws when some port of the service is bound beyond loopback. */
  static void refuse(ServerProperties server, ManagementServerProperties management) {
    refuse("server.address", server.getAddress());
    Integer port = management.getPort();
    if (port != null && port >= 0 && !port.equals(server.getPort())) {
      refuse("management.server.address", management.getAddress());
    }
  }

  private static void refuse(String property, @Nullable InetAddress address) {
    if (address == null) {
      throw new ExposedWithoutAuthenticationException(property, "not set, which is every address");
    }
    if (!address.isLoopbackAddress()) {
      throw new ExposedWithoutAuthenticationException(property, address.getHostAddress());
    }
  }
}
