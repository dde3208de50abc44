package io.jobwheel.handler.http.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The resolution of redirects, with the examples of RFC 3986, section 5.4. */
class RedirectUrlsTest {

  @ParameterizedTest
  @CsvSource({
    "g, /b/c/g",
    "./g, /b/c/g",
    "g/, /b/c/g/",
    "/g, /g",
    "?y, /b/c/d;p?y",
    "g?y, /b/c/g?y",
    "#s, /b/c/d;p?q",
    "g#s, /b/c/g",
    "g?y#s, /b/c/g?y",
    ";x, /b/c/;x",
    "g;x, /b/c/g;x",
    "g;x?y#s, /b/c/g;x?y",
    "'', /b/c/d;p?q",
    "., /b/c/",
    "./, /b/c/",
    ".., /b/",
    "../, /b/",
    "../g, /b/g",
    "../.., /",
    "../../, /",
    "../../g, /g",
    "../../../g, /g",
    "../../../../g, /g",
    "/./g, /g",
    "/../g, /g",
    "g., /b/c/g.",
    ".g, /b/c/.g",
    "g.., /b/c/g..",
    "..g, /b/c/..g",
    "./../g, /b/g",
    "./g/., /b/c/g/",
    "g/./h, /b/c/g/h",
    "g/../h, /b/c/h",
    "g;x=1/./y, /b/c/g;x=1/y",
    "g;x=1/../y, /b/c/y",
    "g?y/./x, /b/c/g?y/./x",
    "g?y/../x, /b/c/g?y/../x",
    "g#s/./x, /b/c/g",
    "g#s/../x, /b/c/g",
    // not in the RFC
    "?, /b/c/d;p?",
    "g//h, /b/c/g//h",
    "https://a:1234/x/../y, /y",
  })
  void aReferenceLeadsWhereTheRfcSays(String location, String target) throws Exception {
    CallUrl to = CallUrl.parse("http://a/b/c/d;p?q").resolve(location);
    assertThat(to.target()).isEqualTo(target);
    assertThat(to.host()).isEqualTo("a");
  }

  @ParameterizedTest
  @CsvSource({
    "http://a, ?y=2, http, a, /?y=2",
    "http://a, g, http, a, /g",
    "http://a/b, //g, http, g, /",
    "http://a/b, //g?y, http, g, /?y",
    "https://a/b, //g/x/../y, https, g, /y",
    "http://a/b?x=1, ?y=2, http, a, /b?y=2",
    "http://a/b//c, d, http, a, /b//d",
  })
  void hostsAndEmptyPathsAreKeptApart(
      String from, String location, String scheme, String host, String target) throws Exception {
    CallUrl to = CallUrl.parse(from).resolve(location);
    assertThat(to.scheme()).isEqualTo(scheme);
    assertThat(to.host()).isEqualTo(host);
    assertThat(to.target()).isEqualTo(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"g:h", "http:g", "http:///x", "http://[", "//u@g/", "a b"})
  void anInvalidLocationIsRefused(String location) {
    assertThatThrownBy(() -> CallUrl.parse("http://a/b").resolve(location))
        .isInstanceOf(CallUrl.BadUrlException.class);
  }
}
