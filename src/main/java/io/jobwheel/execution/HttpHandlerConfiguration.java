package io.jobwheel.execution;

import io.jobwheel.handler.http.Destinations;
import io.jobwheel.handler.http.HostLookup;
import io.jobwheel.handler.http.HttpHandler;
import io.jobwheel.handler.http.HttpTransport;
import io.jobwheel.handler.http.Lookups;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the job type {@code http}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpProperties.class, SecretProperties.class, LaneProperties.class})
class HttpHandlerConfiguration {

  /** What the client's library logs of its requests, secrets and all, under these names. */
  private static final List<String> TELLTALES =
      List.of(
          "org.apache.hc.client5.http.headers",
          "org.apache.hc.client5.http.wire",
          "org.apache.hc.client5.http2.frame",
          "org.apache.hc.client5.http2.frame.payload");

  @Bean
  HttpTransport httpTransport(HttpProperties properties, ObjectProvider<SslBundles> bundles)
      throws NoSuchAlgorithmException {
    LoggingSystem logging = LoggingSystem.get(HttpTransport.class.getClassLoader());
    TELLTALES.forEach(name -> logging.setLogLevel(name, LogLevel.OFF));
    String bundle = properties.sslBundle();
    SSLContext tls =
        bundle == null
            ? SSLContext.getDefault()
            : bundles.getObject().getBundle(bundle).createSslContext();
    return new HttpTransport(properties.limits(), tls);
  }

  @Bean
  Lookups httpLookups(HttpProperties properties, ObjectProvider<HostLookup> lookup) {
    return new Lookups(lookup.getIfAvailable(() -> HostLookup.SYSTEM), properties.lookupThreads());
  }

  @Bean
  HttpMetrics httpMetrics(MeterRegistry registry, HttpTransport transport) {
    return new HttpMetrics(registry, transport);
  }

  @Bean
  HttpHandler httpHandler(
      HttpProperties properties,
      SecretProperties secrets,
      LaneProperties lanes,
      Lookups lookups,
      HttpTransport transport,
      HttpMetrics metrics) {
    return new HttpHandler(
        new Destinations(properties.egress().policy(), lookups),
        secrets.asSecrets(),
        transport,
        (int) properties.maxKeepBody().toBytes(),
        lanes.resultLimit(),
        properties.sendTraceparent(),
        InstantSource.system(),
        metrics);
  }
}
