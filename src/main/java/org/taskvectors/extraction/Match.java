package org.taskvectors.extraction;

import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.naming.Placement;

/// A pair of tensors that will be differenced.
///
/// @param base the base's tensor
/// @param tuned the fine-tuned model's tensor
/// @param output what will be written: the base's name, the output dtype, the shape (the shared
///   rows' where a vocabulary grew)
/// @param placement where it stands in the model
public record Match(Tensor base, Tensor tuned, Tensor output, Placement placement) {}
