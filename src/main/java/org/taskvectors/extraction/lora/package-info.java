/// A LoRA adapter out of a task vector: the closest matrices of a low rank, saved as PEFT reads
/// them.
@NullMarked
package org.taskvectors.extraction.lora;

import org.jspecify.annotations.NullMarked;
