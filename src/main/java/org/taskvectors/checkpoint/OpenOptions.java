package org.taskvectors.checkpoint;

import java.util.Optional;

/// Options that a person gives when opening a file, for what the file itself does not say.
///
/// @param scale the scale of a LoRA's factors; used only if no configuration has it
/// @param adapter the name of the adapter to open, if one file holds several
/// @param under the key of the dictionary to open, if a PyTorch file holds several with tensors;
///   see [Dictionaries]
/// @param asModel whether a document that describes a change of a base is opened as the base with
///   the change; everything else opens as it is
/// @param reach what a document may name beside what lies in its own folder
public record OpenOptions(
        Optional<LoraScale> scale,
        Optional<String> adapter,
        Optional<String> under,
        boolean asModel,
        Reach reach) {
    /// No options.
    public static final OpenOptions NONE = new OpenOptions(Optional.empty(), Optional.empty());

    /// Options for an adapter.
    public OpenOptions(Optional<LoraScale> scale, Optional<String> adapter) {
        this(scale, adapter, Optional.empty());
    }

    /// Options for one file.
    public OpenOptions(
            Optional<LoraScale> scale, Optional<String> adapter, Optional<String> under) {
        this(scale, adapter, under, false, Reach.NONE);
    }

    public OpenOptions withScale(Optional<LoraScale> newScale) {
        return new OpenOptions(newScale, adapter, under, asModel, reach);
    }

    public OpenOptions withAdapter(Optional<String> newAdapter) {
        return new OpenOptions(scale, newAdapter, under, asModel, reach);
    }

    public OpenOptions withUnder(Optional<String> newUnder) {
        return new OpenOptions(scale, adapter, newUnder, asModel, reach);
    }

    public OpenOptions withAsModel(boolean isModel) {
        return new OpenOptions(scale, adapter, under, isModel, reach);
    }

    public OpenOptions withReach(Reach newReach) {
        return new OpenOptions(scale, adapter, under, asModel, newReach);
    }

    /// Returns the options of the file itself: without its reach, and not as a model.
    public OpenOptions ofFile() {
        return withReach(Reach.NONE).withAsModel(false);
    }
}
