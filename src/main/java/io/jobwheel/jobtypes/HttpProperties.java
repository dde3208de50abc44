package io.jobwheel.jobtypes;

import io.jobwheel.handler.http.egress.EgressPolicy;
import io.jobwheel.handler.http.egress.HostPattern;
import io.jobwheel.handler.http.egress.Network;
import io.jobwheel.handler.http.egress.PortRange;
import io.jobwheel.handler.http.transport.TransportLimits;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The job type http: its connections, limits and destinations.
 *
 * @param ioThreads Number of threads that send all requests and receive all responses.
 * @param lookupThreads Number of host names that are resolved at a time. Up to 1,000 further calls
 *     wait.
 * @param maxConnections Maximum number of connections. Further calls wait for one, up to their
 *     connect timeout.
 * @param maxConnectionsPerHost Maximum number of connections to one combination of address, port
 *     and name.
 * @param idleTimeout Time that an idle connection is kept for another call.
 * @param maxKeepBody Maximum size of the part of a response body that a call can keep, 0B to 16MB.
 *     Whatever exceeds jobwheel.lanes.result-limit is cut as well.
 * @param keptBodies Maximum number of bytes that the bodies of all calls use together. A call that
 *     would exceed it fails with the code body-budget-exhausted and is retried. Default: a quarter
 *     of the heap; at least jobwheel.http.max-keep-body.
 * @param sslBundle Name of the SSL bundle (spring.ssl.bundle) with the trusted certificates and the
 *     client certificate. Default: the trust store of the JVM.
 * @param sendTraceparent Whether calls send the header traceparent of their own trace. A
 *     traceparent that the client sets is sent in any case.
 * @param egress Allowed and denied destinations.
 */
@Validated
@ConfigurationProperties("jobwheel.http")
public record HttpProperties(
    @DefaultValue("2") @Min(1) @Max(64) int ioThreads,
    @DefaultValue("8") @Min(1) @Max(256) int lookupThreads,
    @DefaultValue("10000") @Min(1) @Max(100_000) int maxConnections,
    @DefaultValue("5000") @Min(1) @Max(100_000) int maxConnectionsPerHost,
    @NotNull @DurationMin(seconds = 1) @DurationMax(hours = 1) @DefaultValue("30s")
        Duration idleTimeout,
    @NotNull @DefaultValue("4MB") DataSize maxKeepBody,
    @Nullable DataSize keptBodies,
    @Nullable String sslBundle,
    @DefaultValue("true") boolean sendTraceparent,
    @DefaultValue @Valid Egress egress) {

  private static final DataSize LARGEST_BODY = DataSize.ofMegabytes(16);

  public HttpProperties {
    if (maxKeepBody.isNegative() || maxKeepBody.compareTo(LARGEST_BODY) > 0) {
      throw new IllegalArgumentException(
          "jobwheel.http.max-keep-body must be 0B to 16MB, not %s".formatted(maxKeepBody));
    }
    if (keptBodies != null && keptBodies.compareTo(maxKeepBody) < 0) {
      throw new IllegalArgumentException(
          "jobwheel.http.kept-bodies must be at least max-keep-body, %s, not %s"
              .formatted(maxKeepBody, keptBodies));
    }
  }

  /**
   * Allowed and denied destinations of calls. A denied destination stays denied even if another
   * rule allows it. A destination that no rule names must be an address of the public internet.
   *
   * @param schemes Allowed schemes of URLs: http, https or both.
   * @param allowedPorts Allowed ports, single or as ranges such as 1024-65535. All other ports are
   *     denied.
   * @param deniedPorts Ports or ranges that are denied even if they are allowed.
   * @param allowedHosts Allowed hosts, such as api.example.com, or *.example.com for all names
   *     below a domain. If not empty, all other hosts are denied. The addresses of allowed hosts
   *     are checked as well.
   * @param deniedHosts Denied hosts, in the same form, in addition to the names of metadata
   *     services. An address is denied in every notation, and if a name resolves to it.
   * @param allowedNetworks Networks and addresses outside of the public internet that are allowed,
   *     such as 10.1.0.0/16. A metadata service is allowed only if its exact address is given.
   * @param deniedNetworks Networks and addresses of the public internet that are denied.
   */
  public record Egress(
      @DefaultValue({"https", "http"}) @NotEmpty
          Set<@Pattern(regexp = "https?", message = "must be http or https") String> schemes,
      @DefaultValue({"80", "443", "1024-65535"}) List<String> allowedPorts,
      @DefaultValue({
            "1719-1720",
            "1723",
            "2049",
            "3306",
            "3659",
            "4045",
            "4190",
            "5060-5061",
            "5432",
            "6000",
            "6379",
            "6566",
            "6665-6669",
            "6679",
            "6697",
            "10080",
            "11211",
            "27017"
          })
          List<String> deniedPorts,
      @DefaultValue List<String> allowedHosts,
      @DefaultValue List<String> deniedHosts,
      @DefaultValue List<String> allowedNetworks,
      @DefaultValue List<String> deniedNetworks) {

    public Egress {
      // parses all, so that an invalid value stops the start
      var _ =
          policy(
              schemes,
              allowedPorts,
              deniedPorts,
              allowedHosts,
              deniedHosts,
              allowedNetworks,
              deniedNetworks);
    }

    EgressPolicy policy() {
      return policy(
          schemes,
          allowedPorts,
          deniedPorts,
          allowedHosts,
          deniedHosts,
          allowedNetworks,
          deniedNetworks);
    }

    private static EgressPolicy policy(
        Set<String> schemes,
        List<String> allowedPorts,
        List<String> deniedPorts,
        List<String> allowedHosts,
        List<String> deniedHosts,
        List<String> allowedNetworks,
        List<String> deniedNetworks) {
      return new EgressPolicy(
          schemes,
          parsed("allowed-ports", allowedPorts, PortRange::parse),
          parsed("denied-ports", deniedPorts, PortRange::parse),
          parsed("allowed-hosts", allowedHosts, HostPattern::new),
          parsed("denied-hosts", deniedHosts, HostPattern::new),
          parsed("allowed-networks", allowedNetworks, Network::parse),
          parsed("denied-networks", deniedNetworks, Network::parse));
    }

    private static <T> List<T> parsed(
        String property, List<String> texts, Function<String, T> parser) {
      try {
        return texts.stream().map(parser).toList();
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "jobwheel.http.egress.%s: %s".formatted(property, e.getMessage()), e);
      }
    }
  }

  TransportLimits limits() {
    return new TransportLimits(
        ioThreads,
        maxConnections,
        maxConnectionsPerHost,
        idleTimeout,
        keptBodies == null ? Runtime.getRuntime().maxMemory() / 4 : keptBodies.toBytes());
  }
}
