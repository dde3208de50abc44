package io.jobwheel.handler.http;

import static io.jobwheel.handler.http.Calls.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.jobwheel.TestCertificates;
import io.jobwheel.handler.JobFailedException;
import io.jobwheel.handler.http.call.HttpResult;
import io.jobwheel.handler.http.egress.HostPattern;
import io.jobwheel.handler.http.secret.Secret;
import io.jobwheel.job.Retry;
import io.jobwheel.time.TestClock;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.coyote.http2.Http2Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Calls over TLS to a Tomcat with HTTP/2 and a certificate for secure.example.com. */
@Timeout(60)
class TlsTest {

  private static final String PASSWORD = "changeit";
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  @TempDir static Path folder;

  private static Tomcat tomcat;
  private static SSLContext trusting;
  private static int port;

  /** Returns the request, or does not respond. */
  static final class Echo extends HttpServlet {
    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getRequestURI().equals("/silent")) {
        try {
          new CountDownLatch(1).await(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      if (request.getRequestURI().equals("/down")) {
        response.setStatus(302);
        response.setHeader("Location", "http://secure.example.com:8080/");
        return;
      }
      response.setContentType("text/plain");
      response
          .getWriter()
          .write(
              "%s %s %s %s"
                  .formatted(
                      request.getProtocol(),
                      request.getServerName(),
                      request.getHeader("X-Key"),
                      new String(request.getInputStream().readAllBytes())));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    Path keys = folder.resolve("keys.p12");
    TestCertificates.make(keys, "secure.example.com", PASSWORD);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keys)) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    trusting = SSLContext.getInstance("TLS");
    trusting.init(null, trust.getTrustManagers(), null);

    tomcat = new Tomcat();
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector(Http11NioProtocol.class.getName());
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setSecure(true);
    connector.setScheme("https");
    connector.setProperty("SSLEnabled", "true");
    SSLHostConfig tls = new SSLHostConfig();
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(tls, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystoreFile(keys.toString());
    certificate.setCertificateKeystorePassword(PASSWORD);
    tls.addCertificate(certificate);
    connector.addSslHostConfig(tls);
    connector.addUpgradeProtocol(new Http2Protocol());
    tomcat.setConnector(connector);
    var context = tomcat.addContext("", folder.toString());
    Tomcat.addServlet(context, "echo", new Echo());
    context.addServletMappingDecoded("/*", "echo");
    tomcat.start();
    port = connector.getLocalPort();
  }

  @AfterAll
  static void stop() throws Exception {
    tomcat.getConnector().stop(); // the rest has no port, and only daemon threads
    tomcat.getConnector().destroy();
  }

  private static Calls calls(SSLContext tls) {
    return new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {LOOPBACK}, tls);
  }

  private static String url(String host, String path) {
    return "https://" + host + ":" + port + path;
  }

