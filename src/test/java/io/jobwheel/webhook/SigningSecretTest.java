package io.jobwheel.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningSecretTest {

  // the published example of the reference libraries of Standard Webhooks
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final String TIMESTAMP = "1614265330";
  private static final String BODY = "{\"test\": 2432232314}";
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  private static String secret(int bytes) {
    return "whsec_" + Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  @Test
  void theSignatureIsThatOfTheSpecification() {
    assertThat(SigningSecret.parse(SECRET).sign(ID, TIMESTAMP, BODY)).isEqualTo(SIGNATURE);
  }

  @Test
  void severalSecretsMakeSeveralSignatures() {
    String both = SigningSecrets.parse("p", List.of(SECRET, secret(32))).sign(ID, TIMESTAMP, BODY);

    assertThat(both.split(" ")).hasSize(2).startsWith(SIGNATURE).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(ints = {24, 64})
  void theShortestAndTheLongestAreAllowed(int bytes) {
    assertThat(SigningSecret.parse(secret(bytes)).sign(ID, TIMESTAMP, BODY)).startsWith("v1,");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 23, 65})
  void shorterAndLongerOnesAreRefused(int bytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningSecrets.parse("jobwheel.x", List.of(secret(bytes))))
        .withMessageContaining("jobwheel.x")
        .withMessageContaining("24 to 64 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not*base64*at*all*at*all*x"})
  void anotherFormIsRefusedWithoutShowingTheSecret(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningSecret.parse(text))
        .withMessageContaining("whsec_")
        .satisfies(e -> assertThat(e.toString()).doesNotContain(text));
  }

  @Test
  void itsTextShowsNothing() {
    assertThat(SigningSecrets.parse("p", List.of(SECRET)).toString()).doesNotContain("MfKQ");
  }

  @Test
  void noneAndMoreThanTenAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningSecrets.parse("p", List.of()))
        .withMessageContaining("1 to 10");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningSecrets.parse("p", java.util.Collections.nCopies(11, SECRET)))
        .withMessageContaining("1 to 10");
  }
}
