package org.taskvectors.checkpoint.gguf;

import org.taskvectors.checkpoint.StoredOrder;
import org.taskvectors.checkpoint.Tensor;

/// A tensor as the checkpoint shows it, by Hugging Face's name if that is known, and how to read
/// its numbers from the file.
///
/// @param tensor name, dtype and shape as the checkpoint shows them
/// @param stored where the numbers lie; for one expert of many, the part of the file that is its
/// @param order how the shown elements lie among the stored ones
record Entry(Tensor tensor, GgufHeader.Stored stored, StoredOrder order) {}
