package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.taskvectors.inference.RopeTables;

/// The cosines and sines of some tokens' positions, as [LayerScript] takes them, out of the tables
/// of the program's own kernels; layers with the same table share them.
final class Rotation {
    private final TorchReader reader;
    private final Tensors tensors;
    private final RopeTables tables;
    private final int[] positions;
    private final int least;
    private @Nullable Angles none;
    private final Map<RopeTables.Table, Angles> made = new HashMap<>();

    /// @param positions of the tokens, at least one
    Rotation(TorchReader reader, Tensors tensors, int[] positions) {
        this.reader = reader;
        this.tensors = tensors;
        this.positions = positions;
        this.least = IntStream.of(positions).min().orElseThrow();
        this.tables = new RopeTables(reader.architecture());
        tables.prepare(least, IntStream.of(positions).max().orElseThrow() - least + 1);
    }

    private Angles none() {
        if (none == null) {
            none = new Angles(one(), one());
        }
        return none;
    }

    private NDArray one() {
        return reader.floats(tensors, new float[1], 1);
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
        return new Angles(
                reader.floats(tensors, cos, tokens, 1, width),
                reader.floats(tensors, sin, tokens, 1, width));
    }
}
