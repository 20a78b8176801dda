package org.taskvectors.merge.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.naming.Naming;

/// Against the lists of mergekit's architectures (`src/test/oracle/merge/recipe_outside.py`).
class BeforeLayersOracleTest {
    @Test
    void eachTensorComesFromTheSliceThatMergekitTakesItFrom() throws IOException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        JsonNode golden = Mergekit.JSON.readTree(Mergekit.GOLDEN.resolve("outside.json").toFile());
        for (JsonNode one : golden) {
            List<String> names = new ArrayList<>();
            one.path("before").forEach(name -> names.add(name.asText()));
            one.path("behind").forEach(name -> names.add(name.asText()));
            for (int layer = 0; layer < 2; layer++) {
                for (JsonNode name : one.path("layer")) {
                    names.add(name.asText().replace("${layer_index}", Integer.toString(layer)));
                }
            }
            Naming naming = Naming.of(names, Optional.empty());
            for (String side : List.of("before", "behind")) {
                for (JsonNode name : one.path(side)) {
                    compared++;
                    if (BeforeLayers.is(naming.place(name.asText())) != side.equals("before")) {
                        wrong.add(one.path("architecture").asText() + " " + side + " " + name);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(150);
    }
}
