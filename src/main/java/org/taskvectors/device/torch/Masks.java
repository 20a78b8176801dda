package org.taskvectors.device.torch;

import ai.djl.ndarray.NDArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.inference.Architecture;
import org.taskvectors.tensor.DType;

/// What is added to the scores of the last rows of a text, so that nothing later and nothing before
/// the window is seen. Layers with the same window share it.
final class Masks {
    private final TorchReader reader;
    private final Tensors memory;
    private final int past;
    private final int tokens;
    private final DType dtype;
    private final Map<List<Integer>, Mask> made = new HashMap<>();

    /// @param past how many positions came before the tokens
    /// @param dtype in which the scores are made
    Masks(TorchReader reader, Tensors memory, int past, int tokens, DType dtype) {
        this.reader = reader;
        this.memory = memory;
        this.past = past;
        this.tokens = tokens;
        this.dtype = dtype;
    }

    /// @param tensor rows × positions that are seen; of one number if causal
    /// @param first the first position that any of the rows sees
    /// @param isCausal whether no tensor is needed: each row sees all positions up to its own
    record Mask(NDArray tensor, int first, boolean isCausal) {}

    /// Returns the mask of a layer.
    ///
    /// @param rows how many of the last tokens ask
    Mask of(int layer, int rows) {
        int window = reader.architecture().windows().get(layer);
        return made.computeIfAbsent(List.of(window, rows), _ -> make(window, rows));
    }

    private Mask make(int window, int rows) {
        Architecture architecture = reader.architecture();
        int end = past + tokens;
        int start = end - rows;
        int first = window == 0 ? 0 : Math.max(0, start - window + 1);
        boolean isCausal =
                architecture.attentionCap() == 0
                        && start == first
                        && (window == 0 || rows <= window);
        NDArray tensor =
                isCausal
                        ? reader.floats(memory, new float[1], 1)
                        : reader.mask(memory, rows, end - first, start, first, window, dtype);
        return new Mask(tensor, first, isCausal);
    }
}
