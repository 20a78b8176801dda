package org.taskvectors.checkpoint;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Options that a person gives when opening a file, for what the file itself does not say.
///
/// @param scale the scale of a LoRA's factors; used only if no configuration has it
/// @param adapter the name of the adapter to open, if one file holds several
/// @param under the key of the dictionary to open, if a PyTorch file holds several with tensors;
///   see [Dictionaries]
/// @param asModel whether a document that describes a change of a base is opened as the base with
///   the change; everything else opens as it is
/// @param allowed files and folders beside a document's own folder in which the checkpoints that it
///   names may lie
public record OpenOptions(
        Optional<LoraScale> scale,
        Optional<String> adapter,
        Optional<String> under,
        boolean asModel,
        List<Path> allowed) {
    /// No options.
    public static final OpenOptions NONE = new OpenOptions(Optional.empty(), Optional.empty());

    public OpenOptions {
        allowed = List.copyOf(allowed);
    }

    /// Options for an adapter.
    public OpenOptions(Optional<LoraScale> scale, Optional<String> adapter) {
        this(scale, adapter, Optional.empty());
    }

    /// Options for one file.
    public OpenOptions(
            Optional<LoraScale> scale, Optional<String> adapter, Optional<String> under) {
        this(scale, adapter, under, false, List.of());
    }

    public OpenOptions withScale(Optional<LoraScale> newScale) {
        return new OpenOptions(newScale, adapter, under, asModel, allowed);
    }

    public OpenOptions withAdapter(Optional<String> newAdapter) {
        return new OpenOptions(scale, newAdapter, under, asModel, allowed);
    }

    public OpenOptions withUnder(Optional<String> newUnder) {
        return new OpenOptions(scale, adapter, newUnder, asModel, allowed);
    }

    public OpenOptions withAsModel(boolean isModel) {
        return new OpenOptions(scale, adapter, under, isModel, allowed);
    }

    public OpenOptions withAllowed(List<Path> newAllowed) {
        return new OpenOptions(scale, adapter, under, asModel, newAllowed);
    }
}
