package org.taskvectors.checkpoint.quantized;

import java.io.IOException;
import org.taskvectors.checkpoint.Codes;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.Tensor;

/// A tensor that is stored as codes and scales, and shown as the float32 numbers that they stand
/// for.
interface QuantizedTensor {
    /// Returns the tensor as the checkpoint shows it: float32, in the shape of the weights.
    Tensor shown();

    /// Returns the stored tensor that holds the codes. Its name is that of the shown tensor, unless
    /// the format gives codes a name of their own.
    Tensor stored();

    Encoding encoding();

    /// Returns the codes and scales as they are stored.
    Codes codes();

    /// Decodes weights `first` to `first` + `count` − 1 into `scratch.weights`.
    ///
    /// @param count at most [Scratch#CHUNK]
    void decode(long first, int count, Scratch scratch) throws IOException;
}
