package io.jobwheel;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The service: one process that accepts jobs, runs them in its lanes and answers for them. */
@SpringBootApplication
public class Jobwheel {

  /** Starts the service; the arguments are Spring Boot's. */
  public static void main(String[] args) {
    SpringApplication.run(Jobwheel.class, args);
  }
}
