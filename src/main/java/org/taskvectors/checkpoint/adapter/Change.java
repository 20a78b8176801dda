package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// What an adapter does to one tensor of its base.
sealed interface Change {
    /// The change as a tensor: the base's name and shape, and the dtype that it is read in.
    Tensor tensor();

    /// The dtype of what is stored for it: the wider of the two factors.
    DType stored();

    /// s·B·A, from factors alone.
    ///
    /// @param a the factor A, null where the change is s·B (of a bias)
    /// @param b the factor B
    /// @param transposed whether the base stores in × out (Conv1D, embeddings), so that the change
    ///   is s·(B·A)ᵀ
    /// @param outputs how many outputs the module has
    /// @param rank what alpha is divided by: the configuration's, else the factors'
    /// @param scale s; empty where nobody has said it
    /// @param enabled for a grouped projection of old PEFT, which of its equal parts have factors;
    ///   empty where all is one
    record Product(
            Tensor tensor,
            @Nullable Tensor a,
            Tensor b,
            boolean transposed,
            long outputs,
            int rank,
            OptionalDouble scale,
            List<Boolean> enabled)
            implements Change {
        @Override
        public DType stored() {
            return a == null ? b.dtype() : DType.wider(a.dtype(), b.dtype());
        }

        /// The same for a base that stores the module the other way round.
        Product turned() {
            Shape shape = tensor.shape();
            return new Product(
                    new Tensor(
                            tensor.name(), tensor.dtype(), Shape.of(shape.size(1), shape.size(0))),
                    a,
                    b,
                    !transposed,
                    outputs,
                    rank,
                    scale,
                    enabled);
        }
    }

    /// DoRA: m · (θ0 + s·B·A) / ‖θ0 + s·B·A‖ − θ0, lengths by output.
    record Rescaled(Product product, Tensor magnitude) implements Change {
        @Override
        public Tensor tensor() {
            return product.tensor();
        }

        @Override
        public DType stored() {
            return product.stored();
        }
    }

    /// θ − θ0, where θ is in the file.
    record Replaced(Tensor tensor, Tensor value) implements Change {
        @Override
        public DType stored() {
            return value.dtype();
        }
    }
}
