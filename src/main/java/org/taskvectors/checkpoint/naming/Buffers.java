package org.taskvectors.checkpoint.naming;

import java.util.Set;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Shape;

/// Tells buffers from weights. A model keeps a buffer beside its weights, and no training changes
/// it by gradient: causal masks, positions and frequencies that are computed once, running
/// statistics. A buffer has no part in a vector. Source: the `register_buffer` calls of
/// transformers and PyTorch.
public final class Buffers {
    private static final Set<String> NAMES =
            Set.of(
                    "masked_bias",
                    "causal_mask",
                    "attn_mask",
                    "attention_mask",
                    "inv_freq",
                    "original_inv_freq",
                    "freqs_cis",
                    "cos_cached",
                    "sin_cached",
                    "position_ids",
                    "token_type_ids",
                    "relative_position_index",
                    "relative_coords_table",
                    "running_mean",
                    "running_var",
                    "num_batches_tracked",
                    "e_score_correction_bias");

    /// Names of modules that hold nothing but numbers that are computed once.
    private static final Set<String> MODULES =
            Set.of("rotary_emb", "rotary_pos_emb", "rope", "rotary_embedding");

    private Buffers() {}

    /// Whether the tensor is a buffer, by its name and shape.
    public static boolean isBuffer(Tensor tensor) {
        return isBuffer(tensor.name(), tensor.shape());
    }

    /// Whether a tensor of that name and shape is a buffer.
    public static boolean isBuffer(String name, Shape shape) {
        String last = name.substring(name.lastIndexOf('.') + 1);
        return NAMES.contains(last)
                || isMask(last, shape)
                || isComputed(name.substring(0, Math.max(0, name.length() - last.length() - 1)));
    }

    /// Whether it is a causal mask, 1 × 1 × n × n: no bias has this shape.
    private static boolean isMask(String last, Shape shape) {
        return last.equals("bias")
                && shape.rank() == 4
                && shape.size(0) == 1
                && shape.size(1) == 1
                && shape.size(2) == shape.size(3);
    }

    private static boolean isComputed(String path) {
        return MODULES.contains(path.substring(path.lastIndexOf('.') + 1));
    }
}
