package org.taskvectors.checkpoint.naming;

import java.util.OptionalInt;

/// The place of a tensor in its model.
///
/// @param stripped the name without the prefixes that tools add, by which base and fine-tuned model
///   are matched
/// @param layer the number of its layer; empty for embedding, final norm, head and everything else
///   outside the layers
/// @param kind its module kind
/// @param known whether a naming scheme recognised it; false if layer and kind were read from the
///   name alone
public record Placement(String stripped, OptionalInt layer, ModuleKind kind, boolean known) {}
