package org.taskvectors.vector;

import java.io.IOException;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;

/// Where the numbers of an edited model are read from: the checkpoints themselves, or copies of the
/// same bytes that a caller holds in memory.
public interface Operands {
    /// Opens θ0.
    ///
    /// @param tensor a tensor of the base
    TensorReader base(Tensor tensor) throws IOException;

    /// Opens a summand's τ.
    TensorReader change(Summand summand) throws IOException;

    /// Reads the checkpoints.
    record Read(Checkpoint from) implements Operands {
        @Override
        public TensorReader base(Tensor tensor) throws IOException {
            return from.reader(tensor);
        }

        @Override
        public TensorReader change(Summand summand) throws IOException {
            return summand.vector().reader(summand.tensor());
        }
    }
}
