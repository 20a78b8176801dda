package org.taskvectors.analysis.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.taskvectors.job.Cancellation;

/// Against NumPy's singular vectors (src/test/oracle/spectrum.py).
class DirectionsTest {
    private static JsonNode golden(String of) throws IOException {
        return new ObjectMapper()
                .readTree(
                        Path.of("src/test/resources/golden/spectrum/singular-values.json").toFile())
                .get(of);
    }

    private static Directions of(float[] elements, int rows, int columns, int most, int threads)
            throws Exception {
        try (FloatMatrix matrix = Matrices.matrix(elements, rows, columns, 1)) {
            return Directions.of(matrix, most, threads, any -> {}, new Cancellation());
        }
    }

    @Test
    void overlapsAreNumPys() throws Exception {
        float[] first = Matrices.make("low", 500, 60, 45);
        float[] second = Matrices.make("uniform", 900, 60, 45);
        for (int i = 0; i < first.length; i++) {
            second[i] = (float) (first[i] + 4.0 * second[i]);
        }
        DirectionOverlap overlaps = of(first, 60, 45, 10, 1).with(of(second, 60, 45, 12, 1));
        assertThat(overlaps.count()).isEqualTo(10);
        assertThat(overlaps.left(11)).isNaN();
        assertThat(overlaps.rows()).isEqualTo(60);
        for (JsonNode expected : golden("overlap")) {
            check(overlaps, expected);
        }
    }

    @Test
    void directionsOfAFlatSpectrumAreTheirOwn() throws Exception {
        for (JsonNode expected : golden("flat_overlap")) {
            int rows = expected.get("rows").intValue();
            int columns = expected.get("columns").intValue();
            float[] first = Matrices.make("uniform", 700, rows, columns);
            float[] second = Matrices.make("uniform", 800, rows, columns);
            for (int i = 0; i < first.length; i++) {
                second[i] += first[i] / 2;
            }
            check(of(first, rows, columns, 64, 2).with(of(second, rows, columns, 64, 1)), expected);
        }
    }

    private static void check(DirectionOverlap overlaps, JsonNode expected) {
        int k = expected.get("k").intValue();
        assertThat(overlaps.left(k)).isCloseTo(expected.get("left").doubleValue(), within(1e-7));
        assertThat(overlaps.right(k)).isCloseTo(expected.get("right").doubleValue(), within(1e-7));
    }

    @Test
    void thereAreNoMoreThanTheRank() throws Exception {
        Directions five = of(Matrices.make("rank5", 3, 200, 150), 200, 150, 20, 1);
        assertThat(five.count()).isEqualTo(5);
        assertThat(of(Matrices.make("zeros", 0, 6, 4), 6, 4, 3, 1).count()).isZero();
        assertThat(five.with(five).right(5)).isCloseTo(1, within(1e-9));
    }

    @Test
    void equalValuesHaveTheirWholeSpace() throws Exception {
        // The identity in a corner of zeros: every direction of it is as good as any other.
        int size = 40;
        float[] elements = new float[size * size];
        for (int i = 0; i < 30; i++) {
            elements[i * size + i] = 3;
        }
        Directions all = of(elements, size, size, 40, 1);
        assertThat(all.count()).isEqualTo(30);
        DirectionOverlap overlaps = all.with(of(elements, size, size, 30, 2));
        assertThat(overlaps.left(30)).isCloseTo(1, within(1e-9));
        assertThat(overlaps.right(30)).isCloseTo(1, within(1e-9));
    }

    @Test
    void threadsChangeNoDigit() throws Exception {
        float[] first = Matrices.make("uniform", 5, 400, 430);
        float[] second = Matrices.make("uniform", 6, 400, 430);
        DirectionOverlap alone = of(first, 400, 430, 9, 1).with(of(second, 400, 430, 9, 1));
        DirectionOverlap shared = of(first, 400, 430, 9, 3).with(of(second, 400, 430, 9, 2));
        for (int k = 1; k <= 9; k++) {
            assertThat(shared.left(k)).isEqualTo(alone.left(k));
            assertThat(shared.right(k)).isEqualTo(alone.right(k));
        }
    }
}
