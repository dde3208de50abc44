package io.jobwheel.jobtypes;

import io.jobwheel.configuration.StartCheck;
import io.jobwheel.execution.LaneProperties;
import io.jobwheel.handler.http.call.HttpHandler;
import io.jobwheel.handler.http.egress.Destinations;
import io.jobwheel.handler.http.egress.DnsLookup;
import io.jobwheel.handler.http.egress.DnsResolver;
import io.jobwheel.handler.http.transport.HttpTransport;
import io.jobwheel.time.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggerConfiguration;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the job type {@code http}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({HttpProperties.class, SecretProperties.class, LaneProperties.class})
class HttpHandlerConfiguration {

  /** The library of the client, which logs the URLs and headers of requests, including secrets. */
  private static final String CLIENT = "org.apache.hc.client5";

  @Bean
  HttpTransport httpTransport(
      HttpProperties properties, ObjectProvider<SslBundles> bundles, Ticker ticker)
      throws NoSuchAlgorithmException {
    silence(LoggingSystem.get(HttpTransport.class.getClassLoader()));
    return new HttpTransport(properties.limits(), tls(properties.sslBundle(), bundles), ticker);
  }

  private static SSLContext tls(@Nullable String bundle, ObjectProvider<SslBundles> bundles)
      throws NoSuchAlgorithmException {
    if (bundle == null) {
      return SSLContext.getDefault();
    }
    try {
      return bundles.getObject().getBundle(bundle).createSslContext();
    } catch (NoSuchSslBundleException e) {
      throw new InvalidConfigurationPropertyValueException(
          "jobwheel.http.ssl-bundle", bundle, "The bundle does not exist below spring.ssl.bundle.");
    }
  }

  /** Disables the logging of the library, whatever levels are configured. */
  private static void silence(LoggingSystem logging) {
    logging.setLogLevel(CLIENT, LogLevel.OFF);
    logging.getLoggerConfigurations().stream()
        .map(LoggerConfiguration::getName)
        .filter(name -> name.startsWith(CLIENT + "."))
        .forEach(name -> logging.setLogLevel(name, LogLevel.OFF));
  }

  @Bean
  DnsResolver httpLookups(HttpProperties properties, ObjectProvider<DnsLookup> lookup) {
    return new DnsResolver(
        lookup.getIfAvailable(() -> DnsLookup.SYSTEM), properties.lookupThreads());
  }

  @Bean
  Destinations httpDestinations(HttpProperties properties, DnsResolver lookups) {
    return new Destinations(properties.egress().policy(), lookups);
  }

  @Bean
  HttpMetrics httpMetrics(MeterRegistry registry, HttpTransport transport) {
    return new HttpMetrics(registry, transport);
  }

  /** Creates the handler early, which fails if the SSL bundle does not exist. */
  @Bean
  StartCheck httpCheck(ObjectProvider<HttpHandler> handler) {
    return () -> {
      var _ = handler.getObject();
    };
  }

  @Bean
  HttpHandler httpHandler(
      HttpProperties properties,
      SecretProperties secrets,
      LaneProperties lanes,
      Destinations destinations,
      HttpTransport transport,
      HttpMetrics metrics,
      InstantSource clock,
      Ticker ticker) {
    return new HttpHandler(
        destinations,
        secrets.asSecrets(),
        transport,
        (int) properties.maxKeepBody().toBytes(),
        lanes.resultLimit(),
        properties.sendTraceparent(),
        clock,
        ticker,
        metrics);
  }
}
