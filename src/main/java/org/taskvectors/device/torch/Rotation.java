package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.taskvectors.inference.Architecture;

/// The cosines and sines of some tokens' positions, as [LayerScript] takes them; layers with the
/// same frequencies share them.
final class Rotation {
    private final Architecture architecture;
    private final Tensors tensors;
    private final int[] positions;
    private final Map<Optional<Architecture.Rope>, Angles> made = new HashMap<>();

    Rotation(Architecture architecture, Tensors tensors, int[] positions) {
        this.architecture = architecture;
        this.tensors = tensors;
        this.positions = positions;
    }

    /// @param cos tokens × 1 × headWidth
    /// @param sin the same; negative where a pair's second number is subtracted
    record Angles(NDArray cos, NDArray sin) {}

    /// Returns a layer's; of one number where it rotates nothing.
    Angles of(int layer) {
        return made.computeIfAbsent(architecture.rope(layer), this::angles);
    }

    private Angles angles(Optional<Architecture.Rope> rope) {
        if (rope.isEmpty()) {
            return new Angles(tensors.floats(new float[1], 1), tensors.floats(new float[1], 1));
        }
        Architecture.Rope given = rope.get();
        int width = architecture.headWidth();
        int pairs = width / 2;
        float[] cos = new float[positions.length * width];
        float[] sin = new float[positions.length * width];
        double[] frequencies =
                given.frequencies().stream().mapToDouble(Double::doubleValue).toArray();
        for (int token = 0; token < positions.length; token++) {
            for (int pair = 0; pair < pairs; pair++) {
                double angle = positions[token] * frequencies[pair];
                int at = token * width + (given.isInterleaved() ? 2 * pair : pair);
                int other = at + (given.isInterleaved() ? 1 : pairs);
                cos[at] = (float) (Math.cos(angle) * given.factor());
                cos[other] = cos[at];
                sin[other] = (float) (Math.sin(angle) * given.factor());
                sin[at] = -sin[other];
            }
        }
        long tokens = positions.length;
        return new Angles(
                tensors.floats(cos, tokens, 1, width), tensors.floats(sin, tokens, 1, width));
    }
}
