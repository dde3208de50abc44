package io.jobwheel.handler.http.transport;

import static io.jobwheel.handler.http.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.handler.http.Calls;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** URLs that try to bypass the egress policy, against the policy without configuration. */
@Timeout(60)
class MaliciousUrlsTest {

  /** URLs that are denied without a DNS look-up. */
  static final List<String> URLS =
      """
      http://127.0.0.1/
      http://127.0.0.1:8080/admin
      http://127.1.2.3/
      http://127.255.255.254/
      https://127.0.0.1/
      http://127.1/
      http://127.0.1/
      http://2130706433/
      http://017700000001/
      http://0x7f000001/
      http://0x7f.0.0.1/
      http://0x7f.1/
      http://0177.0.0.1/
      http://0177.0.0.01/
      http://127.0.0.01/
      http://00127.0.0.1/
      http://127.0.0.1./
      http://127.0.0.1../
      http://127.0.0.0x1/
      http://127.0.0.1.0/
      http://0/
      http://0.0.0.0/
      http://0.0.0.0:8080/
      http://00000000/
      http://0.1.2.3/
      http://4294967295/
      http://256.256.256.256/
      http://10.0.0.1/
      http://10.255.255.255/
      http://172.16.0.1/
      http://172.31.255.255/
      http://192.168.0.1/
      http://192.168.1.1:8443/
      http://100.64.0.1/
      http://100.127.255.255/
      http://169.254.0.1/
      http://169.254.169.254/latest/meta-data/
      http://169.254.169.254:80/computeMetadata/v1/
      http://169.254.170.2/v2/credentials
      http://2852039166/
      http://0xa9fea9fe/
      http://0xa9.0xfe.0xa9.0xfe/
      http://0251.0376.0251.0376/
      http://169.254.43518/
      http://[::ffff:169.254.169.254]/
      http://[::ffff:a9fe:a9fe]/
      http://[fd00:ec2::254]/latest/meta-data/
      http://[fd20:ce::254]/
      http://100.100.100.200/latest/meta-data/
      http://168.63.129.16/metadata
      http://192.0.0.192/opc/v2/
      http://metadata/
      http://metadata.google.internal/computeMetadata/v1/
      http://METADATA.google.internal/
      http://metadata.google.internal./
      http://metadata.goog/
      http://instance-data/latest/
      http://192.0.0.1/
      http://192.0.2.1/
      http://192.88.99.1/
      http://198.18.0.1/
      http://198.51.100.7/
      http://203.0.113.9/
      http://224.0.0.1/
      http://239.255.255.250:1900/
      http://240.0.0.1/
      http://255.255.255.255/
      http://localhost/
      http://LOCALHOST/
      http://localhost./
      http://localhost:8080/
      http://foo.localhost/
      http://localhost.localdomain/
      http://ip6-localhost/
      http://[::1]/
      http://[0:0:0:0:0:0:0:1]/
      http://[0000:0000:0000:0000:0000:0000:0000:0001]/
      http://[::]/
      http://[::]:8080/
      http://[::127.0.0.1]/
      http://[::7f00:1]/
      http://[::ffff:127.0.0.1]/
      http://[::FFFF:127.0.0.1]/
      http://[::ffff:7f00:1]/
      http://[0:0:0:0:0:ffff:7f00:0001]/
      http://[::ffff:10.0.0.1]/
      http://[::ffff:0:127.0.0.1]/
      http://[64:ff9b::127.0.0.1]/
      http://[64:ff9b::7f00:1]/
      http://[64:ff9b::a9fe:a9fe]/
      http://[64:ff9b::0a00:1]/
      http://[64:ff9b:1::7f00:1]/
      http://[2002:7f00:1::]/
      http://[2002:a9fe:a9fe::1]/
      http://[2001:0:7f00:1::1]/
      http://[2001:db8::1]/
      http://[3fff::1]/
      http://[100::1]/
      http://[fc00::1]/
      http://[fd12:3456:789a::1]/
      http://[fe80::1]/
      http://[fe80::1%25eth0]/
      http://[fe80::1%eth0]/
      http://[::1%251]/
      http://[fec0::1]/
      http://[ff02::1]/
      http://[::1/
      http://::1/
      http://[127.0.0.1]/
      http://[v1.127.0.0.1]/
      http://user@example.com/
      http://user:password@example.com/
      http://example.com@127.0.0.1/
      http://example.com:80@127.0.0.1/
      http://example.com%40127.0.0.1/
      http://127.0.0.1%40example.com/
      http://@127.0.0.1/
      http://:@example.com/
      http://example.com#@127.0.0.1/\\
      http://example.com\\@127.0.0.1/
      http:\\\\127.0.0.1/
      http:/\\127.0.0.1/
      http://127.0.0.1\\.example.com/
      http:///127.0.0.1/
      http:127.0.0.1
      http:/127.0.0.1/
      //127.0.0.1/
      127.0.0.1
      /etc/passwd
      http://
      http:///
      http://?
      http://#
      http://:80/
      http://.../
      http://.example.com/
      http://example..com/
      http://example.com../
      http://-example.com/
      http://exa_mple-.com/
      http://-exa_mple.com/
      http://127_0_0_1/
      http://0x7f_1/
      http://exa_mple..com/
      http://exa_mple.com:0/
      http://exa_mple.com:99999/
      http://exa_mple.com:8a/
      http://exa_mple.com:80:80/
      http://exa_mple.com:123456789012/
      http://user@exa_mple.com/
      http://exa_mple.com,b/
      http://exa%5Fmple.com/
      http://exam%70le.com/
      http://%31%32%37.0.0.1/
      http://127%2e0%2e0%2e1/
      http://localhos%74/
      http://example.com%00.internal/
      http://example.com%0d%0aHost:%20x/
      http://example.com:0/
      http://example.com:65536/
      http://example.com:99999999999/
      http://example.com:-1/
      http://example.com:80:80/
      http://example.com:8o/
      http://example.com:22/
      http://example.com:25/
      http://example.com:6379/
      ftp://example.com/
      file:///etc/passwd
      file://localhost/etc/passwd
      gopher://127.0.0.1:6379/_FLUSHALL
      dict://127.0.0.1:11211/stat
      ldap://127.0.0.1/
      jar:http://127.0.0.1!/
      data:text/plain,hello
      javascript:alert(1)
      ws://127.0.0.1/
      unix:///var/run/docker.sock
      httpx://example.com/
      http+unix://%2Fvar%2Frun%2Fdocker.sock/
      http://xn--/
      """
          .lines()
          .filter(line -> !line.isBlank())
          .toList();

