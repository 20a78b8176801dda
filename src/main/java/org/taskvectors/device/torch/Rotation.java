package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.Architecture;
import org.taskvectors.inference.RopeTables;

/// The cosines and sines of some tokens' positions, as [LayerScript] takes them, out of the tables
/// of the program's own kernels; layers with the same table share them.
final class Rotation {
    private final Maker maker;
    private final RopeTables tables;
    private final int[] positions;
    private final int least;
    private @Nullable Angles none;
    private final Map<RopeTables.Table, Angles> made = new HashMap<>();

    /// Makes a tensor to compute with, of float32, with a copy of the numbers.
    @FunctionalInterface
    interface Maker {
        NDArray floats(float[] numbers, long... sizes);
    }

    /// @param positions of the tokens, at least one
    Rotation(TorchReader reader, Tensors tensors, int[] positions) {
        this(
                reader.architecture(),
                (numbers, sizes) -> reader.floats(tensors, numbers, sizes),
                positions);
    }

    /// @param positions of the tokens, at least one
    Rotation(Architecture architecture, Maker maker, int[] positions) {
        this.maker = maker;
        this.positions = positions;
        this.least = IntStream.of(positions).min().orElseThrow();
        this.tables = new RopeTables(architecture);
        tables.prepare(least, IntStream.of(positions).max().orElseThrow() - least + 1);
    }

    private Angles none() {
        if (none == null) {
            none = new Angles(one(), one());
        }
        return none;
    }

    private NDArray one() {
        return maker.floats(new float[1], 1);
    }

    /// @param cos tokens × 1 × headWidth
    /// @param sin the same; negative where a pair's second number is subtracted
    record Angles(NDArray cos, NDArray sin) {}

    /// Returns a layer's; of one number where it rotates nothing.
    Angles of(int layer) {
        return tables.table(layer)
                .map(table -> made.computeIfAbsent(table, this::angles))
                .orElseGet(this::none);
    }

    private Angles angles(RopeTables.Table table) {
        int pairs = table.pairs();
        int width = 2 * pairs;
        float[] cos = new float[positions.length * width];
        float[] sin = new float[positions.length * width];
        for (int token = 0; token < positions.length; token++) {
            for (int pair = 0; pair < pairs; pair++) {
                int from = (positions[token] - least) * pairs + pair;
                int one = token * width + (table.isInterleaved() ? 2 * pair : pair);
                int two = one + (table.isInterleaved() ? 1 : pairs);
                cos[one] = table.cos()[from];
                cos[two] = table.cos()[from];
                sin[one] = -table.sin()[from];
                sin[two] = table.sin()[from];
            }
        }
        long tokens = positions.length;
        return new Angles(maker.floats(cos, tokens, 1, width), maker.floats(sin, tokens, 1, width));
    }
}
