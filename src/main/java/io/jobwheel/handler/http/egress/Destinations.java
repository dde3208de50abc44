package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Finds out where a URL leads and whether calls may go there. Safe from any thread. */
public final class Destinations {

  private final EgressPolicy policy;
  private final DnsResolver lookups;

  public Destinations(EgressPolicy policy, DnsResolver lookups) {
    this.policy = policy;
    this.lookups = lookups;
  }

  /** Why the URL may not be called, as far as that shows without a look-up; empty if it may. */
  public Optional<String> refusal(CallUrl url) {
    return policy.refusal(url);
  }

  /**
   * The addresses that a call may connect to, never none. Fails with an {@link
   * EgressDeniedException} when there are only others, else with what the look-up failed with.
   */
  public CompletableFuture<List<InetAddress>> addressesOf(CallUrl url) {
    Optional<String> refusal = policy.refusal(url);
    if (refusal.isPresent()) {
      return CompletableFuture.failedFuture(new EgressDeniedException(refusal.get()));
    }
    InetAddress literal = url.literal();
    return literal != null
        ? CompletableFuture.completedFuture(List.of(literal))
        : lookups.of(url.host()).thenApply(this::allowed);
  }

  private List<InetAddress> allowed(List<InetAddress> found) {
    List<InetAddress> allowed =
        found.stream().filter(address -> policy.refusal(address).isEmpty()).toList();
    if (allowed.isEmpty()) {
      // the kind, but not the address: names of an inner network are nobody's business
      String kind =
          found.stream().map(policy::refusal).flatMap(Optional::stream).findFirst().orElse("none");
      throw new EgressDeniedException("must not lead to an address that is %s".formatted(kind));
    }
    return allowed;
  }
}
