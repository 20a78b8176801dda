package org.taskvectors.analysis;

import java.util.Optional;
import java.util.OptionalInt;
import org.taskvectors.checkpoint.naming.ModuleKind;

/// A group of tensors: a layer, a module kind, a cell of layer × module kind, one tensor, or all of
/// them. Embedding, final norm and head belong to no layer; by layer each is a group of its own,
/// and so it is in each of several stacks.
///
/// @param label its name in tables and on axes: `14`, `encoder.14`, `embedding`, `q_proj`, a
///   tensor's name, `all`
/// @param stack the stack of layers that it lies in; empty where the model has one, and for a group
///   of more than one
/// @param layer its layer within the stack; empty if it has none or more than one
/// @param kind its module kind; empty if it has more than one
/// @param tensor its tensor's name; empty if it has more than one
public record Group(
        String label,
        String stack,
        OptionalInt layer,
        Optional<ModuleKind> kind,
        Optional<String> tensor) {
    public static final Group ALL =
            new Group("all", "", OptionalInt.empty(), Optional.empty(), Optional.empty());

    /// Whether both lie in one layer of one stack.
    public boolean isInLayerOf(Group that) {
        return layer.isPresent() && layer.equals(that.layer) && stack.equals(that.stack);
    }
}
