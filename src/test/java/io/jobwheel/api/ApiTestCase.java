package io.jobwheel.api;

import io.jobwheel.dispatch.submission.FakeDispatch;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.core.env.Environment;

/** The base of all tests with fakes: one server, and fakes that are reset before each test. */
@SpringBootTest(
    classes = ApiTestApplication.class,
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "server.tomcat.threads.max=10",
      "server.tomcat.threads.min-spare=2",
      "management.endpoint.health.validate-group-membership=false"
    })
public abstract class ApiTestCase {

  @Autowired public FakeDispatch dispatch;
  @Autowired public FakeStore store;
  public int port;
  public ApiClient api;
  public RawHttp raw;

  @BeforeEach
  public void begin(@Autowired Environment environment) {
    port = environment.getRequiredProperty("local.server.port", Integer.class);
    api = new ApiClient(port);
    raw = new RawHttp(port);
    dispatch.reset();
    store.reset();
  }
}
