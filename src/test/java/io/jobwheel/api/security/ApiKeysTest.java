package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.core.GrantedAuthority;

/** Lookup of keys, and validation of their properties. */
class ApiKeysTest {

  // the SHA-256 of "abc" and of the empty text: examples of FIPS 180-4
  private static final String ABC =
      "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  // the second example of FIPS 180-2
  private static final String LONGER_KEY =
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  private static final String LONGER =
      "sha256:248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";

  private static ApiKeys keys(List<String> hashes, String... scopes) {
    return new ApiKeys(
        new AccessProperties(
            Map.of("ci", new AccessProperties.Key(hashes, List.of(scopes), null, null)),
            List.of()));
  }

  @Test
  void aKeyIsKnownByItsHashAndHasItsScopesOnly() {
    KeyAuthentication found = keys(List.of(ABC), "jobs:read").find("abc").orElseThrow();
    assertThat(found.getPrincipal()).isEqualTo("ci");
    assertThat(found.isAuthenticated()).isTrue();
    assertThat(found.getAuthorities())
        .extracting(GrantedAuthority::getAuthority)
        .containsExactly("SCOPE_jobs:read");
    assertThat(found.toString()).doesNotContain("abc");
  }

  @Test
  void whileAKeyIsRotatedBothAreTaken() {
    ApiKeys both = keys(List.of(LONGER, ABC.toUpperCase().replace("SHA", "sha")), "jobs:read");
    assertThat(both.find("abc")).isPresent();
    assertThat(both.find(LONGER_KEY)).isPresent();
    assertThat(both.find("abd")).isEmpty();
  }

  @Test
  void theServiceHasAKeyOfItsOwnThatIsNewEachTime() {
    ApiKeys keys = keys(List.of(ABC), "jobs:read");
    assertThat(keys.find(keys.internalKey())).isPresent();
    assertThat(keys(List.of(ABC), "jobs:read").find(keys.internalKey())).isEmpty();
    assertThat(keys.internalKey()).hasSizeGreaterThan(40);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "sha256:",
        "md5:900150983cd24fb0d6963f7d28e17f72",
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015a",
        "sha256:zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
      })
  void whatIsNoHashIsRefusedAndNotShown(String hash) {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> keys(List.of(hash), "jobs:read"))
        .withMessageContaining("sha256:")
        .withMessageNotContaining(hash.equals("sha256:") ? "\0" : hash);
  }

  @Test
  void aKeyNeedsHashesAndScopesThatAreKnown() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> keys(List.of(), "jobs:read"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> keys(Collections.nCopies(11, ABC), "jobs:read"));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> keys(List.of(ABC)))
        .withMessageContaining("jobs:admin");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> keys(List.of(ABC), "jobs:all"))
        .withMessageContaining("jobs:all");
  }

  @Test
  void aNameIsPlain() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() ->
            new AccessProperties(
                Map.of(
                    "a b",
                    new AccessProperties.Key(List.of(ABC), List.of("jobs:read"), null, null)),
                List.of()))
        .withMessageContaining("a b");
  }
}
