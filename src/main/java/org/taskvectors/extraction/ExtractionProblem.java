package org.taskvectors.extraction;

import org.taskvectors.file.Problem;

/// Why a pair gives no vector, or not in that place.
public enum ExtractionProblem implements Problem {
    /// No floating-point tensor of the two has the same name.
    NOTHING_MATCHED,
    /// Tensors of the same name have different shapes.
    OTHER_SHAPE,
    /// Embedding or head have more rows on one side, and no policy allows that.
    GROWN_VOCABULARY,
    /// A part of the change could not be matched or read, and no policy allows a partial vector.
    PARTIAL,
    /// What is given as the base is an adapter.
    BASE_IS_ADAPTER,
    /// What is given as the base is a task vector.
    BASE_IS_VECTOR,
    /// What is given as the fine-tuned side is a task vector.
    TUNED_IS_VECTOR,
    /// The ending of the output's name is none that can be written.
    UNKNOWN_FORMAT,
    /// The output is one of the inputs.
    OUTPUT_IS_INPUT
}
