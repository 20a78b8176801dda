package org.taskvectors.merge.recipe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// The methods and models of the golden recipes, as `src/test/oracle/merge/recipe_plans.py` has
/// written them.
final class Mergekit {
    static final Path GOLDEN = Path.of("src/test/resources/golden/merge/recipes");
    static final ObjectMapper JSON = new ObjectMapper();

    private Mergekit() {}

    /// mergekit 0.1.5's own methods.
    static Methods methods() {
        try {
            List<MethodSignature> methods = new ArrayList<>();
            for (JsonNode one : JSON.readTree(GOLDEN.resolve("methods.json").toFile())) {
                methods.add(method(one));
            }
            return new Methods(methods);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static MethodSignature method(JsonNode json) {
        List<MethodSignature.Parameter> parameters = new ArrayList<>();
        for (JsonNode one : json.path("parameters")) {
            JsonNode fallback = one.path("fallback");
            parameters.add(
                    new MethodSignature.Parameter(
                            one.path("name").asText(),
                            MethodSignature.Kind.valueOf(one.path("kind").asText()),
                            MethodSignature.Scope.valueOf(one.path("scope").asText()),
                            one.path("required").asBoolean(),
                            fallback.isNull() ? Optional.empty() : Optional.of(scalar(fallback))));
        }
        return new MethodSignature(
                json.path("id").asText(),
                Set.of(),
                parameters,
                new MethodSignature.Inputs(
                        MethodSignature.BaseRule.valueOf(json.path("base").asText()),
                        json.path("least").asInt(0),
                        json.path("most").asInt(Integer.MAX_VALUE),
                        json.path("leastOthers").asInt(0),
                        json.path("mostOthers").asInt(Integer.MAX_VALUE)),
                switch (json.path("whereAbsent").asText()) {
                    case "PASSTHROUGH_SINGLETON" -> MethodSignature.WhereAbsent.COPIED_IF_ALONE;
                    case "PASSTHROUGH_BASE_SINGLETON" ->
                            MethodSignature.WhereAbsent.COPIED_IF_BASE_ALONE;
                    case "BASE_OR_SKIP" ->
                            MethodSignature.WhereAbsent.COPIED_IF_BASE_ALONE_OR_LEFT_OUT;
                    default -> MethodSignature.WhereAbsent.REFUSED;
                });
    }

    static Scalar scalar(JsonNode json) {
        return switch (json.getNodeType()) {
            case BOOLEAN -> new Scalar.Flag(json.booleanValue());
            case NUMBER ->
                    json.isIntegralNumber()
                            ? new Scalar.Whole(json.longValue())
                            : new Scalar.Real(json.doubleValue());
            default -> new Scalar.Text(json.asText());
        };
    }

    /// What mergekit makes of each recipe, by the name of its file.
    static JsonNode plans() throws IOException {
        return JSON.readTree(GOLDEN.resolve("plans.json").toFile());
    }

    /// The tensors' names of each model.
    static RecipePlanner.Models models(JsonNode plans) {
        Map<String, ModelNames> byReference = new HashMap<>();
        for (JsonNode kind : plans.path("models")) {
            List<String> tensors = new ArrayList<>();
            kind.path("tensors").forEach(name -> tensors.add(name.asText()));
            ModelNames names = ModelNames.of(tensors, Optional.empty());
            kind.path("references").forEach(of -> byReference.put(of.asText(), names));
        }
        return model -> {
            ModelNames names = byReference.get(text(model));
            if (names == null) {
                throw new AssertionError("no model " + model);
            }
            return names;
        };
    }

    static String text(ModelReference model) {
        return model.text() + model.architecture().map(name -> " as " + name).orElse("");
    }

    /// The recipes that mergekit takes, or those that it refuses.
    static List<Path> recipes(boolean isTaken) throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files.filter(file -> file.toString().endsWith(".yml"))
                    .filter(file -> file.getFileName().toString().startsWith("error-") != isTaken)
                    .sorted()
                    .toList();
        }
    }

    static String name(Path recipe) {
        return recipe.getFileName().toString().replace(".yml", "");
    }
}
