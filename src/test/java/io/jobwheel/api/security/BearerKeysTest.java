package io.jobwheel.api.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;

class BearerKeysTest {

  private final BearerKeys keys = new BearerKeys();

  private static MockHttpServletRequest with(String header) {
    MockHttpServletRequest request = new MockHttpServletRequest();
    request.addHeader("Authorization", header);
    return request;
  }

  @Test
  void everyVisibleCharacterMayBeInAKey() {
    StringBuilder key = new StringBuilder();
    for (char c = '!'; c <= '~'; c++) {
      key.append(c);
    }
    assertThat(keys.resolve(with("Bearer " + key))).isEqualTo(key.toString());
  }

  @ParameterizedTest
  @CsvSource({"bearer a=b, a=b", "BEARER  a, a", "Bearer a.b.c, a.b.c"})
  void theSchemeIsReadWhateverItsCase(String header, String key) {
    assertThat(keys.resolve(with(header))).isEqualTo(key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer", "Bearer ", "Bearera", "Bearer a b", "Bearer \u00e4", "Bearer\ta"})
  void whatHasNoKeyInItIsRefused(String header) {
    assertThatThrownBy(() -> keys.resolve(with(header)))
        .isInstanceOf(OAuth2AuthenticationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic YTpi", "bear a"})
  void anotherSchemeIsNoKey(String header) {
    assertThat(keys.resolve(with(header))).isNull();
    assertThat(keys.resolve(new MockHttpServletRequest())).isNull();
  }
}
