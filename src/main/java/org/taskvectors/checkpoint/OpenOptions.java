package org.taskvectors.checkpoint;

import java.util.Optional;

/// What a person has to say about a file that the file itself does not.
///
/// @param scale what the factors of a LoRA are multiplied by; used only where no configuration says
///   it
/// @param adapter which of the adapters that one file holds is meant
public record OpenOptions(Optional<LoraScale> scale, Optional<String> adapter) {
    /// Nothing is said.
    public static final OpenOptions NONE = new OpenOptions(Optional.empty(), Optional.empty());

    public OpenOptions withScale(Optional<LoraScale> newScale) {
        return new OpenOptions(newScale, adapter);
    }

    public OpenOptions withAdapter(Optional<String> newAdapter) {
        return new OpenOptions(scale, newAdapter);
    }
}
