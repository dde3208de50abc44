package io.jobwheel.execution;

import io.jobwheel.handler.http.EgressPolicy;
import io.jobwheel.handler.http.HostPattern;
import io.jobwheel.handler.http.HttpTransport;
import io.jobwheel.handler.http.Network;
import io.jobwheel.handler.http.PortRange;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How the job type http calls others, and whom.
 *
 * @param ioThreads how many threads carry all requests and responses
 * @param lookupThreads how many hosts are looked up at once; up to 1,000 calls more wait
 * @param maxConnections how many connections at once; further calls wait for one, within their
 *     connect timeout
 * @param maxConnectionsPerHost how many of them to one address, port and name
 * @param idleTimeout how long a connection without work is kept for the next call
 * @param maxKeepBody how much of a response's body a call may ask to keep, 0B to 16MB; what does
 *     not fit into jobwheel.lanes.result-limit is cut all the same
 * @param keptBodies how many bytes the bodies of all calls together may take at a time; a call that
 *     finds no room fails with the code body-budget-exhausted and is tried again. A quarter of the
 *     heap unless set; at least jobwheel.http.max-keep-body
 * @param sslBundle the name of an SSL bundle (spring.ssl.bundle) whose certificates are trusted and
 *     shown; the JVM's trust store unless set
 * @param sendTraceparent whether calls say in a header where in a trace they are made; what the
 *     client itself sets is sent all the same
 * @param egress where calls may go
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
   * Where calls may go. What is denied is denied even if it is allowed, too; what neither names
   * must be an address of the public internet.
   *
   * @param schemes what a URL may begin with: http, https or both
   * @param allowedPorts the ports of calls, single or as ranges such as 1024-65535; no others
   * @param deniedPorts single ports or ranges that are denied all the same
   * @param allowedHosts hosts such as api.example.com, or all below a domain as *.example.com; if
   *     there are any, no others. Their addresses are checked all the same
   * @param deniedHosts hosts that are denied besides the names of metadata services, written in the
   *     same way; an address is denied however it is written or found
   * @param allowedNetworks networks and addresses that are not of the public internet, such as
   *     10.1.0.0/16, and allowed; a metadata service only when its very address is given
   * @param deniedNetworks networks and addresses that are of the public internet and denied
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
      // reads all, so that a mistake stops the start
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
          allowedPorts.stream().map(PortRange::parse).toList(),
          deniedPorts.stream().map(PortRange::parse).toList(),
          allowedHosts.stream().map(HostPattern::new).toList(),
          deniedHosts.stream().map(HostPattern::new).toList(),
          allowedNetworks.stream().map(Network::parse).toList(),
          deniedNetworks.stream().map(Network::parse).toList());
    }
  }

  HttpTransport.Limits limits() {
    return new HttpTransport.Limits(
        ioThreads,
        maxConnections,
        maxConnectionsPerHost,
        idleTimeout,
        keptBodies == null ? Runtime.getRuntime().maxMemory() / 4 : keptBodies.toBytes());
  }
}
