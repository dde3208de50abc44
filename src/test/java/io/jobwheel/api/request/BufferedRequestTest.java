package io.jobwheel.api.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

class BufferedRequestTest {

  private final ServletInputStream body =
      new BufferedRequest(new MockHttpServletRequest(), "body".getBytes(UTF_8)).getInputStream();

  @Test
  void theBodyIsReadOnce() throws IOException {
    assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("body");
    assertThat(body.isFinished()).isTrue();
    assertThat(body.readAllBytes()).isEmpty();
    assertThat(body.read()).isEqualTo(-1);
  }

  @Test
  void aReaderCanLookWhetherItIsEmpty() throws IOException {
    assertThat(body.markSupported()).isTrue();
    body.mark(1);
    assertThat(body.read()).isEqualTo('b');
    body.reset();
    assertThat(body.readNBytes(2)).asString(UTF_8).isEqualTo("bo");
    assertThat(body.isFinished()).isFalse();
    assertThat(body.readAllBytes()).asString(UTF_8).isEqualTo("dy");
  }
}
