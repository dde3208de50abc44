package io.jobwheel.api.contract;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Reads the OpenAPI document into a model that the validator understands: of OpenAPI 3.1, it knows
 * neither references to parameters and responses, nor parameters of a path, nor arrays in them.
 */
final class ContractModel {

  /** The prefix of the paths that stand for webhooks. */
  static final String WEBHOOKS = "/webhooks/";

  private static final String RESPONSES = "#/components/responses/";
  private static final String PARAMETERS = "#/components/parameters/";

  private ContractModel() {}

  static OpenAPI read() {
    try (InputStream file = ContractModel.class.getResourceAsStream("/openapi.yaml")) {
      String document = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      // clients have to accept more values, but the service has none that it does not list
      String closed = document.replace("x-extensible-enum:", "enum:");
      return adapted(withWebhooks(new OpenAPIV3Parser().readContents(closed).getOpenAPI()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds the webhooks as paths. */
  private static OpenAPI withWebhooks(OpenAPI document) {
    document
        .getWebhooks()
        .forEach((event, item) -> document.getPaths().addPathItem(WEBHOOKS + event, item));
    return document;
  }

  private static OpenAPI adapted(OpenAPI document) {
    Map<String, Parameter> named = document.getComponents().getParameters();
    for (PathItem path : document.getPaths().values()) {
      for (Operation operation : path.readOperations()) {
        operation.setParameters(
            Stream.of(path.getParameters(), operation.getParameters())
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .map(parameter -> adapted(parameter, named))
                .toList());
        operation.getResponses().replaceAll((_, response) -> resolved(response, document));
      }
    }
    return document;
  }

  private static ApiResponse resolved(ApiResponse response, OpenAPI document) {
    String reference = response.get$ref();
    return reference == null
        ? response
        : document.getComponents().getResponses().get(reference.substring(RESPONSES.length()));
  }

  private static Parameter adapted(Parameter parameter, Map<String, Parameter> named) {
    String reference = parameter.get$ref();
    Parameter resolved =
        reference == null ? parameter : named.get(reference.substring(PARAMETERS.length()));
    resolved.setSchema(adapted(resolved.getSchema()));
    return resolved;
  }

  private static Schema<?> adapted(Schema<?> schema) {
    if (schema.getTypes() == null || !schema.getTypes().contains("array")) {
      return schema;
    }
    ArraySchema array = new ArraySchema();
    array.setTypes(schema.getTypes());
    array.setItems(schema.getItems());
    array.setMaxItems(schema.getMaxItems());
    return array;
  }
}
