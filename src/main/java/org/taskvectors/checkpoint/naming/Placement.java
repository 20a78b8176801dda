package org.taskvectors.checkpoint.naming;

import java.util.Optional;
import java.util.OptionalInt;

/// The place of a tensor in its model.
///
/// @param stripped the name without the prefixes that tools add, by which base and fine-tuned model
///   are matched
/// @param stack the stack of layers that it belongs to: `encoder`, `vision`; empty where its model
///   has one stack, and for what belongs to none of several
/// @param layer the number of its layer within the stack; empty for embedding, final norm, head and
///   everything else outside the layers
/// @param kind its module kind
/// @param known whether a naming scheme recognised it; false if layer and kind were read from the
///   name alone
public record Placement(
        String stripped, String stack, OptionalInt layer, ModuleKind kind, boolean known) {
    /// A placement in a model with one stack.
    public Placement(String stripped, OptionalInt layer, ModuleKind kind, boolean known) {
        this(stripped, "", layer, kind, known);
    }

    /// Returns what its layer is called: `14`, `encoder.14`; empty outside the layers.
    public Optional<String> layerLabel() {
        return layer.isEmpty()
                ? Optional.empty()
                : Optional.of(inStack(Integer.toString(layer.getAsInt())));
    }

    /// Returns what something of its stack is called: `encoder.norm` of `norm`.
    public String inStack(String name) {
        return stack.isEmpty() ? name : stack + "." + name;
    }
}
