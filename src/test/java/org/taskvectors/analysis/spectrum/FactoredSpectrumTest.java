package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.taskvectors.checkpoint.Checkpoints;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.AdapterCheckpoint;

/// Against NumPy's singular values of the products (src/test/oracle/adapter/make_golden.py), which
/// are rounded to float32 there.
class FactoredSpectrumTest {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "adapter");

    @Test
    void singularValuesOfAProductComeFromItsFactors() throws IOException {
        JsonNode expected =
                new ObjectMapper()
                        .readTree(GOLDEN.resolve("expected/singular_values.json").toFile());
        assertThat(expected.size()).isGreaterThan(10);
        for (Map.Entry<String, JsonNode> entry : expected.properties()) {
            String adapter = entry.getKey().substring(0, entry.getKey().indexOf(' '));
            String name = entry.getKey().substring(adapter.length() + 1);
            try (AdapterCheckpoint checkpoint =
                    (AdapterCheckpoint) Checkpoints.open(GOLDEN.resolve(adapter))) {
                Tensor tensor = checkpoint.tensor(name).orElseThrow();
                SingularValues values = FactoredSpectrum.of(checkpoint, tensor);

                assertThat(checkpoint.isFactored(tensor)).isTrue();
                assertThat(values.isComplete()).isTrue();
                double first = entry.getValue().get(0).asDouble();
                double squares = 0;
                for (int i = 0; i < entry.getValue().size(); i++) {
                    double theirs = entry.getValue().get(i).asDouble();
                    double ours = i < values.count() ? values.get(i) : 0;
                    assertThat(ours).as(entry.getKey()).isCloseTo(theirs, within(1e-6 * first));
                    squares += theirs * theirs;
                }
                assertThat(values.sumSquares()).isCloseTo(squares, within(1e-5 * squares));
                assertThat(values.energy(values.count())).isCloseTo(1, within(1e-12));
            }
        }
    }
}
