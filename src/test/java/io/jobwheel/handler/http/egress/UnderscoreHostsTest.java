package io.jobwheel.handler.http.egress;

import static io.jobwheel.handler.http.Calls.call;
import static io.jobwheel.handler.http.RawServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobwheel.handler.http.Calls;
import io.jobwheel.handler.http.RawServer;
import io.jobwheel.handler.http.call.HttpResult;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Services of internal networks may have names with underscores. */
@Timeout(60)
class UnderscoreHostsTest {

  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @ParameterizedTest
  @CsvSource({
    "http://my_service/, my_service, 80, http://my_service/",
    "http://my_service:8080/a_b?c_d, my_service, 8080, http://my_service:8080/a_b",
    "https://My_Service:/, my_service, 443, https://my_service/",
    "http://my_service./, my_service, 80, http://my_service/",
    "http://shop_web_1.shop_default:80/, shop_web_1.shop_default, 80,"
        + " http://shop_web_1.shop_default/",
    "http://_a.example.com/, _a.example.com, 80, http://_a.example.com/",
    "http://a_.example.com/, a_.example.com, 80, http://a_.example.com/",
    "http://1_a.example.com/, 1_a.example.com, 80, http://1_a.example.com/"
  })
  void aHostMayHaveUnderscores(String url, String host, int port, String shown) throws Exception {
    CallUrl read = CallUrl.parse(url);
    assertThat(read.host()).isEqualTo(host);
    assertThat(read.port()).isEqualTo(port);
    assertThat(read.withoutQuery()).isEqualTo(shown);
    assertThat(read.literal()).isNull();
  }

  @Test
  void aHostWithUnderscoresIsCalledAndRedirectedTo() {
    try (RawServer server =
            new RawServer((request, out) ->
                RawServer.write(
                    out,
                    request.target().equals("/")
                        ? response("302 X\r\nLocation: //other_service:" + port(request) + "/x", "")
                        : response("200 OK", request.headers().get("host"))));
        Calls calls = new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {LOOPBACK})) {
      HttpResult answer = calls.run(call("http://my_service:" + server.port() + "/"));
      assertThat(answer.body().text()).isEqualTo("other_service:" + server.port());
      assertThat(answer.url()).isEqualTo("http://other_service:" + server.port() + "/x");
      assertThat(server.requests().getFirst().headers())
          .containsEntry("host", "my_service:" + server.port());
    }
  }

  private static String port(RawServer.Request request) {
    String host = request.headers().get("host");
    return host.substring(host.indexOf(':') + 1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"my_service", "MY_SERVICE", "*.my_domain", "my_service.example.com"})
  void thePolicyAndSecretsCanNameIt(String pattern) throws Exception {
    String host = pattern.replace("*", "a_b");
    assertThat(new HostPattern(pattern).matches(CallUrl.parse("http://" + host + "/"))).isTrue();
    EgressPolicy denying =
        new EgressPolicy(
            Set.of("http"),
            List.of(new PortRange(80, 80)),
            List.of(),
            List.of(),
            List.of(new HostPattern(pattern)),
            List.of(),
            List.of());
    assertThat(denying.denialReason(CallUrl.parse("http://" + host + "/"))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"my service", "my_service:80", "http://my_service", "my_service/", "*_a"})
  void aPatternIsStillStrict(String pattern) {
    assertThatThrownBy(() -> new HostPattern(pattern)).isInstanceOf(IllegalArgumentException.class);
  }
}