  /** The same, with characters that are invisible in an editor. */
  static final List<String> UNSEEN =
      List.of(
          "",
          " http://example.com/",
          "http://example.com/ ",
          "http://example.com/a b",
          "http://127.0.0.1\t/",
          "ht\ttp://127.0.0.1/",
          "http://example.com/\r\nHost: internal",
          "http://example.com\r\n\r\nGET / HTTP/1.1",
          "http://example.com/\n",
          "http://example.com/\0",
          "http://exam\u00adple.com/", // soft hyphen
          "http://127。0。0。1/", // ideographic full stops
          "http://127．0．0．1/", // full-width full stops
          "http://①②⑦.⓪.⓪.①/", // circled digits
          "http://１２７.0.0.1/", // full-width digits
          "http://١٢٧.0.0.1/", // Arabic digits
          "http://ⓛocalhost/",
          "http://ｌｏｃａｌｈｏｓｔ/",
          "http://loc\u200balhost/", // zero-width space
          "http://exämple.com/",
          "http://example.com／@127.0.0.1/", // full-width solidus
          "http://example.com﹫127.0.0.1/", // small at sign
          "http://example.com\u2028/",
          "http://example.com/\u202emoc",
          "http://example.com/" + "a".repeat(8_200),
          "http://" + "a".repeat(64) + ".com/",
          "http://" + "a.".repeat(130) + "com/");

  /** Addresses that are denied after a DNS look-up. */
  static final List<String> ADDRESSES =
      """
      127.0.0.1
      10.1.2.3
      172.20.0.1
      192.168.178.1
      100.64.1.1
      169.254.169.254
      168.63.129.16
      0.0.0.0
      224.0.0.251
      255.255.255.255
      ::1
      ::
      ::ffff:127.0.0.1
      ::127.0.0.1
      64:ff9b::7f00:1
      64:ff9b::a9fe:a9fe
      2002:7f00:1::1
      2001::1
      fd00:ec2::254
      fc00::1
      fe80::1
      ff02::1
      """
          .lines()
          .toList();

  private static Stream<String> all() {
    return Stream.concat(URLS.stream(), UNSEEN.stream());
  }

  @Test
  void theTableIsLongEnoughAndNamesNothingTwice() {
    assertThat(all()).hasSizeGreaterThan(150).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aMaliciousUrlIsRefusedAtSubmitAndAgainAtRunWithoutALookUp(String url) {
    AtomicInteger lookups = new AtomicInteger();
    try (Calls calls =
        new Calls(
            Calls.STRICT,
            _ -> {
              lookups.incrementAndGet();
              return new InetAddress[] {InetAddress.ofLiteral("127.0.0.1")};
            })) {
      assertThat(calls.faults(call(url)))
          .singleElement()
          .asString()
          .matches("url (must|is not a valid URL).*");
      assertThat(calls.failureOf(call(url)).error().code()).isIn("egress-denied", "invalid-call");
      assertThat(lookups).hasValue(0);
      assertThat(calls.transport.connections()).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("addresses")
  void aHostThatLeadsToAForbiddenAddressIsRefusedAtRun(String address) {
    try (Calls calls =
        new Calls(Calls.STRICT, _ -> new InetAddress[] {InetAddress.ofLiteral(address)})) {
      assertThat(calls.faults(call("http://innocent.example.com/"))).isEmpty();
      assertThat(calls.failureOf(call("http://innocent.example.com/")).error().message())
          .startsWith("The URL http://innocent.example.com/ must not lead to a")
          .doesNotContain(address + " ");
      assertThat(calls.transport.connections()).isZero();
    }
  }

  static Stream<String> addresses() {
    return ADDRESSES.stream();
  }

  @Test
  void ordinaryUrlsAreAllowed() {
    try (Calls calls = new Calls(Calls.STRICT, _ -> new InetAddress[0])) {
      for (String url :
          List.of(
              "http://example.com",
              "https://example.com./a?b=c#d",
              "HTTPS://EXAMPLE.com:8443/%20",
              "http://a.b-c.example.xn--p1ai/",
              "http://8.8.8.8/",
              "http://[2606:4700::1111]/",
              "http://[64:ff9b::808:808]/",
              "http://[::ffff:8.8.8.8]/",
              "http://172.32.0.1/",
              "http://100.128.0.1/",
              "http://example.com?q=http://127.0.0.1/",
              "http://example.com/@127.0.0.1/",
              "http://localhost.example.com/")) {
        assertThat(calls.faults(call(url))).as(url).isEmpty();
      }
    }
  }
}
