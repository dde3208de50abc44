package io.jobwheel.api.security;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

import io.jobwheel.dispatch.request.Submitter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the name and the scopes of the key or token of a request. */
@RestController
final class AccessController {

  private final CurrentSubmitter submitters;
  private final AccessExpiry expiry;

  AccessController(CurrentSubmitter submitters, AccessExpiry expiry) {
    this.submitters = submitters;
    this.expiry = expiry;
  }

  @GetMapping(path = AccessRules.ACCESS, produces = APPLICATION_JSON_VALUE)
  ResponseEntity<AccessDocument> access(Authentication authentication) {
    Submitter submitter = submitters.current();
    Set<String> granted =
        authentication.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .collect(Collectors.toSet());
    List<String> scopes =
        Arrays.stream(Scope.values())
            .filter(scope -> granted.contains(scope.authority()))
            .map(Scope::wireName)
            .toList();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new AccessDocument(
                submitter != null,
                submitter == null ? null : submitter.name(),
                scopes,
                expiry.current()));
  }
}
