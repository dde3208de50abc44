package io.jobwheel;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Asks the service on this machine whether it is ready, for containers without a shell. Ends with 0
 * when it is, else with 1. The variable {@code HEALTH_URL} names another address than that of port
 * 8080, such as one with TLS whose certificate the JVM trusts.
 */
final class HealthCheck {

  private static final String READINESS = "http://127.0.0.1:8080/actuator/health/readiness";
  private static final int LIMIT_MILLIS = 4_000;

  private HealthCheck() {}

  public static void main(String[] arguments) {
    System.exit(isReady(System.getenv().getOrDefault("HEALTH_URL", READINESS)) ? 0 : 1);
  }

  static boolean isReady(String url) {
    try {
      HttpURLConnection asked = (HttpURLConnection) URI.create(url).toURL().openConnection();
      asked.setConnectTimeout(LIMIT_MILLIS);
      asked.setReadTimeout(LIMIT_MILLIS);
      return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e);
      return false;
    }
  }
}
