package org.taskvectors.checkpoint.naming;

import java.util.OptionalInt;

/// Where a tensor stands in its model.
///
/// @param stripped the name without the prefixes that tools add; what base and fine-tuned are
///   matched by
/// @param layer the number of its layer; empty for embedding, final norm, head and whatever lies
///   outside the layers
/// @param kind its module kind
/// @param known whether a naming scheme of ours recognised it; false where the name alone was read
public record Placement(String stripped, OptionalInt layer, ModuleKind kind, boolean known) {}
