package io.jobwheel.handler.http.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Resolves the hosts of URLs and applies the egress policy to their addresses. Thread-safe. */
public final class Destinations {

  private final EgressPolicy policy;
  private final DnsResolver resolver;

  public Destinations(EgressPolicy policy, DnsResolver resolver) {
    this.policy = policy;
    this.resolver = resolver;
  }

  /**
   * Returns why the policy denies the URL, without a DNS look-up, as the predicate of a sentence;
   * empty if it does not.
   */
  public Optional<String> denialReason(CallUrl url) {
    return policy.denialReason(url);
  }

  /**
   * Returns the addresses to which a call may connect, at least one. The future fails with {@link
   * EgressDeniedException} if the policy denies the URL or all addresses, or with the exception of
   * {@link DnsResolver#resolve}.
   */
  public CompletableFuture<List<InetAddress>> addressesOf(CallUrl url) {
    Optional<String> denial = policy.denialReason(url);
    if (denial.isPresent()) {
      return CompletableFuture.failedFuture(new EgressDeniedException(denial.get()));
    }
    InetAddress literal = url.literal();
    return literal != null
        ? CompletableFuture.completedFuture(List.of(literal))
        : resolver.resolve(url.host()).thenApply(this::allowed);
  }

  private List<InetAddress> allowed(List<InetAddress> found) {
    List<InetAddress> allowed =
        found.stream().filter(address -> policy.deniedCategory(address).isEmpty()).toList();
    if (allowed.isEmpty()) {
      // the category without the address: addresses of internal networks are not disclosed
      String category =
          found.stream()
              .map(policy::deniedCategory)
              .flatMap(Optional::stream)
              .findFirst()
              .orElse("no address");
      throw new EgressDeniedException(EgressPolicy.denialReason(category));
    }
    return allowed;
  }
}
