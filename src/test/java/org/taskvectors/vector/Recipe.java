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
import org.taskvectors.checkpoint.Vector;

/// A sum of vectors of the oracle (`src/test/oracle/vector/edited_model.py`), and what PyTorch
/// makes of it.
///
/// @param name of the recipe, and of its file
/// @param terms as the oracle gives them
record Recipe(String name, JsonNode terms) {
    static final Path GOLDEN = Path.of("src/test/resources/golden/vector");

    static List<Recipe> all() throws IOException {
        List<Recipe> all = new ArrayList<>();
        new ObjectMapper()
                .readTree(GOLDEN.resolve("recipes.json").toFile())
                .properties()
                .forEach(entry -> all.add(new Recipe(entry.getKey(), entry.getValue())));
        return all;
    }

    /// Where a vector of the recipes lies.
    static Path file(String vector) {
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
    boolean isConstant() {
        for (JsonNode term : terms) {
            if (!term.has("lambda")) {
                return false;
            }
        }
        return true;
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
            Map<Integer, Double> byLayer = new HashMap<>();
            map(term.path("byLayer"))
                    .forEach((layer, lambda) -> byLayer.put(Integer.valueOf(layer), lambda));
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
