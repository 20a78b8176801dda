package org.taskvectors.checkpoint;

import java.util.Optional;

/// Options that a person gives when opening a file, for what the file itself does not say.
///
/// @param scale the scale of a LoRA's factors; used only if no configuration has it
/// @param adapter the name of the adapter to open, if one file holds several
/// @param under the key of the dictionary to open, if a PyTorch file holds several with tensors;
///   see [Dictionaries]
public record OpenOptions(
        Optional<LoraScale> scale, Optional<String> adapter, Optional<String> under) {
    /// No options.
    public static final OpenOptions NONE = new OpenOptions(Optional.empty(), Optional.empty());

    /// Options for an adapter.
    public OpenOptions(Optional<LoraScale> scale, Optional<String> adapter) {
        this(scale, adapter, Optional.empty());
    }

    public OpenOptions withScale(Optional<LoraScale> newScale) {
        return new OpenOptions(newScale, adapter, under);
    }

    public OpenOptions withAdapter(Optional<String> newAdapter) {
        return new OpenOptions(scale, newAdapter, under);
    }

    public OpenOptions withUnder(Optional<String> newUnder) {
        return new OpenOptions(scale, adapter, newUnder);
    }
}
