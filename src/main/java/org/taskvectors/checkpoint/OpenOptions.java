package org.taskvectors.checkpoint;

import java.util.Optional;

/// What a person has to say about a file that the file itself does not.
///
/// @param scale what the factors of a LoRA are multiplied by; used only where no configuration says
///   it
/// @param adapter which of the adapters that one file holds is meant
/// @param under the key of the dictionary that is meant, where one of PyTorch's files holds several
///   with tensors; see [Dictionaries]
public record OpenOptions(
        Optional<LoraScale> scale, Optional<String> adapter, Optional<String> under) {
    /// Nothing is said.
    public static final OpenOptions NONE = new OpenOptions(Optional.empty(), Optional.empty());

    /// What is said of an adapter alone.
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
