package io.jobwheel.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.jobwheel.TestCertificates;
import io.jobwheel.api.ApiTestApplication;
import io.jobwheel.api.ApiTestCase;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** TLS with a bundle whose files are replaced while the service runs. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoint.health.validate-group-membership=false",
      "server.ssl.bundle=door",
      "spring.ssl.bundle.watch.file.quiet-period=100ms",
      "spring.ssl.bundle.jks.door.reload-on-update=true"
    })
@DirtiesContext // watches a folder that goes
@Timeout(60)
class RenewedCertificateApiTest extends ApiTestCase {

  private static final String PASSWORD = "changeit";

  @TempDir static Path folder;

  @DynamicPropertySource
  static void bundle(DynamicPropertyRegistry properties) throws Exception {
    TestCertificates.make(folder.resolve("door.p12"), "first.example.com", PASSWORD);
    properties.add(
        "spring.ssl.bundle.jks.door.keystore.location", () -> "file:" + folder.resolve("door.p12"));
    properties.add("spring.ssl.bundle.jks.door.keystore.password", () -> PASSWORD);
  }

  @Autowired SslBundles bundles;

  @Test
  void aRenewedCertificateIsTakenWithoutARestart() throws Exception {
    assertThat(subject()).isEqualTo("CN=first.example.com");
    CountDownLatch taken = new CountDownLatch(1);
    bundles.addBundleUpdateHandler("door", _ -> taken.countDown()); // after Tomcat's own
    Path renewed = folder.resolve("renewed.p12");
    TestCertificates.make(renewed, "second.example.com", PASSWORD);
    Files.move(
        renewed,
        folder.resolve("door.p12"),
        StandardCopyOption.REPLACE_EXISTING,
        StandardCopyOption.ATOMIC_MOVE);
    assertThat(taken.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(subject()).isEqualTo("CN=second.example.com");
  }

  /** Returns the subject of the certificate of a new connection. */
  private String subject() throws Exception {
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    try (SSLSocket socket =
        (SSLSocket)
            trusting.getSocketFactory().createSocket(InetAddress.getByName("127.0.0.1"), port)) {
      socket.setSoTimeout(20_000);
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