  @Test
  void anAddressThatNeverAnswersTlsLeavesTimeForTheNext() throws Exception {
    InetAddress silent = InetAddress.ofLiteral("127.0.0.2");
    TestClock clock = TestClock.at(Instant.EPOCH);
    try (ServerSocket listening = new ServerSocket(port, 10, silent);
        Calls calls =
            new Calls(
                Calls.WITH_LOOPBACK, _ -> new InetAddress[] {silent, LOOPBACK}, trusting, clock)) {
      var answer =
          CompletableFuture.supplyAsync(() ->
              calls.run(
                  call(url("secure.example.com", "/")).connectTimeout(Duration.ofSeconds(20))));
      try (Socket accepted = listening.accept()) {
        assertThat(accepted.isConnected()).isTrue();
        clock.advance(Duration.ofSeconds(10)); // the share of the first address
        assertThat(answer.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
      }
    }
  }

  @Test
  void http2IsSpokenWhereTheServerDoes() {
    try (Calls calls = calls(trusting)) {
      calls.secrets.put(
          "key", new Secret("0123456789", List.of(new HostPattern("secure.example.com")), false));
      for (int i = 0; i < 20; i++) {
        HttpResult answer =
            calls.run(
                call(url("secure.example.com", "/"))
                    .method("POST")
                    .header("X-Key", "${secret:key}")
                    .text("hello"));
        assertThat(answer.protocol()).isEqualTo("HTTP/2.0");
        assertThat(answer.body().text()).isEqualTo("HTTP/2.0 secure.example.com *** hello");
      }
    }
  }

  @Test
  void anErrorOnTheTransportsThreadEndsOneCallAndTheNextStartsItAgain() throws Exception {
    AtomicBoolean planted = new AtomicBoolean(true);
    SSLContext failing = SSLContext.getInstance("TLS");
    failing.init(null, new TrustManager[] {new FailingOnce(planted)}, null);
    TestClock clock = TestClock.at(Instant.EPOCH);
    try (Calls calls =
        new Calls(Calls.WITH_LOOPBACK, _ -> new InetAddress[] {LOOPBACK}, failing, clock)) {
      Calls.Call call = call(url("secure.example.com", "/"));
      assertThat(calls.transport.isUp()).isTrue();
      Calls.Call first = call(url("secure.example.com", "/"));
      // the error reaches no response, so the call ends by its own limit
      var failure =
          CompletableFuture.supplyAsync(
              () -> calls.failureOf(first.connectTimeout(Duration.ofSeconds(20))));
      await().until(() -> !calls.transport.isUp());
      assertThat(planted).isFalse();
      clock.advance(Duration.ofSeconds(20));
      assertThat(failure.get(20, TimeUnit.SECONDS).retry()).isEqualTo(Retry.AS_PLANNED);

      assertThat(calls.run(call).status()).isEqualTo(200);
      assertThat(calls.transport.isUp()).isTrue();
      assertThat(calls.run(call).status()).isEqualTo(200);
      assertThat(calls.transport.restarts()).isEqualTo(1);
    }
  }

  /** Trusts all certificates, but the first check ends the calling thread. */
  private static final class FailingOnce extends X509ExtendedTrustManager {

    private final AtomicBoolean planted;

    FailingOnce(AtomicBoolean planted) {
      this.planted = planted;
    }

    private void check() {
      if (planted.getAndSet(false)) {
        throw new OutOfMemoryError("planted");
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
      check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
      check();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      check();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void abortingAnExchangeOfHttp2EndsNoOther() throws Exception {
    try (Calls calls = calls(trusting)) {
      assertThat(calls.run(call(url("secure.example.com", "/"))).status()).isEqualTo(200);
      var slow =
          CompletableFuture.supplyAsync(
              () -> calls.run(call(url("secure.example.com", "/silent"))));
      assertThat(
              calls
                  .failureOf(
                      call(url("secure.example.com", "/silent")).timeout(Duration.ofMillis(300)))
                  .error()
                  .code())
          .isEqualTo("call-timed-out");
      assertThat(slow.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
    }
  }

  @Test
  void aCertificateForAnotherHostIsRefused() {
    try (Calls calls = calls(trusting)) {
      JobFailedException failure = calls.failureOf(call(url("other.example.com", "/")));
      assertThat(failure.error().code()).isEqualTo("tls-failed");
      assertThat(failure.retry()).isEqualTo(Retry.NEVER);
    }
  }

  @Test
  void aCertificateOfAnUntrustedIssuerIsRefused() throws Exception {
    try (Calls calls = calls(SSLContext.getDefault())) {
      JobFailedException failure = calls.failureOf(call(url("secure.example.com", "/")));
      assertThat(failure.error().code()).isEqualTo("tls-failed");
      assertThat(failure.retry()).isEqualTo(Retry.NEVER);
    }
  }

  @Test
  void aRedirectFromHttpsToHttpIsRefused() {
    try (Calls calls = calls(trusting)) {
      JobFailedException failure = calls.failureOf(call(url("secure.example.com", "/down")));
      assertThat(failure.error().code()).isEqualTo("bad-redirect");
      assertThat(failure.error().message()).contains("from https to http");
    }
  }
}
