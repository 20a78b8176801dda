package org.taskvectors.vector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Checkpoints;

/// A sum of vectors of the oracle (`src/test/oracle/vector/edited_model.py`), and what PyTorch
/// makes of it.
///
/// @param name of the recipe, and of its file
/// @param terms as the oracle gives them
public record Recipe(String name, JsonNode terms) {
    public static final Path GOLDEN = Path.of("src/test/resources/golden/vector");

    public static List<Recipe> all() throws IOException {
        List<Recipe> all = new ArrayList<>();
        new ObjectMapper()
                .readTree(GOLDEN.resolve("recipes.json").toFile())
                .properties()
                .forEach(entry -> all.add(new Recipe(entry.getKey(), entry.getValue())));
        return all;
    }

    /// The recipe of that name.
    public static Recipe named(String name) throws IOException {
        return all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
    }

    /// Where a vector of the recipes lies.
    public static Path file(String vector) {
        Path folder = GOLDEN.resolve(vector);
        return Files.isDirectory(folder) ? folder : GOLDEN.resolve(vector + ".safetensors");
    }

    /// The tensors that the recipe changes.
    Path expected() {
        return GOLDEN.resolve("expected").resolve(name + ".safetensors");
    }

    /// The sum by itself; not every recipe has it.
    Path expectedAlone() {
        return GOLDEN.resolve("expected").resolve(name + ".alone.safetensors");
    }

    /// Whether each coefficient is one number.
    public boolean isConstant() {
        for (JsonNode term : terms) {
            if (!term.has("lambda")) {
                return false;
            }
        }
        return true;
    }

    /// The vectors as arguments of `apply`; only where each coefficient is one number. A
    /// coefficient of 1 is left away.
    public List<String> arguments() {
        List<String> all = new ArrayList<>();
        for (JsonNode term : terms) {
            double lambda = term.path("lambda").asDouble();
            String file = file(term.path("vector").asText()).toString();
            all.add(lambda == 1 ? file : file + "=" + lambda);
        }
        return all;
    }

    /// Whether the recipe changes a tensor of the base.
    public boolean changes(String tensor) throws IOException {
        if (!Files.exists(expected())) {
            return false;
        }
        try (Checkpoint changed = Checkpoints.open(expected())) {
            return changed.tensor(tensor).isPresent();
        }
    }

    /// What PyTorch makes of a tensor that the recipe changes.
    public byte[] bytes(String tensor) throws IOException {
        try (Checkpoint changed = Checkpoints.open(expected())) {
            return SameNumbers.bytes(changed, tensor);
        }
    }

    List<Term> terms(Function<String, Vector> vectors) {
        List<Term> all = new ArrayList<>();
        for (JsonNode term : terms) {
            all.add(new Term(vectors.apply(term.path("vector").asText()), scale(term)));
        }
        return all;
    }

    private static Scale scale(JsonNode term) {
        double otherwise = term.path("otherwise").asDouble();
        if (term.has("byLayer")) {
            Map<Scale.Layer, Double> byLayer = new HashMap<>();
            map(term.path("byLayer"))
                    .forEach(
                            (layer, lambda) ->
                                    byLayer.put(
                                            new Scale.Layer("", Integer.parseInt(layer)), lambda));
            return new Scale.ByLayer(byLayer, otherwise);
        }
        if (term.has("byKind")) {
            return new Scale.ByKind(map(term.path("byKind")), otherwise);
        }
        return term.has("byTensor")
                ? new Scale.ByTensor(map(term.path("byTensor")), otherwise)
                : new Scale.Constant(term.path("lambda").asDouble());
    }

    private static Map<String, Double> map(JsonNode node) {
        Map<String, Double> map = new HashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), entry.getValue().doubleValue()));
        return map;
    }

    @Override
    public String toString() {
        return name;
    }
}
