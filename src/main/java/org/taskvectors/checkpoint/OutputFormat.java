package org.taskvectors.checkpoint;

import java.util.List;
import java.util.Map;

/// A format that tensors can be saved in. The ending of a file's name says which.
///
/// @param label its name in a choice: `safetensors`, `PyTorch .pth`
/// @param ending the ending of its files, with the dot
/// @param layouts lays its files out
public record OutputFormat(String label, String ending, Layouts layouts) {
    /// Lays out files of one format.
    @FunctionalInterface
    public interface Layouts {
        /// Lays out a file of these tensors.
        ///
        /// @throws IllegalArgumentException where the format cannot hold them
        WeightsLayout of(List<Tensor> tensors, Map<String, String> metadata);
    }

    /// Lays out a file of these tensors.
    ///
    /// @throws IllegalArgumentException where the format cannot hold them
    public WeightsLayout layout(List<Tensor> tensors, Map<String, String> metadata) {
        return layouts.of(tensors, metadata);
    }
}
